"""One state of the knowledge, ready to answer from. A turn takes one at its beginning and keeps it to its
end, so that no message ever sees half of one and half of another."""

from dataclasses import dataclass

from bot.dialogue.announcements import Compose
from bot.dialogue.news_words import composer
from bot.dialogue.wording import Wording
from bot.understanding.understand import Understanding
from knowledge.loader import Knowledge


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Loaded:
    knowledge: Knowledge
    understanding: Understanding
    wording: Wording
    compose: Compose


def loaded(knowledge: Knowledge, understanding: Understanding | None = None) -> Loaded:
    """understanding: of the same knowledge; made when missing, which takes a second or more."""
    understanding = understanding or Understanding(knowledge)
    wording = Wording(knowledge.replies)
    return Loaded(knowledge, understanding, wording, composer(knowledge, wording))
