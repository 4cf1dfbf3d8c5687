"""A short run of the fuzzer of the reader (tests/fuzz; docs/robustness.md tells of the long one)."""

import random
from functools import cache

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.understanding.understand import Understanding
from knowledge.loader import SHIPPED, load
from tests.fuzz.growth import too_fast_growing
from tests.fuzz.messages import FRAGMENTS, ODD, message
from tests.fuzz.reader import check, words_of


@cache
def reader() -> tuple[Understanding, tuple[str, ...]]:
    knowledge = load(SHIPPED)
    return Understanding(knowledge), words_of(knowledge)


@settings(max_examples=1_000, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False))
def test_whatever_is_typed_is_read_without_contradiction(chance: random.Random) -> None:
    understanding, words = reader()
    check(understanding, message(chance.randrange, words))


@settings(max_examples=300)
@given(st.text(st.characters(), max_size=60))
@example("\ud800")
@example("托班\udfff多少钱")
def test_any_characters_are_read_half_surrogates_too(text: str) -> None:
    check(reader()[0], text)


@pytest.mark.parametrize("piece", [*FRAGMENTS, *ODD], ids=ascii)
def test_a_repeated_piece_is_read(piece: str) -> None:
    check(reader()[0], piece * 12)


@pytest.mark.parametrize(("power", "found"), [(1, False), (2, True)])
def test_the_measure_of_growth_bites(power: int, found: bool) -> None:
    """On a clock that a reader moves by its own cost: linear passes, quadratic is found."""
    spent = [0.0]

    def read(text: str) -> None:
        spent[0] += len(text) ** power

    assert bool(list(too_fast_growing(read, ["周四"], lambda: spent[0]))) is found
