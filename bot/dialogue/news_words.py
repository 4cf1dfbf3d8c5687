"""What a piece of news says: the reply "news.{kind}" with its facts, and for some kinds more than that."""

from bot.dialogue import reminder_words
from bot.dialogue.announcements import Compose
from bot.dialogue.booking_news import BOOKING_NEWS
from bot.dialogue.speaker import Speaker, Words
from bot.dialogue.staff import draft_report
from bot.dialogue.wording import Wording, in_traditional
from bot.messages import Reply
from bot.services.news import News, StaffNews
from knowledge.loader import Knowledge

# Kind of news → what it says, for those that are more than one sentence.
WORDS: dict[str, Words] = {
    **BOOKING_NEWS,
    "reminder_evening": reminder_words.evening,
    "reminder_soon": reminder_words.soon,
    "draft_reviewed": draft_report.report,
    "workbook": draft_report.workbook,
}


def composer(knowledge: Knowledge, wording: Wording) -> Compose:
    def compose(item: News | StaffNews, language: str) -> Reply:
        speaker = Speaker(knowledge, wording, language)
        words = WORDS.get(item.kind)
        said = words(speaker, item.facts) if words else Reply(speaker.say(f"news.{item.kind}", **item.facts))
        return in_traditional(said) if language == "zh-Hant" else said

    return compose
