"""Every setting: its environment variable, default and meaning. docs/settings.md is made of this table."""

import difflib
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from dotenv import dotenv_values
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator
from sqlalchemy.exc import ArgumentError

from db.session import sync_url
from knowledge.hours_text import fault_of
from knowledge.loader import SHIPPED

PREFIX = "TUOYU_"
CHANNELS = ("telegram", "terminal", "jsonl")  # a test holds them to the names that channels give themselves


def _default_database() -> str:
    return f"sqlite:///{Path(platformdirs.user_data_dir('tuoyu')) / 'tuoyu.sqlite3'}"


class SettingsError(ValueError):
    """One line for each variable that is wrong: (variable, what is wrong)."""

    def __init__(self, wrong: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{variable}: {fault}" for variable, fault in wrong))
        self.wrong = wrong


def _administrators(text: object) -> object:
    """ "telegram:12345, terminal:terminal" → pairs of channel and user."""
    if not isinstance(text, str):
        return text
    pairs = set()
    for one in filter(None, map(str.strip, text.split(","))):
        channel, _, user = (part.strip() for part in one.partition(":"))
        if channel not in CHANNELS:
            near = difflib.get_close_matches(channel, CHANNELS, n=1)
            hint = f", did you mean {near[0]}?" if near else ""
            raise ValueError(f"{one!r} names no channel ({', '.join(CHANNELS)}){hint}; write channel:user id")
        if not user or (channel == "telegram" and not user.isdecimal()):
            kind = "a number, not a @name" if channel == "telegram" else "what the channel calls the user"
            raise ValueError(f"{one!r} has no user id: it is {kind}")
        pairs.add((channel, user))
    return frozenset(pairs)


Admins = Annotated[frozenset[tuple[str, str]], BeforeValidator(_administrators)]


class Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    telegram_token: str = Field(
        "",
        alias="TELEGRAM_BOT_TOKEN",
        description="Token of the Telegram bot; without it the bot chats in the terminal.",
    )
    telegram_api: str = Field(
        "https://api.telegram.org",
        alias="TUOYU_TELEGRAM_API",
        pattern=r"^https?://",
        description="Address of the Bot API server.",
    )
    database_url: str = Field(
        default_factory=_default_database,
        alias="TUOYU_DATABASE_URL",
        description="SQLAlchemy URL, sqlite or postgresql. Default: an SQLite file in the data folder.",
    )
    knowledge_dir: Path = Field(
        SHIPPED,
        alias="TUOYU_KNOWLEDGE",
        description="Folder of the knowledge files. Default: the shipped one.",
    )
    samples: bool = Field(
        True, alias="TUOYU_SAMPLES", description="`false` leaves the made-up sample providers out."
    )
    chat_link: str = Field(
        "",
        alias="TUOYU_CHAT_LINK",
        pattern=r"^$|^https?://.*\{provider\}",
        description="Link that opens the chat at a provider, with {provider} in it, for QR codes; "
        "e.g. https://t.me/your_bot?start={provider}",
    )
    admins: Admins = Field(
        frozenset(),
        alias="TUOYU_ADMINS",
        description="Administrators, who may ask `/why` in a chat: channel:user id, separated by commas; "
        "e.g. telegram:123456789,terminal:terminal",
    )
    remind_evening_at: time = Field(
        time(19),
        alias="TUOYU_REMIND_EVENING_AT",
        description="When families are reminded of a booking on the evening before, Shanghai time; "
        "between 12:00 and 21:30, since nobody is written to after 22:00.",
    )
    remind_hours_before: float = Field(
        2,
        alias="TUOYU_REMIND_HOURS_BEFORE",
        ge=0.5,
        le=6,
        description="How many hours before the start they are reminded again.",
    )
    secret: str = Field(
        "",
        alias="TUOYU_SECRET",
        pattern=r"^$|^.{16,}$",
        description="What codes of entry and sign-ins are signed with, 16 characters or more; the same for "
        "all machines that share a database. Default: made once, kept beside the SQLite file or in the "
        "data folder.",
    )
    staff_hours: str = Field(
        "Mo-Fr 09:00-17:00; PH off",
        alias="TUOYU_STAFF_HOURS",
        description="When staff answer requests, as opening_hours; parents are told when somebody is there.",
    )
    hold_minutes: int = Field(
        120,
        alias="TUOYU_HOLD_MINUTES",
        ge=10,
        le=1440,
        description="How long a place is held for a family of the waiting list; shorter close to the start.",
    )
    embeddings: bool = Field(
        False,
        alias="TUOYU_EMBEDDINGS",
        description="`true` compares questions by a local model of what sentences mean too (`pip install "
        "tuoyu[embeddings]`): fewer misunderstandings, some 25 ms more a question, minutes at "
        "the first start.",
    )
    geocoder: str = Field(
        "",
        alias="TUOYU_GEOCODER",
        pattern=r"^$|^https?://.*\{address\}",
        description="URL of an online geocoder with {address} in it, answering JSON: places addresses "
        "without coordinates when a list is imported. Default: none is asked.",
    )
    geocoder_datum: Literal["wgs84", "gcj02", "bd09"] = Field(
        "wgs84", alias="TUOYU_GEOCODER_DATUM", description="Datum of its coordinates; of AMap `gcj02`."
    )
    web_port: int = Field(
        8080,
        alias="TUOYU_WEB_PORT",
        ge=0,
        le=65535,
        description="Port of the staff's pages (/admin) while the bot serves; 0 for none.",
    )
    web_host: str = Field(
        "127.0.0.1",
        alias="TUOYU_WEB_HOST",
        description="Address that the pages listen on; for other machines, "
        "put a server with https before it.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "WARNING", alias="TUOYU_LOG_LEVEL", description="What is logged to standard error."
    )

    @field_validator("remind_evening_at")
    @classmethod
    def _in_the_evening(cls, at: time) -> time:
        if not time(12) <= at <= time(21, 30):
            raise ValueError("between 12:00 and 21:30")
        return at

    @field_validator("staff_hours")
    @classmethod
    def _hours(cls, text: str) -> str:
        if fault_of(text):
            raise ValueError('not opening_hours such as "Mo-Fr 09:00-17:00; PH off"')
        return text

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        try:
            sync_url(url)
        except (ValueError, ArgumentError) as fault:
            raise ValueError("not an SQLAlchemy URL of sqlite or postgresql") from fault
        return url


def variables() -> dict[str, str]:
    """Variable → meaning, in the order of the table."""
    return {str(f.alias): str(f.description) for f in Settings.model_fields.values()}


def read_settings(environment: Mapping[str, str], env_file: Path) -> Settings:
    """The environment over the file. SettingsError names every wrong value and every misspelt TUOYU_…"""
    known = variables()
    given = {name: value for name, value in dotenv_values(env_file).items() if value is not None}
    given |= environment
    wrong = []
    for name in given:
        if name.startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            wrong.append((name, f"no such setting{f', did you mean {near[0]}?' if near else ''}"))
    try:
        settings = Settings.model_validate({name: given[name] for name in known if given.get(name)})
    except ValidationError as fault:
        wrong += [(str(error["loc"][0]), str(error["msg"])) for error in fault.errors()]
    if wrong:
        raise SettingsError(wrong)
    return settings
