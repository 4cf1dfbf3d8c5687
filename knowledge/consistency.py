"""What no single entry can show: names taken twice, districts that do not exist, points far away."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, get_args

from knowledge.hours_text import fault_of
from knowledge.nearby import distance_m
from knowledge.problems import Problem
from knowledge.records import Located, did_you_mean
from knowledge.reply_keys import REPLY_KEYS
from knowledge.schema import Kind, Place, Provider, Text
from knowledge.text import normalise

if TYPE_CHECKING:
    from knowledge.loader import Files

FARTHEST_KM = 15  # a street's point to the far end of the largest town
_PUNCTUATION = re.compile(r"\W+")
_PRIVATE_NUMBER = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")


def cross_check(files: Files, topics: Iterable[str], unread: set[str]) -> Iterator[Problem]:
    """unread: folders in which something could not be read, so that what seems missing may be there."""
    yield from _twice(files.providers, "id")
    yield from _twice(files.faq, "id")
    yield from _twice(files.words, "name")
    yield from _twice(files.benefits, "id")
    yield from _questions_twice(files)
    if "faq" not in unread:
        yield from _suggestions(files)
    if "places" not in unread:
        yield from _whereabouts(files)
    for located in files.providers:
        yield from _opening_hours(located)
    if "topics" not in unread:
        have = {located.record.topic for located in files.topics}
        yield from (
            Problem("topics", 1, "topic_missing", details={"topic": t}) for t in sorted(set(topics) - have)
        )
    yield from _guides(files, unread)
    yield from _replies(files.replies, unread)
    for everything in (files.providers, files.faq, files.guides):
        yield from _private_numbers(everything)


def _twice(entries: Sequence[Located[Any]], key: str) -> Iterator[Problem]:
    first: dict[str, Located[Any]] = {}
    for located in entries:
        value = getattr(located.record, key)
        if value in first:
            details = {"id": value, "first": first[value].place}
            yield Problem(located.file, located.line_of(key), "id_twice", key, details=details)
        first.setdefault(value, located)


def _questions_twice(files: Files) -> Iterator[Problem]:
    first: dict[str, tuple[str, str]] = {}
    for located in files.faq:
        for field in ("questions",):
            for index, question in enumerate(getattr(located.record, field)):
                form = _PUNCTUATION.sub("", normalise(question))
                line = located.line_of(field, index)
                known = first.setdefault(form, (located.record.id, f"{located.file}:{line}"))
                if known[0] != located.record.id:
                    details = {"question": question, "first": known[1]}
                    yield Problem(located.file, line, "question_twice", field, details=details)


def _suggestions(files: Files) -> Iterator[Problem]:
    known = [located.record.id for located in files.faq]
    for located in files.faq:
        for index, other in enumerate(located.record.suggest):
            if other not in known:
                details = {"id": other, "hint": did_you_mean(other, known)}
                yield Problem(
                    located.file,
                    located.line_of("suggest", index),
                    "unknown_suggestion",
                    "suggest",
                    details=details,
                )


def _whereabouts(files: Files) -> Iterator[Problem]:
    places = [located.record for located in files.places]
    districts = {place.name: place for place in places if place.kind == "district"}
    streets = {(place.district, place.name): place for place in places if place.kind == "street"}
    outlying = [place for place in files.places if place.record.kind != "metro"]  # lines run beyond the city
    located_in: list[Located[Any]] = [*files.providers, *files.faq, *outlying]
    for anything in located_in:
        district = anything.record.district
        if district is not None and district not in districts:
            details = {"value": district, "hint": did_you_mean(district, districts)}
            yield Problem(
                anything.file, anything.line_of("district"), "unknown_district", "district", details=details
            )
    for located in files.providers:
        yield from _street_and_point(located, districts, streets)
    for place in files.places:
        home = districts.get(place.record.district)
        if home:
            here = (place.record.lat, place.record.lon)
            yield from _far(place, "lat", here, home, 5 * FARTHEST_KM)


def _street_and_point(
    located: Located[Provider], districts: Mapping[str, Place], streets: Mapping[tuple[str, str], Place]
) -> Iterator[Problem]:
    provider = located.record
    street = streets.get((provider.district, provider.street or ""))
    if provider.street and street is None and provider.district in districts:
        own = [name for district, name in streets if district == provider.district]
        details = {
            "value": provider.street,
            "district": provider.district,
            "hint": did_you_mean(provider.street, own),
        }
        yield Problem(located.file, located.line_of("street"), "unknown_street", "street", details=details)
    near = street or districts.get(provider.district)
    if provider.point and near:
        limit = FARTHEST_KM if street else 5 * FARTHEST_KM
        yield from _far(located, "point", (provider.point.lat, provider.point.lon), near, limit)


def _far(
    located: Located[Any], field: str, point: tuple[float, float], near: Place, limit_km: float
) -> Iterator[Problem]:
    kilometres = distance_m(point, (near.lat, near.lon)) / 1000
    if kilometres > limit_km:
        details = {"place": near.name, "distance": f"{kilometres:.0f}"}
        yield Problem(located.file, located.line_of(field), "point_far", field, details=details)


def _opening_hours(located: Located[Provider]) -> Iterator[Problem]:
    provider = located.record
    rules: list[tuple[tuple[str | int, ...], str]] = [
        (("opening_hours", index, "opens"), rule.opens) for index, rule in enumerate(provider.opening_hours)
    ]
    for index, offer in enumerate(provider.services):
        rules += [
            (("services", index, "sessions", n, "opens"), s.opens) for n, s in enumerate(offer.sessions)
        ]
    for path, opens in rules:
        if fault := fault_of(opens):
            details = {"value": opens, "hint": f"→ {fault.correction}? " if fault.correction else ""}
            yield Problem(located.file, located.line_of(*path), fault.code, "opens", details=details)


def _guides(files: Files, unread: set[str]) -> Iterator[Problem]:
    first: dict[str, Located[Any]] = {}
    for located in files.guides:
        kind = located.record.kind
        if kind in first:
            details = {"kind": kind, "first": first[kind].place}
            yield Problem(located.file, located.line_of("kind"), "guide_twice", "kind", details=details)
        first.setdefault(kind, located)
    if "guides" not in unread:
        missing = [kind for kind in get_args(Kind) if kind not in first]
        yield from (Problem("guides", 1, "guide_missing", details={"kind": kind}) for kind in missing)


def _replies(replies: Mapping[str, Located[Text]], unread: set[str]) -> Iterator[Problem]:
    for key, located in replies.items():
        if key not in REPLY_KEYS:
            details = {"key": key, "hint": did_you_mean(key, REPLY_KEYS)}
            yield Problem(located.file, located.line_of(), "reply_unknown", key, details=details)
            continue
        if located.record.en is None:
            yield Problem(located.file, located.line_of(), "reply_no_english", key)
        for language in ("zh", "en"):
            yield from _placeholders(key, located, language, set(REPLY_KEYS[key]))
    if "replies" not in unread:
        missing = sorted(set(REPLY_KEYS) - set(replies))
        yield from (Problem("replies", 1, "reply_missing", details={"key": key}) for key in missing)


def _placeholders(key: str, located: Located[Text], language: str, wanted: set[str]) -> Iterator[Problem]:
    line = located.line_of(language)
    try:
        got = {
            name
            for _, name, _, _ in string.Formatter().parse(located.record.in_language(language))
            if name is not None
        }
    except ValueError:
        yield Problem(located.file, line, "reply_braces", key)
        return
    if got != wanted:
        details = {"wanted": _braced(wanted), "got": _braced(got)}
        yield Problem(located.file, line, "reply_placeholders", key, details=details)


def _braced(names: Iterable[str]) -> str:
    return " ".join(f"{{{name}}}" for name in sorted(names)) or "-"


def _private_numbers(entries: Sequence[Located[Any]]) -> Iterator[Problem]:
    """Mobile and identity numbers of people; a provider's telephone is a landline."""
    for located in entries:
        for path, text in _texts(located.record.model_dump(by_alias=True, exclude_none=True), ()):
            if match := _PRIVATE_NUMBER.search(text):
                details = {"value": match.group()[:4] + "…"}
                yield Problem(
                    located.file, located.line_of(*path), "personal_data", str(path[-1]), "warning", details
                )


def _texts(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, (*path, key))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _texts(inner, (*path, index))
