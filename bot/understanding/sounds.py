"""Chinese that was dictated or typed by sound: 拖班 → 托班, 普会 → 普惠, 许会 → 徐汇.

A run of characters that is no known word but sounds like one becomes it. Two characters must sound exactly
alike, and a word as usual as 有 or 还 is what it is; of three and more characters, zh and z, ng and n may be
confused.
"""

from collections import defaultdict
from collections.abc import Iterator

from bot.understanding.vocabulary import Vocabulary
from knowledge.pinyin.readings import Syllables, as_spoken, readings, spellings
from knowledge.text import count_han

SHORTEST, LONGEST = 2, 8
TOLERANT_FROM = 3  # characters
LONGEST_COMMON_WORD = 4
SEEN_OFTEN = 6  # a word of fewer examples, and of no list, is not guessed at
_EVERYWHERE = frozenset(
    "的了是在有我你他她它这那哪不没还也都就要会能可以上下个一和与吗呢啊吧么嘛说去来到给对把被让从为很太多少大小好想请"
    "问先后里外中天年月日时分家人计找"
)

Found = tuple[int, int, str]


class SoundRepairs:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._exact: defaultdict[Syllables, set[str]] = defaultdict(set)
        self._tolerant: defaultdict[Syllables, set[str]] = defaultdict(set)
        self._beginnings: set[Syllables] = set()
        for word, count in vocabulary.chinese.items():
            if SHORTEST <= len(word) <= LONGEST and count >= SEEN_OFTEN:
                for spelling in spellings(word):
                    self._add(word, spelling)

    def _add(self, word: str, spelling: Syllables) -> None:
        spoken = tuple(map(as_spoken, spelling))
        self._exact[spelling].add(word)
        if len(word) >= TOLERANT_FROM:
            self._tolerant[spoken].add(word)
        self._beginnings.update(spoken[:length] for length in range(1, len(spoken) + 1))

    def find(self, text: str) -> Iterator[Found]:
        """(start, end, what was meant), from left to right, none overlapping."""
        at = 0
        while at < len(text):
            found = self._longest_at(text, at) if count_han(text[at]) else None
            if found is None:
                at += self._known_word_at(text, at)
                continue
            if text[found[0] : found[1]] != found[2]:
                yield found
            at = found[1]

    def _known_word_at(self, text: str, at: int) -> int:
        """Length of the longest common word that begins here, at least 1."""
        for length in range(min(LONGEST_COMMON_WORD, len(text) - at), 1, -1):
            if self._vocabulary.is_common(text[at : at + length]):
                return length
        return 1

    def _longest_at(self, text: str, at: int) -> Found | None:
        best: Found | None = None
        heard: list[tuple[Syllables, Syllables]] = [((), ())]
        for end in range(at + 1, min(at + LONGEST, len(text)) + 1):
            heard = [
                ((*exact, syllable), longer)
                for exact, spoken in heard
                for syllable in readings(text[end - 1])
                if (longer := (*spoken, as_spoken(syllable))) in self._beginnings
            ]
            if not heard:
                break
            if end - at >= SHORTEST and (word := self._meant(text, at, end, heard)):
                best = (at, end, word)
        return best

    def _meant(self, text: str, at: int, end: int, heard: list[tuple[Syllables, Syllables]]) -> str | None:
        typed = text[at:end]
        if typed in self._vocabulary.chinese:
            return typed
        words: set[str] = set()
        for exact, spoken in heard:
            words |= self._exact.get(exact, set())
            words |= self._tolerant.get(spoken, set())
        words = {word for word in words if self._is_homophone_error(word, typed)}
        if not words or self._vocabulary.is_common(typed):
            return None
        best = max(sorted(words), key=lambda word: (_same(word, typed), self._vocabulary.chinese[word]))
        return None if self._is_something_else(text, at, end, best) else best

    def _is_homophone_error(self, word: str, typed: str) -> bool:
        """Two characters may by chance sound like a word: one of them is right, or it is a name."""
        wrong = [a for a, b in zip(typed, word, strict=True) if a != b]
        if word in self._vocabulary.names:
            return True
        return len(wrong) < len(typed) and not _EVERYWHERE.intersection(wrong)

    def _is_something_else(self, text: str, at: int, end: int, word: str) -> bool:
        """Whether a common word stands inside where the typed one differs, or across an edge at which no
        other common word begins or ends."""
        for start in range(max(0, at - LONGEST_COMMON_WORD + 1), end):
            for stop in range(start + 2, min(start + LONGEST_COMMON_WORD, len(text)) + 1):
                if stop <= at or not self._vocabulary.is_common(text[start:stop]):
                    continue
                if start < at:
                    blocked = not self._common_at(text, at, before=True)
                elif stop > end:
                    blocked = not self._common_at(text, end, before=False)
                else:
                    blocked = text[start:stop] != word[start - at : stop - at]
                if blocked:
                    return True
        return False

    def _common_at(self, text: str, edge: int, *, before: bool) -> bool:
        lengths = range(2, LONGEST_COMMON_WORD + 1)
        spans = [(edge - n, edge) if before else (edge, edge + n) for n in lengths]
        return any(a >= 0 and b <= len(text) and self._vocabulary.is_common(text[a:b]) for a, b in spans)


def _same(word: str, typed: str) -> int:
    return sum(a == b for a, b in zip(word, typed, strict=True))
