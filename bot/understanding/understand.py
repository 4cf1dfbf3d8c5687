"""Text → Reading. Pure: knowledge is given once, the clock with each message."""

import re
from collections.abc import Iterable
from datetime import datetime

from bot.understanding.ages import Age, read_ages
from bot.understanding.cues import CueReader
from bot.understanding.dates import read_when
from bot.understanding.distances import read_radius_m
from bot.understanding.filters import WishReader
from bot.understanding.language import read_language
from bot.understanding.money import read_max_price
from bot.understanding.names import NameIndex, Span, overlaps
from bot.understanding.ordinals import read_ordinal
from bot.understanding.places import PlaceReader
from bot.understanding.reading import Candidate, Entities, Reading, Segment
from knowledge.loader import Knowledge
from knowledge.matching import Matcher
from knowledge.schema import Provider
from knowledge.text import Synonyms, normalise, tokens

CLEAR_ENTRY = 0.6  # an FAQ entry this like the message outweighs a mere word for a topic
CUE_BESIDE_CLEAR_ENTRY = 0.5
UNLIKE, CUE_OUT_OF_PLACE = 0.3, 0.7  # a word alone, in a sentence like none of its topic
PLACE_SPEAKS_FOR_FIND = 0.3
ODD, FOREIGN = 0.65, 0.4  # trust in a message with one, with several unknown characters
LATIN_WORD_WEIGHT = 0.5
LONGEST_READ = 2_000  # characters; what comes after is not read
# One private character stands for a name of each kind, so that only its kind counts in matching.
_MASKS = {
    "provider": "\ue000", "place": "\ue001", "when": "\ue002", "age": "\ue003",
    "money": "\ue004", "ordinal": "\ue005", "radius": "\ue006",
}  # fmt: skip
_MASK = re.compile("[\ue000-\ue006]")
_BOUNDARY = re.compile(r"[。！？!?；;，,、\n]+|\.(?=\s|$)|(?:另外|还有|顺便问|对了)(?=\S{2})")
_BRACKETED = re.compile(r"[(（〔\[].*?[)）〕\]]")


