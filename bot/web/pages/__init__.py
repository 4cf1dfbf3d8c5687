"""One module a page. Each has its WAYS; all of them are listed in bot/web/site.py."""
