"""What a piece of news says."""

from bot.dialogue.announcements import Compose
from bot.dialogue.wording import Wording
from bot.messages import Reply
from bot.services.news import News


def composer(wording: Wording) -> Compose:
    def compose(news: News, language: str) -> Reply:
        return Reply(wording(f"news.{news.kind}", language, **news.facts))

    return compose
