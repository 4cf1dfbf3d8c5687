"""`tuoyu poster`: the sheet at a provider's door."""

import argparse
from pathlib import Path
from urllib.parse import urlsplit

from bot.commands.console import Actions, add, show, tell, words
from bot.commands.limits import providers_called
from bot.dialogue.wording import Wording
from bot.services.poster import Code, Line, Poster, pdf, png
from bot.settings import Settings
from knowledge.loader import load
from knowledge.schema import Provider

_POINTS = ("poster.can_find", "poster.can_book", "poster.can_check_in")


def register(actions: Actions) -> None:
    command = add(actions, "poster", make_poster)
    command.add_argument("provider", help=words()["option_provider"])
    command.add_argument("--out", type=Path, default=Path(), metavar="DIR", help=words()["option_folder"])


def make_poster(options: argparse.Namespace, settings: Settings) -> int:
    knowledge = load(settings.knowledge_dir, with_samples=settings.samples)
    named = providers_called(knowledge, options.provider)
    if len(named) != 1:
        tell("no_such_provider" if not named else "several_providers", name=options.provider)
        return 1
    if not settings.chat_link:
        tell("no_chat_link")
        return 1
    (provider,) = named
    poster = _poster(provider, Wording(knowledge.replies), (settings.chat_link,))
    options.out.mkdir(parents=True, exist_ok=True)
    for suffix, content in (("pdf", pdf(poster)), ("png", png(poster))):
        path = options.out / f"{provider.id}.{suffix}"
        path.write_bytes(content)
        show("written", path=path)
    return 0


def _poster(provider: Provider, wording: Wording, links: tuple[str, ...]) -> Poster:
    def said(key: str) -> Line:
        return wording(key, "zh-Hans"), wording(key, "en")

    def code(link: str) -> Code:
        telegram = urlsplit(link).hostname in ("t.me", "telegram.me")
        label = said("poster.telegram" if telegram else "poster.other")
        return Code(label, link.replace("{provider}", provider.id))

    return Poster(
        name=(provider.name, provider.name_en or ""),
        where=_where(provider),
        headline=said("poster.line_one"),
        invitation=said("poster.can"),
        points=tuple(said(key) for key in _POINTS),
        codes=tuple(code(link) for link in links),
        foot=said("poster.free"),
        stamp=wording("poster.sample", "zh-Hans") if provider.sample else None,
    )


def _where(provider: Provider) -> str:
    area = provider.district + (provider.street or "")
    return f"{area} {provider.address.zh}" if provider.address else area
