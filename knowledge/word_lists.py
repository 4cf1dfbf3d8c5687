"""The word lists that the readers of messages ask for by name; lists of synonyms come on top."""

from typing import get_args

from knowledge.schema import Kind, Service

SYNONYMS = "synonym-"  # any number of lists whose names begin so
WORD_LISTS = (
    *(f"kind-{kind}" for kind in get_args(Kind)), *(f"service-{service}" for service in get_args(Service)),
    "inclusive", "cheap", "rated", "has-places", "open-now", "nearer", "more", "compare", "telephone",
    "address", "restart", "yes", "no", "not", "near-me", "filler", "asks-for-some",
    "domain", "not-it", "tell-me", "guardian", "vocabulary", "name-kind",
    "any-place", "any-district", "any-provider",  # what stands for any name in examples
    "synonym-baby-house", "synonym-toddler-class",  # what the words of names may be changed to
)  # fmt: skip
