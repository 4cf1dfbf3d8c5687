"""What a reminder of a booking says: when and where, what to bring, and how to give the place back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.dialogue import cards, formats
from bot.dialogue.speaker import Speaker
from bot.messages import Button, Reply
from knowledge.schema import Provider, ServiceOffer


def evening(speaker: Speaker, facts: Mapping[str, Any]) -> Reply:
    return _reminder(speaker, "news.reminder_evening", facts, ("button.calendar", "ics"))


def soon(speaker: Speaker, facts: Mapping[str, Any]) -> Reply:
    return _reminder(speaker, "news.reminder_soon", facts, ("button.entry", "entry"))


def _reminder(speaker: Speaker, key: str, facts: Mapping[str, Any], beside_cancel: tuple[str, str]) -> Reply:
    starts_at, ends_at = (datetime.fromisoformat(facts[name]) for name in ("starts_at", "ends_at"))
    number, provider = facts["number"], speaker.provider(facts["provider"])
    lines = [
        speaker.say(
            key,
            when=formats.when(starts_at, ends_at, speaker.english),
            name=speaker.name_of(facts["provider"]),
            child=facts["child"],
            number=number,
        )
    ]
    if provider is None:
        lines.append(speaker.say("news.reminder_gone"))
    else:
        lines += _to_know(speaker, provider, provider.offer(facts["service"]))
    return Reply("\n".join(lines), (_buttons(speaker, number, *beside_cancel),))


def _to_know(speaker: Speaker, provider: Provider, offer: ServiceOffer | None) -> list[str]:
    where = cards.address(speaker, provider)
    lines = [speaker.say("card.address", address=where) if where else speaker.say("book.no_address")]
    if provider.telephone:
        lines.append(speaker.say("card.telephone", telephone=provider.telephone))
    if offer and offer.bring:
        lines.append(speaker.say("book.bring", what=offer.bring.in_language(speaker.language)))
    else:
        lines.append(speaker.say("book.bring_unknown"))
    if provider.sample:
        lines.append(speaker.say("card.sample"))
    return lines


def _buttons(speaker: Speaker, number: str, key: str, verb: str) -> tuple[Button, ...]:
    cancel = speaker.button("button.cancel_this", f"cancel:{number}")
    return (speaker.button(key, f"{verb}:{number}"), cancel)
