"""The administrators' files as one immutable snapshot, or everything that is wrong with them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from knowledge.consistency import cross_check
from knowledge.problems import KnowledgeError, Problem
from knowledge.records import Located, documents, listed, validated
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

SHIPPED = Path(__file__).parent
UNPHRASED_TOPICS = ("faq", "unknown")  # FAQ entries bring their own questions


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
    """Everything that was read, with the lines it stands on."""

    providers: Sequence[Located[Provider]]
    faq: Sequence[Located[FaqEntry]]
    guides: Sequence[Located[Guide]]
    topics: Sequence[Located[TopicPhrases]]
    places: Sequence[Located[Place]]
    replies: Mapping[str, Located[Text]]
    words: Sequence[Located[WordList]]
    benefits: Sequence[Located[Benefit]]


def load(directory: Path, *, with_samples: bool = True) -> Knowledge:
    """KnowledgeError with every error at once; warnings do not keep the files from being used."""
    files, problems = read(directory)
    if errors := tuple(problem for problem in problems if problem.severity == "error"):
        raise KnowledgeError(errors)
    providers = [located.record for located in files.providers]
    return Knowledge(
        providers={p.id: p for p in providers if with_samples or not p.sample},
        faq={located.record.id: located.record for located in files.faq},
        guides={located.record.kind: located.record for located in files.guides},
        topics={located.record.topic: located.record for located in files.topics},
        places=tuple(located.record for located in files.places),
        replies={key: located.record for key, located in files.replies.items()},
        words={located.record.name: located.record.words for located in files.words},
        benefits=tuple(located.record for located in files.benefits),
    )


def read(directory: Path, progress: Callable[[str], None] = lambda _: None) -> tuple[Files, list[Problem]]:
    """The files and all that is wrong with them, in the order of the files."""
    problems: list[Problem] = []
    if not directory.is_dir():
        return Files((), (), (), (), (), {}, (), ()), [Problem(str(directory), 1, "folder_missing")]
    files = Files(
        providers=listed(directory, "providers", Provider, problems),
        faq=listed(directory, "faq", FaqEntry, problems),
        guides=listed(directory, "guides", Guide, problems),
        topics=_topics(directory, problems),
        places=listed(directory, "places", Place, problems),
        replies=_replies(directory, problems),
        words=listed(directory, "words", WordList, problems),
        benefits=listed(directory, "benefits", Benefit, problems),
    )
    # What could not be read would only be reported a second time as missing.
    unread = {problem.file.split("/")[0] for problem in problems if problem.severity == "error"}
    problems += list(cross_check(files, set(get_args(Topic)) - set(UNPHRASED_TOPICS), unread))
    return files, sorted(problems, key=lambda problem: (problem.file, problem.line))


def _topics(directory: Path, problems: list[Problem]) -> list[Located[TopicPhrases]]:
    found = []
    for name, document in documents(directory, "topics", problems):
        record = validated(TopicPhrases, document.data, name, document, (), problems)
        if record is None:
            continue
        if record.topic != Path(name).stem:
            line = document.line_of(("topic",))
            problems.append(Problem(name, line, "topic_file", "topic", details={"expected": Path(name).stem}))
        found.append(Located(record, name, document, ()))
    return found


def _replies(directory: Path, problems: list[Problem]) -> dict[str, Located[Text]]:
    found: dict[str, Located[Text]] = {}
    for name, document in documents(directory, "replies", problems):
        if not isinstance(document.data, dict):
            problems.append(Problem(name, 1, "not_a_mapping"))
            continue
        for key, value in document.data.items():
            record = validated(Text, value, name, document, (key,), problems)
            if record is None:
                continue
            located = Located(record, name, document, (key,))
            if key in found:
                details = {"field": key, "first": found[key].place}
                problems.append(Problem(name, located.line_of(), "key_twice", key, details=details))
            found[key] = located
    return found
