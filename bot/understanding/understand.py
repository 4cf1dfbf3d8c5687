"""Text → Reading. Pure: knowledge is given once, the clock with each message."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import chain

from platformdirs import user_cache_path

from bot.understanding.ages import read_ages
from bot.understanding.candidates import CandidateRanker
from bot.understanding.corrections import last_word, weigh
from bot.understanding.dates import read_when
from bot.understanding.distances import read_radius_m
from bot.understanding.filters import WishReader
from bot.understanding.language import read_language
from bot.understanding.masked_forms import masked_forms
from bot.understanding.masking import ANY_SIGN, Masking, parts
from bot.understanding.money import read_max_price
from bot.understanding.names import NameIndex
from bot.understanding.ordinals import read_ordinal
from bot.understanding.people import child_spans, named, read_people
from bot.understanding.places import PlaceMention, PlaceReader
from bot.understanding.provider_names import ProviderNames
from bot.understanding.reading import Entities, Reading, Segment
from bot.understanding.references import Reference, read_reference
from bot.understanding.repairs import Repairs
from bot.understanding.spans import Span, Taken
from bot.understanding.stand_ins import StandIns
from bot.understanding.vocabulary import vocabulary_of
from knowledge.embedding import SentenceVectors
from knowledge.loader import Knowledge
from knowledge.schema import Provider
from knowledge.text import Synonyms, normalise

LONGEST_READ = 2_000  # characters; what comes after is not read
MOST_SEGMENTS = 12  # of one message; nobody asks more at once


class Understanding:
    def __init__(self, knowledge: Knowledge, sentences: SentenceVectors | None = None) -> None:
        """sentences: a model of what they mean, beside the words."""
        self._knowledge = knowledge
        self._synonyms = Synonyms({n: w for n, w in knowledge.words.items() if n.startswith("synonym-")})
        self.wishes = WishReader(knowledge.words, self._synonyms)
        self._stand_ins = StandIns(knowledge.words)
        self._places = PlaceReader(knowledge.places)
        names = self._names_of_providers()
        self._providers = NameIndex(*names)
        self._repairs = Repairs(vocabulary_of(knowledge))
        self._mask = Masking(knowledge, self.canonical)
        self._examples = self._masked_examples(self._read_by(names))
        self._ranker = CandidateRanker(knowledge, self.wishes, self._examples, self.canonical, sentences)

    def canonical(self, text: str) -> str:
        """The form in which examples and questions meet."""
        return self._standard(normalise(text))

    def _standard(self, normalised: str) -> str:
        return " ".join(self._synonyms.canonical(normalised).split())

    def read(self, raw: str, now: datetime) -> Reading:
        raw = raw.encode("utf-8", "ignore").decode("utf-8")  # without halves of surrogate pairs
        repaired = self._repairs(self._stand_ins.masked(normalise(raw[:LONGEST_READ])[:LONGEST_READ]))
        text = self._standard(repaired.text)
        entities, spans = self._entities(text, now)
        whole = self._segment(text, spans, (0, len(text)), entities)
        questions = parts(text, spans)[:MOST_SEGMENTS]
        return Reading(
            raw=raw,
            text=text,
            repairs=repaired.changes,
            language=read_language(raw, repaired.text, self._without_names),
            entities=entities,
            spans=spans,
            whole=whole,
            segments=tuple(self._segment(text, spans, part, entities) for part in questions)
            if len(questions) > 1
            else (whole,),
        )

    def _without_names(self, text: str) -> str:
        """A Chinese name in an English sentence does not make it Chinese."""
        providers = [named.span for named in self._providers.find(text)]
        places = [mention.span for mention in self._places.read(text, providers)]
        return _cut(text, providers + places)

    def _entities(self, text: str, now: datetime) -> tuple[Entities, tuple[tuple[str, Span], ...]]:
        names = self._providers.find(text)
        providers = weigh(text, names, lambda name: name.span)
        in_names = [name.span for name in names]
        mentions = self._places.read(text, in_names)
        places = weigh(text, mentions, lambda mention: mention.span)
        in_names += [mention.span for mention in mentions]
        taken = Taken(len(text), in_names)
        told = [age for age in read_ages(text, now.date()) if taken.is_free(age.span)]
        ages = weigh(text, named(text, told), lambda age: age.span)
        when = read_when(text, now, [*in_names, *(age.span for age in told)])
        money = _outside(taken, last_word(text, read_max_price))
        radius = _outside(taken, last_word(text, read_radius_m))
        ordinal = _outside(taken, last_word(text, read_ordinal))
        reference = read_reference(text)
        entities = Entities(
            providers=tuple(name.things for name in providers.standing),
            places=places.standing,
            when=when,
            age=ages.standing[0] if ages.standing else None,
            max_price=money[0] if money else None,
            radius_m=radius[0] if radius else None,
            ordinal=ordinal[0] if ordinal else None,
            wishes=self.wishes.read(text, taken),
            children=ages.standing,
            people=read_people(text),
            excluded_providers=tuple(thing for name in providers.left_out for thing in name.things),
            excluded_places=tuple(place for mention in places.left_out for place in mention.choices),
            reference=reference,
        )
        whole_district = list(zip(map(_is_district, mentions), places.spans, strict=True))
        hits = {"money": money, "radius": radius, "ordinal": ordinal}
        found = {
            "provider": providers.spans,
            "place": [span for whole, span in whole_district if not whole],
            "district": [span for whole, span in whole_district if whole],
            "age": (*ages.spans, *child_spans(text)),
            "when": (*when.spans, *reference.time_spans),
            **{kind: hit[1] if hit else () for kind, hit in hits.items()},
        }
        spans = _none_overlapping((kind, span) for kind, listed in found.items() for span in listed)
        return entities, self._with_reference(text, spans, reference)

    def _with_reference(
        self, text: str, spans: tuple[tuple[str, Span], ...], reference: Reference
    ) -> tuple[tuple[str, Span], ...]:
        """A word for what was talked about picks it as an ordinal would. It keeps its letters where something
        is said of it: 就约这家 speaks for booking."""
        taken = Taken(len(text), (span for _, span in spans))
        pointing = [span for span in reference.to_spans if taken.is_free(span)]
        rest = self.wishes.without("filler", _cut(text, [*(span for _, span in spans), *pointing]))
        if reference.to == "last" and re.search(r"\w", rest):
            return spans
        return tuple(sorted([*spans, *(("ordinal", span) for span in pointing)], key=lambda hit: hit[1]))

    def _segment(
        self, text: str, spans: Iterable[tuple[str, Span]], part: Span, entities: Entities
    ) -> Segment:
        masked = self._mask(text, spans, part)
        residue = self.wishes.without("filler", ANY_SIGN.sub(" ", masked))
        bare = not re.search(r"\w", residue)
        return Segment(
            text=text[slice(*part)].strip(),
            masked=masked,
            candidates=() if bare else self._ranker.rank(masked, residue, entities),
            bare=bare,
            only_wishes=not bare and self.wishes.is_only_wishes(residue),
        )

    def least_certain(self, most: int) -> list[tuple[str, str]]:
        """(target, example as it was typed) of those most likely to be answered by another target."""
        typed = self._typed_examples()
        found = []
        for target, masked in self._ranker.least_certain(most):
            found += [
                (target, text)
                for text, form in zip(typed[target], self._examples[target], strict=True)
                if form == masked
            ]
        return found

    def _typed_examples(self) -> dict[str, tuple[str, ...]]:
        examples: dict[str, tuple[str, ...]] = {
            name: topic.phrases for name, topic in self._knowledge.topics.items()
        }
        return examples | {f"faq:{entry.id}": entry.questions for entry in self._knowledge.faq.values()}

    def _masked_examples(self, read_by: object) -> dict[str, list[str]]:
        """Examples in the very form in which questions arrive. Dates in them are read at any instant: only
        that they are dates counts."""
        plain = {
            target: [
                self._standard(self._repairs(self._stand_ins.masked(normalise(text))).text) for text in texts
            ]
            for target, texts in self._typed_examples().items()
        }
        every = chain.from_iterable(plain.values())
        forms = masked_forms(every, self._as_example, read_by, user_cache_path("tuoyu"))
        return {target: [forms[text] for text in texts] for target, texts in plain.items()}

    def _as_example(self, text: str) -> str:
        some_day = datetime.fromisoformat("2026-11-23T10:00+08:00")
        return self._mask(text, self._entities(text, some_day)[1], (0, len(text)))

    def _read_by(self, names: object) -> object:
        """All that entities are found by and masked. names: of providers."""
        known = self._knowledge
        districts = sorted({entry.district for entry in known.faq.values() if entry.district})
        return [*known.words.items()], known.places, names, districts

    def _names_of_providers(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Names and who bears them; apart, those that are words of their own."""
        called = ProviderNames(self._knowledge.places, self._knowledge.words)
        providers = self._knowledge.providers.values()
        return (
            list(self._canonical_names(providers, lambda it: (*called.full(it), *called.parts(it)))),
            list(self._canonical_names(providers, called.everyday_parts)),
        )

    def _canonical_names(
        self, providers: Iterable[Provider], names_of: Callable[[Provider], Iterable[str]]
    ) -> Iterator[tuple[str, str]]:
        """Names and who bears them; not those of places."""
        for provider in providers:
            for name in sorted({self.canonical(name) for name in names_of(provider)}):
                if len(name) > 1 and name not in self._places:
                    yield name, provider.id


def _is_district(mention: PlaceMention) -> bool:
    """A whole district is asked about in other words than where somebody lives."""
    return all(place.kind == "district" for place in mention.choices)


def _cut(text: str, spans: Iterable[Span]) -> str:
    pieces, at = [], 0
    for start, end in sorted(spans):
        pieces += [text[at:start], " "]
        at = end
    return "".join([*pieces, text[at:]])


def _outside(taken: Taken, hit: tuple[int, tuple[Span, ...]] | None) -> tuple[int, tuple[Span, ...]] | None:
    """Drops what was seen inside a name: 五里桥 is no distance."""
    return hit if hit and all(map(taken.is_free, hit[1])) else None


def _none_overlapping(found: Iterable[tuple[str, Span]]) -> tuple[tuple[str, Span], ...]:
    """Of spans that share characters the first to begin."""
    kept: list[tuple[str, Span]] = []
    for kind, span in sorted(found, key=lambda hit: (hit[1][0], -hit[1][1])):
        if not kept or kept[-1][1][1] <= span[0]:
            kept.append((kind, span))
    return tuple(kept)
