"""`python -m bot` is the `tuoyu` command."""

from bot.cli import main

main()
