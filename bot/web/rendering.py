"""Pages from templates/, with the words of words.yaml: Chinese unless somebody has chosen English."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.clock import SHANGHAI
from bot.dialogue import formats

HERE = Path(__file__).parent
LANGUAGES = ("zh", "en")


@cache
def words() -> dict[str, dict[str, str]]:
    """Key → language → words."""
    found: dict[str, dict[str, str]] = yaml.safe_load((HERE / "words.yaml").read_text(encoding="utf-8"))
    return found


def say(language: str, key: str, **values: object) -> str:
    return words()[key][language].format(**values)


def render(template: str, language: str, **values: object) -> str:
    """template: its name, without what it ends in."""
    english = language == "en"
    return (
        _environment()
        .get_template(f"{template}.html")
        .render(
            language=language,
            say=partial(say, language),
            on_day=partial(formats.day, english=english),
            full_day=partial(formats.full_day, english=english),
            months=partial(formats.months, english=english),
            **values,
        )
    )


def instant(value: datetime) -> str:
    return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def local(value: datetime) -> str:
    """As addresses and fields of forms have it."""
    return f"{value.astimezone(SHANGHAI):%Y-%m-%dT%H:%M}"


def local_day(value: datetime) -> date:
    return value.astimezone(SHANGHAI).date()


def in_lines(text: str) -> Markup:
    """With the line breaks that it was written with."""
    return Markup("<br>").join(escape(line) for line in text.splitlines())


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., Any]] = {
        "instant": instant, "local": local, "local_day": local_day, "clock": formats.clock,
        "in_lines": in_lines,
    }  # fmt: skip
    environment.filters.update(filters)
    return environment
