"""Speaking outside of a turn, to somebody who has asked nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.dialogue.wording import Wording
from bot.messages import Button, Reply
from knowledge.loader import Knowledge
from knowledge.schema import Provider


@dataclass(frozen=True, slots=True)
class Speaker:
    """What is needed to say something in a language."""

    knowledge: Knowledge
    wording: Wording
    language: str

    @property
    def english(self) -> bool:
        return self.language == "en"

    def say(self, key: str, **values: object) -> str:
        return self.wording(key, self.language, **values)

    def button(self, key: str, data: str, **values: object) -> Button:
        return Button(self.say(key, **values), data)

    def provider(self, provider_id: str) -> Provider | None:
        return self.knowledge.providers.get(provider_id)

    def name_of(self, provider_id: str) -> str:
        """Of one that is no more in the files, its id."""
        provider = self.provider(provider_id)
        if provider is None:
            return provider_id
        return provider.name_en if self.english and provider.name_en else provider.name


Words = Callable[[Speaker, Mapping[str, Any]], Reply]  # the facts of a piece of news → what it says
