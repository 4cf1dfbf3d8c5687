"""The words that messages can be about: what repairs bring a misspelt word back to."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from knowledge.loader import Knowledge
from knowledge.text import count_han, has_han, normalise, tokens
from knowledge.vectors.word_vectors import WordVectors, shipped_vectors

_VOWEL = re.compile(r"[aeiou]")
LISTED, NAMED = 20, 6  # a word of a list or a name counts as if it stood in so many more examples


class Vocabulary:
    """chinese, latin: word → how often it stands in the examples; both normalised."""

    def __init__(
        self,
        examples: Iterable[str],
        listed: Iterable[str],
        names: Iterable[str],
        abbreviations: Mapping[str, str],
        vectors: WordVectors,
    ) -> None:
        """abbreviations: initials such as bbw → the Chinese word they stand for."""
        self.abbreviations = abbreviations
        self._vectors = vectors
        self.listed = frozenset(listed)
        self.names = frozenset(names)
        examples = list(examples)
        every_example = "\n".join(examples)
        chinese: Counter[str] = Counter()
        latin: Counter[str] = Counter()
        for text in examples:
            words = tokens(text)
            latin.update(word for word in words if word.isascii() and word.isalpha())
            chinese.update(word for word in vectors.words_in(words) if not word.isascii())
        for weight, source in ((LISTED, self.listed), (NAMED, self.names)):
            for word in source:
                if word.isascii():
                    latin.update({part: weight for part in tokens(word) if part.isalpha()})
                elif count_han(word) == len(word):
                    chinese[word] += weight + every_example.count(word)
        self.chinese: Mapping[str, int] = chinese
        self.latin: Mapping[str, int] = latin

    def is_common(self, word: str) -> bool:
        """Whether people write the word at all, here or elsewhere."""
        return word in self.chinese or word in self.latin or word in self._vectors


def vocabulary_of(knowledge: Knowledge) -> Vocabulary:
    examples = [text for topic in knowledge.topics.values() for text in topic.phrases]
    examples += [text for entry in knowledge.faq.values() for text in entry.questions]
    listed = [word for words in knowledge.words.values() for word in words]
    listed += [word for topic in knowledge.topics.values() for word in topic.strong]
    names = [name for place in knowledge.places for name in (place.name, *place.aliases)]
    names += [name for it in knowledge.providers.values() for name in (it.name, *it.aliases)]
    return Vocabulary(
        map(normalise, examples),
        map(normalise, listed),
        map(normalise, names),
        _abbreviations(knowledge.words.values()),
        shipped_vectors(),
    )


def _abbreviations(lists: Iterable[tuple[str, ...]]) -> dict[str, str]:
    """Latin words without a vowel that stand in a list of Chinese ones."""
    return {
        word: words[0]
        for words in lists
        for word in words
        if has_han(words[0]) and word.isascii() and word.isalpha() and not _VOWEL.search(word)
    }
