"""One ranked list of what a message may be about: likeness to known questions, and words that speak for a
topic."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import platformdirs

from bot.understanding.cues import CueReader
from bot.understanding.filters import WishReader
from bot.understanding.masking import SIGNS
from bot.understanding.reading import Candidate, Entities
from knowledge.embedding import SentenceVectors
from knowledge.loader import Knowledge
from knowledge.matching import Matcher
from knowledge.text import tokens
from knowledge.vectors.word_vectors import shipped_vectors

ELSEWHERE = "unknown"  # the topic of what is not ours to answer
CLEAR_ENTRY = 0.6  # an FAQ entry this like the message outweighs a mere word for a topic
CUE_BESIDE_CLEAR_ENTRY = 0.5
UNLIKE, CUE_OUT_OF_PLACE = 0.3, 0.7  # a word alone, in a sentence like none of its topic
PLACE_SPEAKS_FOR_FIND = 0.3
BUDGET_ASKS_PRICE = 0.3
# Topics that are asked of anything: 多少钱 is ours only when nothing foreign is spoken of.
OF_ANYTHING = ("find", "price", "hours", "register", "book")
FOREIGN = 0.4  # what is left of them
_ASKS_AMOUNT = re.compile(r"多少|几|吗|贵|够|how much|\?")


class CandidateRanker:
    """examples: target → its example questions, masked."""

    def __init__(
        self,
        knowledge: Knowledge,
        wishes: WishReader,
        examples: Mapping[str, Sequence[str]],
        canonical: Callable[[str], str],
        sentences: SentenceVectors | None = None,
    ) -> None:
        self._faq = knowledge.faq
        self._wishes = wishes
        self._cues = CueReader(knowledge.topics, canonical)
        self._matcher = Matcher(examples, keep_in=platformdirs.user_cache_path("tuoyu"), sentences=sentences)
        self._familiar = {
            word
            for target, texts in examples.items()
            if target != ELSEWHERE
            for text in texts
            for word in _content_words(text)
        }

    def least_certain(self, most: int) -> list[tuple[str, str]]:
        """(target, masked example) of the examples that another target may take."""
        return self._matcher.least_certain(most)

    def rank(self, masked: str, residue: str, entities: Entities) -> tuple[Candidate, ...]:
        """Likeliest first. residue: masked, without signs and fillers."""
        ranked = self._alike(masked, entities)
        self._heed_budget(ranked, masked)
        self._heed_cues(ranked, masked, residue, entities)
        if entities.places and self._wishes.has("domain", residue):
            find = ranked.get("find", Candidate("find", 0.0))
            ranked["find"] = replace(find, score=_either(find.score, PLACE_SPEAKS_FOR_FIND))
        if self._speaks_of_something_else(residue, entities):
            for topic in OF_ANYTHING:
                if topic in ranked:
                    ranked[topic] = replace(ranked[topic], score=ranked[topic].score * FOREIGN)
        return tuple(sorted(ranked.values(), key=lambda candidate: (-candidate.score, candidate.target)))

    def _alike(self, masked: str, entities: Entities) -> dict[str, Candidate]:
        districts = {place.district for mention in entities.places for place in mention.choices}
        return {
            match.entry: Candidate(match.entry, match.probability, match.example, signals=match.signals)
            for match in self._matcher.rank(masked)
            if self._holds_in(match.entry, districts)
        }

    def _holds_in(self, target: str, districts: set[str]) -> bool:
        """An entry about one district answers no question about another."""
        entry = self._faq.get(target.removeprefix("faq:"))
        return entry is None or entry.district is None or not districts or entry.district in districts

    def _heed_budget(self, ranked: dict[str, Candidate], masked: str) -> None:
        if _states_a_budget(masked) and "price" in ranked:
            ranked["price"] = replace(ranked["price"], score=ranked["price"].score * BUDGET_ASKS_PRICE)

    def _heed_cues(self, ranked: dict[str, Candidate], masked: str, residue: str, entities: Entities) -> None:
        nearest_entry = max((c.score for c in ranked.values() if c.faq), default=0.0)
        elsewhere = ranked[ELSEWHERE].score if ELSEWHERE in ranked else 0.0
        for topic, cue, strength in self._cues.read(masked, residue):
            if topic == "price" and _states_a_budget(masked):
                continue
            known = ranked.get(topic, Candidate(topic, 0.0))
            if nearest_entry >= CLEAR_ENTRY and nearest_entry > known.score:
                strength *= CUE_BESIDE_CLEAR_ENTRY
            elif known.score < UNLIKE and not self._speaks_of_care(residue, entities):
                strength *= CUE_OUT_OF_PLACE
            strength *= 1 - elsewhere
            ranked[topic] = replace(known, score=_either(known.score, strength), cue=cue)

    def _speaks_of_care(self, residue: str, entities: Entities) -> bool:
        return bool(entities.providers or entities.age) or self._wishes.has("domain", residue)

    def _speaks_of_something_else(self, residue: str, entities: Entities) -> bool:
        """Whether a word stands there that no question of ours holds, and none of the field: 火锅店, zoo."""
        if self._speaks_of_care(residue, entities):
            return False
        return any(word not in self._familiar for word in _content_words(residue))


def _content_words(text: str) -> list[str]:
    """Of two Chinese characters or three letters at least."""
    words = [word for word in tokens(text) if len(word) > 2 and word.isascii() and word.isalpha()]
    chinese = [word for word in tokens(text) if not word.isascii()]
    return words + [word for word in shipped_vectors().words_in(chinese) if len(word) > 1]


def _states_a_budget(masked: str) -> bool:
    """3500以内的全日托 is a condition, no question of what it costs."""
    return SIGNS["money"] in masked and not _ASKS_AMOUNT.search(masked)


def _either(a: float, b: float) -> float:
    """Two independent reasons for the same reading."""
    return 1 - (1 - a) * (1 - b)
