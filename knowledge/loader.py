"""The administrators' files as one immutable snapshot, or everything that is wrong with them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from knowledge.consistency import cross_check
from knowledge.files import count_files, strays
from knowledge.problems import KnowledgeError as KnowledgeError
from knowledge.problems import Problem
from knowledge.progress import Progress, unseen
from knowledge.records import Findings, Located, documents, listed, validated
from knowledge.reply_keys import REPLY_KEYS
from knowledge.schema import (
    Benefit,
    FaqEntry,
    Guide,
    Kind,
    Place,
    Provider,
    Text,
    Topic,
    TopicPhrases,
    WordList,
)
from knowledge.word_lists import WORD_LISTS

SHIPPED = Path(__file__).parent
Value = TypeVar("Value")
Record = TypeVar("Record", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Knowledge:
    providers: Mapping[str, Provider]
    faq: Mapping[str, FaqEntry]
    guides: Mapping[Kind, Guide]
    topics: Mapping[Topic, TopicPhrases]
    places: tuple[Place, ...]
    replies: Mapping[str, Text]
    words: Mapping[str, tuple[str, ...]]
    benefits: tuple[Benefit, ...]


@dataclass(frozen=True, slots=True)
class Files:
    """Everything that was read, entries with faults included, and the lines it stands on."""

    providers: Sequence[Located[Provider]] = ()
    faq: Sequence[Located[FaqEntry]] = ()
    guides: Sequence[Located[Guide]] = ()
    topics: Sequence[Located[TopicPhrases]] = ()
    places: Sequence[Located[Place]] = ()
    replies: Sequence[Located[Text]] = ()
    words: Sequence[Located[WordList]] = ()
    benefits: Sequence[Located[Benefit]] = ()
    unread: frozenset[str] = frozenset()


def load(directory: Path, *, with_samples: bool = True) -> Knowledge:
    """KnowledgeError with every error at once; warnings do not keep the files from being used."""
    files, problems = read(directory)
    if errors := tuple(problem for problem in problems if problem.severity == "error"):
        raise KnowledgeError(errors)
    return used(files, with_samples=with_samples)


def used(files: Files, *, with_samples: bool = True) -> Knowledge:
    """What the bot answers from: the entries that are valid."""
    return Knowledge(
        providers={p.id: p for p in _records(files.providers) if with_samples or not p.sample},
        faq={entry.id: entry for entry in _records(files.faq)},
        guides={guide.kind: guide for guide in _records(files.guides)},
        topics={phrases.topic: phrases for phrases in _records(files.topics)},
        places=tuple(_records(files.places)),
        replies=_completed(_by_key(files.replies), REPLY_KEYS, _shipped_replies),
        words=_completed(_by_name(files.words), WORD_LISTS, _shipped_words),
        benefits=tuple(_records(files.benefits)),
    )


def _completed(
    own: dict[str, Value], wanted: Iterable[str], shipped: Callable[[], Mapping[str, Value]]
) -> Mapping[str, Value]:
    """A newer program says and reads more than an older folder, or a version that was published long ago, has
    words for: those are the shipped ones."""
    missing = [name for name in wanted if name not in own]
    return own | {name: shipped()[name] for name in missing} if missing else own


@cache
def _shipped_replies() -> Mapping[str, Text]:
    return _by_key(_replies(SHIPPED, Findings()))


@cache
def _shipped_words() -> Mapping[str, tuple[str, ...]]:
    return _by_name(listed(SHIPPED, "words", WordList, Findings()))


def _by_key(replies: Iterable[Located[Text]]) -> dict[str, Text]:
    return {str(entry.path[0]): entry.record for entry in replies if entry.record}


def _by_name(lists: Sequence[Located[WordList]]) -> dict[str, tuple[str, ...]]:
    return {words.name: words.words for words in _records(lists)}


def read(directory: Path, progress: Progress = unseen) -> tuple[Files, list[Problem]]:
    """The files and all that is wrong with them, by file and line."""
    if not directory.is_dir():
        return Files(), [Problem(str(directory), 1, "folder_missing")]
    findings = Findings(list(strays(directory)), progress=progress, files=count_files(directory))
    files = Files(
        providers=listed(directory, "providers", Provider, findings),
        faq=listed(directory, "faq", FaqEntry, findings),
        guides=listed(directory, "guides", Guide, findings),
        topics=_topics(directory, findings),
        places=listed(directory, "places", Place, findings),
        replies=_replies(directory, findings),
        words=listed(directory, "words", WordList, findings),
        benefits=listed(directory, "benefits", Benefit, findings),
        unread=frozenset(findings.unread),
    )
    problems = [*findings.problems, *cross_check(files)]
    return files, sorted(problems, key=lambda problem: (problem.file, problem.line))


def _records(entries: Sequence[Located[Record]]) -> list[Record]:
    return [entry.record for entry in entries if entry.record]


def _topics(directory: Path, findings: Findings) -> list[Located[TopicPhrases]]:
    """One mapping a file, which bears the topic's name."""
    found = []
    for name, document in documents(directory, "topics", findings):
        located = validated(TopicPhrases, document.data, name, document, (), findings)
        if located is None:
            findings.unread.add("topics")
            continue
        stem = Path(name).stem
        if located.text("topic") not in (stem, None):
            findings.problems.append(located.problem("topic_file", "topic", expected=stem))
        found.append(located)
    return found


def _replies(directory: Path, findings: Findings) -> list[Located[Text]]:
    """Mappings of keys to words; the entry's path is its key."""
    found = []
    for name, document in documents(directory, "replies", findings):
        if not isinstance(document.data, dict):
            findings.problems.append(Problem(name, 1, "not_a_mapping"))
            findings.unread.add("replies")
            continue
        for key, value in document.data.items():
            if located := validated(Text, value, name, document, (key,), findings):
                found.append(located)
    return found
