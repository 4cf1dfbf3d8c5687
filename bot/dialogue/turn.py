"""One message on its way through the dialogue: all that a topic may use, and what it gives back."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.dialogue.conversation import Conversation
from bot.dialogue.wording import Wording
from bot.messages import Answer, Button, IncomingMessage, Reply
from bot.services import notices
from bot.services.entry_codes import EntryCodes
from bot.services.families import Member, guardian_of, member_of
from bot.services.notices import Notice
from bot.understanding.filters import WishReader
from bot.understanding.reading import Reading
from db.models import Family, Guardian
from knowledge.loader import Knowledge
from knowledge.schema import Hours, Provider

# (number of a draft of the knowledge, its revision, message) → the draft's answer, None until it is ready.
TryOut = Callable[[int, int, IncomingMessage], Answer | None]
OFFICE_HOURS = Hours(opens="Mo-Fr 09:00-17:00; PH off")


@dataclass(frozen=True, slots=True)
class Arrangements:
    """What those who run the bot have arranged. chat_link: how the chat is opened at a provider, with
    {provider} in it; None when there is no link. staff_hours: when requests are answered. hold_for: how long
    a place is held for a family of the waiting list. entry_codes: where none are arranged, good as long
    as the process. digest_in_force: of the knowledge that answers, None where that cannot be told;
    send_workbook: of that knowledge, to one of the staff; try_out: where none is arranged no draft is ever
    ready."""

    chat_link: str | None = None
    staff_hours: Hours = OFFICE_HOURS
    hold_for: timedelta = timedelta(hours=2)
    entry_codes: EntryCodes = field(default_factory=EntryCodes.of_this_process)
    digest_in_force: Callable[[Session], str | None] = lambda tx: None
    send_workbook: Callable[[int], None] = lambda staff_id: None
    try_out: TryOut = lambda draft, revision, message: None


ARRANGEMENTS = Arrangements()


@dataclass(slots=True)
class Turn:
    """tx: the turn's one transaction. reading: None for a button or a location."""

    knowledge: Knowledge
    wording: Wording
    wishes: WishReader
    now: datetime
    rng: random.Random
    tx: Session
    conversation: Conversation
    message: IncomingMessage
    reading: Reading | None = None
    arrangements: Arrangements = ARRANGEMENTS
    _writer: Member | None = field(default=None, repr=False)
    _guardian: Guardian | None = field(default=None, repr=False)
    _family: Family | None = field(default=None, repr=False)
    _urgent: tuple[Notice, ...] | None = field(default=None, repr=False)

    @property
    def language(self) -> str:
        return self.conversation.language

    @property
    def english(self) -> bool:
        return self.conversation.language == "en"

    def say(self, key: str, **values: object) -> str:
        return self.wording(key, self.language, **values)

    def button(self, key: str, data: str, **values: object) -> Button:
        return Button(self.say(key, **values), data)

    @property
    def writer(self) -> Member:
        """Who writes; made on first need, with a family."""
        if self._writer is None:
            self._writer = member_of(self.tx, self.message.channel, self.message.user, self.now)
        return self._writer

    @property
    def guardian(self) -> Guardian:
        """The same, for what changes it."""
        if self._guardian is None:
            self._guardian = guardian_of(self.tx, self.message.channel, self.message.user, self.now)
        return self._guardian

    @property
    def family(self) -> Family:
        if self._family is None:
            self._family = self.tx.get_one(Family, self.guardian.family_id)
        return self._family

    @property
    def urgent_notices(self) -> tuple[Notice, ...]:
        """In force now, of all providers; asked for once a turn."""
        if self._urgent is None:
            self._urgent = notices.in_force(self.tx, self.now)
        return self._urgent

    def forget_family(self) -> None:
        """Who writes has changed it."""
        self._writer = self._guardian = self._family = None

    def provider(self, provider_id: str | None) -> Provider | None:
        return self.knowledge.providers.get(provider_id) if provider_id else None

    def name_of(self, provider: Provider) -> str:
        return provider.name_en if self.english and provider.name_en else provider.name


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a topic answers. topic: set when it turned out to be another than was asked for."""

    replies: tuple[Reply, ...]
    faq: str | None = None
    provider: str | None = None
    providers: tuple[str, ...] = ()
    topic: str | None = None

    def then(self, *replies: Reply) -> "Outcome":
        return replace(self, replies=self.replies + replies)


TextHandler = Callable[[Turn], Outcome]
PressHandler = Callable[[Turn, str], Outcome]


@dataclass(frozen=True, slots=True)
class TopicHandler:
    """answer: to a message understood as the topic. presses: button verb → handler of what follows it."""

    name: str
    answer: TextHandler
    presses: dict[str, PressHandler] = field(default_factory=dict)