class Understanding:
    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._synonyms = Synonyms({n: w for n, w in knowledge.words.items() if n.startswith("synonym-")})
        self.wishes = WishReader(knowledge.words, self._synonyms)
        self._places = PlaceReader(knowledge.places)
        self._providers = NameIndex(self._provider_names(knowledge.providers.values()))
        self._cues = CueReader(knowledge.topics, self.canonical)
        self._matcher = Matcher(self._masked_examples())

    def canonical(self, text: str) -> str:
        return " ".join(self._synonyms.canonical(normalise(text)).split())

    def read(self, raw: str, now: datetime) -> Reading:
        text = self.canonical(raw[:LONGEST_READ])
        entities, spans = self._entities(text, now)
        return Reading(
            raw=raw,
            text=text,
            language=read_language(raw, self._without_names(normalise(raw[:LONGEST_READ]))),
            entities=entities,
            spans=spans,
            whole=self._segment(text, spans, (0, len(text)), entities),
            segments=tuple(self._segment(text, spans, part, entities) for part in _parts(text, spans)),
        )

    def _without_names(self, text: str) -> str:
        """A Chinese name in an English sentence does not make it Chinese."""
        providers = [named.span for named in self._providers.find(text)]
        places = [mention.span for mention in self._places.read(text, providers)]
        return _cut(text, providers + places)

    def _entities(self, text: str, now: datetime) -> tuple[Entities, tuple[tuple[str, Span], ...]]:
        providers = self._providers.find(text)
        if not providers and (misspelt := self._providers.find_misspelt(text)):
            providers = [misspelt]
        taken: list[Span] = [named.span for named in providers]
        places = self._places.read(text, taken)
        taken += [mention.span for mention in places]
        ages = tuple(a for a in read_ages(text, now.date()) if not overlaps(a.span, taken))
        age: Age | None = ages[0] if ages else None
        when = read_when(text, now, [*taken, *(a.span for a in ages)])
        money = _outside(taken, read_max_price(text))
        radius = _outside(taken, read_radius_m(text))
        ordinal = _outside(taken, read_ordinal(text))
        spans = [("provider", named.span) for named in providers]
        spans += [("place", mention.span) for mention in places]
        spans += [("age", a.span) for a in ages]
        spans += [("when", span) for span in when.spans]
        spans += [
            (kind, hit[1])
            for kind, hit in (("money", money), ("radius", radius), ("ordinal", ordinal))
            if hit
        ]
        entities = Entities(
            providers=tuple(named.things for named in providers),
            places=tuple(places),
            when=when,
            age=age,
            max_price=money[0] if money else None,
            radius_m=radius[0] if radius else None,
            ordinal=ordinal[0] if ordinal else None,
            wishes=self.wishes.read(text, taken),
        )
        return entities, tuple(sorted(spans, key=lambda found: found[1]))

    def _segment(
        self, text: str, spans: Iterable[tuple[str, Span]], part: Span, entities: Entities
    ) -> Segment:
        masked = _mask(text, spans, part)
        residue = self.wishes.without("filler", _MASK.sub(" ", masked))
        bare = not re.search(r"\w", residue)
        return Segment(
            text=text[slice(*part)].strip(),
            masked=masked,
            candidates=() if bare else self._candidates(masked, residue, entities),
            bare=bare,
            only_wishes=not bare and self.wishes.is_only_wishes(residue),
        )

    def _candidates(self, masked: str, residue: str, entities: Entities) -> tuple[Candidate, ...]:
        districts = {place.district for mention in entities.places for place in mention.choices}
        ranked = {
            match.entry: Candidate(match.entry, match.score, match.example)
            for match in self._matcher.rank(masked)
            if self._holds_in(match.entry, districts)
        }
        nearest_entry = max((c.score for c in ranked.values() if c.faq), default=0.0)
        for topic, cue, strength in self._cues.read(masked, residue):
            known = ranked.get(topic, Candidate(topic, 0.0))
            if nearest_entry >= CLEAR_ENTRY and nearest_entry > known.score:
                strength *= CUE_BESIDE_CLEAR_ENTRY
            elif known.score < UNLIKE and not self._speaks_of_care(residue, entities):
                strength *= CUE_OUT_OF_PLACE
            ranked[topic] = Candidate(topic, _either(known.score, strength), known.example, cue)
        if entities.places and self.wishes.has("domain", residue):
            find = ranked.get("find", Candidate("find", 0.0))
            ranked["find"] = Candidate(
                "find", _either(find.score, PLACE_SPEAKS_FOR_FIND), find.example, find.cue
            )
        doubt = self._trust(residue, entities)
        found = (Candidate(c.target, c.score * doubt, c.example, c.cue) for c in ranked.values())
        return tuple(sorted(found, key=lambda candidate: (-candidate.score, candidate.target)))

    def _holds_in(self, target: str, districts: set[str]) -> bool:
        """An entry about one district answers no question about another."""
        entry = self._knowledge.faq.get(target.removeprefix("faq:"))
        return entry is None or entry.district is None or not districts or entry.district in districts

    def _speaks_of_care(self, residue: str, entities: Entities) -> bool:
        return bool(entities.providers or entities.age) or self.wishes.has("domain", residue)

    def _trust(self, residue: str, entities: Entities) -> float:
        """Less where words stand that no example holds, and none of the field: "附近的火锅店"."""
        if self._speaks_of_care(residue, entities):
            return 1.0
        unknown = [word for word in tokens(residue) if not self._matcher.knows(word)]
        weight = sum(LATIN_WORD_WEIGHT if word.isascii() else 1.0 for word in unknown)
        return 1.0 if weight < 1 else ODD if weight < 2 else FOREIGN

    def _masked_examples(self) -> dict[str, list[str]]:
        """Examples in the very form in which questions arrive. Dates in them are read at any instant: only
        that they are dates counts."""
        examples: dict[str, list[str]] = {
            name: list(topic.phrases) for name, topic in self._knowledge.topics.items()
        }
        examples |= {f"faq:{entry.id}": list(entry.questions) for entry in self._knowledge.faq.values()}
        some_day = datetime.fromisoformat("2026-11-23T10:00+08:00")
        masked = {}
        for target, texts in examples.items():
            canonical = [self.canonical(text) for text in texts]
            masked[target] = [
                _mask(text, self._entities(text, some_day)[1], (0, len(text))) for text in canonical
            ]
        return masked

    def _by_street(self, provider: Provider) -> Iterable[str]:
        """ "南码头宝宝屋": a community point by the short names of its street."""
        if provider.kind != "community":
            return
        baby_house = self._knowledge.words["synonym-baby-house"][0]
        for place in self._knowledge.places:
            if place.kind == "street" and (place.name, place.district) == (
                provider.street,
                provider.district,
            ):
                for name in (place.name, *place.aliases):
                    if not name.isdigit():
                        yield name + baby_house

    def _provider_names(self, providers: Iterable[Provider]) -> Iterable[tuple[str, str]]:
        for provider in providers:
            for name in (
                provider.name,
                provider.name_en or "",
                *provider.aliases,
                *self._by_street(provider),
            ):
                for form in {name, _BRACKETED.sub("", name)}:
                    canonical = self.canonical(form)
                    if len(canonical) > 1 and canonical not in self._places:
                        yield canonical, provider.id


def _parts(text: str, spans: Iterable[tuple[str, Span]]) -> list[Span]:
    """Where the message falls apart into questions; never inside a name or a date."""
    cuts, start = [], 0
    inside = [span for _, span in spans]
    for boundary in _BOUNDARY.finditer(text):
        if any(begin < boundary.end() and boundary.start() < end for begin, end in inside):
            continue
        cuts.append((start, boundary.start()))
        start = boundary.end()
    cuts.append((start, len(text)))
    return [(a, b) for a, b in cuts if text[a:b].strip()]


def _mask(text: str, spans: Iterable[tuple[str, Span]], part: Span) -> str:
    """The part with each name replaced by the sign of its kind."""
    pieces, at = [], part[0]
    for kind, (start, end) in spans:
        if start < at or end > part[1]:
            continue
        pieces += [text[at:start], _MASKS[kind]]
        at = end
    pieces.append(text[at : part[1]])
    return "".join(pieces).strip()


def _cut(text: str, spans: Iterable[Span]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + " " + text[end:]
    return text


def _outside(taken: Iterable[Span], hit: tuple[int, Span] | None) -> tuple[int, Span] | None:
    """Drops what was seen inside a name: 五里桥 is no distance."""
    return None if hit and overlaps(hit[1], taken) else hit


def _either(a: float, b: float) -> float:
    """Two independent reasons for the same reading."""
    return 1 - (1 - a) * (1 - b)
