"""How to register: a provider's own way, or the guide of its kind; QR code and link to the chat."""

import io

import segno

from bot.dialogue import cards
from bot.dialogue.search import ages_of
from bot.dialogue.subject import provider_meant
from bot.dialogue.topics.find import gone
from bot.dialogue.turn import Outcome, TopicHandler, Turn
from bot.messages import Button, Document, Reply
from knowledge.schema import Guide, Kind, Provider, Registration

DEFAULT_KIND: Kind = "community"


def answer(turn: Turn) -> Outcome:
    provider = provider_meant(turn)
    if provider is None and turn.conversation.shown and not _names_a_kind(turn):
        provider = turn.provider(turn.conversation.shown[0])
    if provider is not None:
        return of_one(turn, provider)
    return _of_kind(turn, turn.conversation.filters.kind or DEFAULT_KIND)


def _names_a_kind(turn: Turn) -> bool:
    return turn.reading is not None and turn.reading.entities.wishes.kind is not None


def of_one(turn: Turn, provider: Provider) -> Outcome:
    turn.conversation.provider = provider.id
    guide = turn.knowledge.guides.get(provider.kind)
    lines = [turn.say("register.of", name=turn.name_of(provider))]
    if provider.registration:
        lines += _steps(turn, provider.registration)
    if provider.registration is None and guide:
        lines += [turn.say("register.by_kind", kind=turn.say(f"kind.{provider.kind}")), *_steps(turn, guide)]
    if provider.registration and not provider.registration.documents and guide:
        lines += _documents(turn, guide)
    ages = ages_of(provider, "temporary_care") or provider.ages_months
    if ages:
        lines.append(cards.ages_text(turn, ages))
    elif guide:
        lines.append(guide.ages.in_language(turn.language))
    lines += [cards.contact_line(turn, provider), cards.footer(turn, provider)]
    rows = cards.buttons(turn, provider, but="register")
    if turn.arrangements.chat_link:
        rows += ((turn.button("button.qr", f"qr:{provider.id}"),),)
    others = tuple(
        (Button(turn.say("register.other", name=turn.name_of(other)), f"register:{other.id}"),)
        for other in map(turn.provider, turn.conversation.shown[:3])
        if other and other.id != provider.id
    )
    return Outcome((Reply("\n".join(lines), rows + others),), provider=provider.id, providers=(provider.id,))


def _steps(turn: Turn, source: Registration | Guide) -> list[str]:
    lines = [f"{number}. {step.in_language(turn.language)}" for number, step in enumerate(source.steps, 1)]
    if source.where:
        lines.append(turn.say("register.where", where=source.where.in_language(turn.language)))
    if isinstance(source, Registration) and source.url:
        lines.append(source.url)
    return lines + _documents(turn, source)


def _documents(turn: Turn, source: Registration | Guide) -> list[str]:
    if not source.documents:
        return []
    named = [document.in_language(turn.language) for document in source.documents]
    return [turn.say("register.documents", documents=("; " if turn.english else "；").join(named))]


def _of_kind(turn: Turn, kind: Kind) -> Outcome:
    guide = turn.knowledge.guides[kind]
    lines = [
        guide.title.in_language(turn.language),
        *_steps(turn, guide),
        guide.ages.in_language(turn.language),
    ]
    lines.append(cards.source_line(turn, guide.source))
    kinds = [other for other in turn.knowledge.guides if other != kind]
    rows = tuple((turn.button("register.kind", f"guide:{k}", kind=turn.say(f"kind.{k}")),) for k in kinds)
    return Outcome((Reply("\n".join(lines), (*rows, (turn.button("button.find", "find:new"),))),))


def press(turn: Turn, provider_id: str) -> Outcome:
    provider = turn.provider(provider_id)
    return of_one(turn, provider) if provider else gone(turn)


def press_guide(turn: Turn, kind: str) -> Outcome:
    known = [k for k in turn.knowledge.guides if k == kind]
    return _of_kind(turn, known[0] if known else DEFAULT_KIND)


def show_code(turn: Turn, provider_id: str) -> Outcome:
    """A QR code that opens the chat at the provider."""
    provider = turn.provider(provider_id)
    if provider is None or turn.arrangements.chat_link is None:
        return gone(turn)
    link = turn.arrangements.chat_link.format(provider=provider.id)
    picture = io.BytesIO()
    segno.make(link).save(picture, kind="png", scale=8)
    code = Document(f"{provider.id}.png", "image/png", picture.getvalue())
    text = turn.say("register.code", name=turn.name_of(provider), link=link)
    return Outcome((Reply(text, document=code),), provider=provider.id, providers=(provider.id,))


TOPIC = TopicHandler("register", answer, {"register": press, "guide": press_guide, "qr": show_code})
