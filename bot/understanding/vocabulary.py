"""The words that messages can be about: what repairs bring a misspelt word back to."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from bot.understanding.provider_names import ProviderNames
from bot.understanding.stand_ins import STAND_INS, StandIns
from knowledge.loader import Knowledge
from knowledge.pinyin.readings import spellings
from knowledge.text import count_han, has_han, normalise, tokens
from knowledge.vectors.word_vectors import WordVectors, shipped_vectors
from knowledge.word_lists import SYNONYMS

_VOWEL = re.compile(r"[aeiou]")
LISTED, NAMED = 20, 6  # a word of a list or a name counts as if it stood in so many more examples
ENGLISH_SHARE = 0.7  # of the words of an example that are known English, for the rest to be taken as such


class Vocabulary:
    """chinese, english: word → how often it stands in the examples; both normalised. names: of places and
    providers; latin_names: the single words of those in Latin letters."""

    def __init__(
        self,
        examples: Iterable[str],
        listed: Iterable[str],
        places: Iterable[str],
        providers: Iterable[str],
        abbreviations: Mapping[str, str],
        vectors: WordVectors,
    ) -> None:
        """abbreviations: initials such as bbw → the Chinese word they stand for."""
        self.abbreviations = abbreviations
        self._vectors = vectors
        self.listed = frozenset(listed)
        self.places = frozenset(places)
        self.names = self.places.union(providers)
        self.latin_names = frozenset(
            part for name in self.names if name.isascii() for part in tokens(name) if part.isalpha()
        )
        examples = list(examples)
        every_example = "\n".join(examples)
        chinese: Counter[str] = Counter()
        english: Counter[str] = Counter()
        for text in examples:
            words = tokens(text)
            english.update(self._english_in(words))
            chinese.update(word for word in vectors.words_in(words) if not word.isascii())
        for weight, source in ((LISTED, self.listed), (NAMED, self.names)):
            for word in source:
                if word.isascii():
                    english.update(dict.fromkeys(self._english_in(tokens(word)), weight))
                elif count_han(word) == len(word):
                    chinese[word] += weight + every_example.count(word)
        self.chinese: Mapping[str, int] = chinese
        self.english: Mapping[str, int] = english

    def is_widely_known(self, word: str) -> bool:
        """Whether it is an English word of which the meaning is known apart from the examples."""
        return word in self._vectors

    def _english_in(self, words: list[str]) -> list[str]:
        """None of what is pinyin, unless it is a name."""
        latin = [word for word in words if word.isascii() and word.isalpha()]
        known = sum(word in self._vectors or word in self.latin_names for word in latin)
        return latin if known >= ENGLISH_SHARE * len(latin) else []


def vocabulary_of(knowledge: Knowledge) -> Vocabulary:
    # What is not ours is told apart from examples, but nothing is taken for its words.
    ours = (topic for name, topic in knowledge.topics.items() if name != "unknown")
    examples = [text for topic in ours for text in topic.phrases]
    examples += [text for entry in knowledge.faq.values() for text in entry.questions]
    lists = {name: words for name, words in knowledge.words.items() if name not in STAND_INS}
    listed = [word for words in lists.values() for word in words]
    listed += [word for topic in knowledge.topics.values() for word in topic.strong]
    places = [name for place in knowledge.places for name in (place.name, *place.aliases)]
    providers: set[str] = set()
    called = ProviderNames(knowledge.places, knowledge.words)
    for provider in knowledge.providers.values():
        providers |= {*called.full(provider), *called.parts(provider), *called.everyday_parts(provider)}
    return Vocabulary(
        map(StandIns(knowledge.words).masked, map(normalise, examples)),
        map(normalise, listed),
        map(normalise, places),
        map(normalise, providers),
        _abbreviations(words for name, words in knowledge.words.items() if name.startswith(SYNONYMS)),
        shipped_vectors(),
    )


def _abbreviations(lists: Iterable[tuple[str, ...]]) -> dict[str, str]:
    """Latin words in a list of Chinese ones: without a vowel, or the very pinyin of its first."""
    return {
        word: words[0]
        for words in lists
        if has_han(words[0])
        for word in words
        if word.isascii() and word.isalpha() and (not _VOWEL.search(word) or _is_pinyin_of(words[0], word))
    }


def _is_pinyin_of(word: str, letters: str) -> bool:
    return letters in map("".join, spellings(word))
