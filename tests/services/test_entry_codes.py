"""Entry codes: opaque, sealed, and told from anything else that may be scanned."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.entry_codes import PREFIX, EntryCodes, code_in

CODES = EntryCodes(b"k" * 32)


@given(st.integers(0, 2**40 - 1))
def test_only_the_key_opens_a_code(booking_id: int) -> None:
    code = CODES.code_of(booking_id)
    assert CODES.booking_of(code) == booking_id
    assert EntryCodes(b"x" * 32).booking_of(code) is None
    assert code_in(code) == code
    assert len(f"{code}") <= 64  # what Telegram takes after ?start=


def test_a_changed_sign_is_refused() -> None:
    code, signs = CODES.code_of(7), "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    for at in range(len(PREFIX), len(code)):
        for sign in random.Random(at).sample(signs, 4):
            forged = f"{code[:at]}{sign}{code[at + 1 :]}"
            assert (CODES.booking_of(forged) == 7) == (forged == code)


def test_neighbours_have_nothing_in_common() -> None:
    codes = [CODES.code_of(booking_id) for booking_id in range(200)]
    assert len({code[len(PREFIX) :][:6] for code in codes}) == 200
    assert len({code[-8:] for code in codes}) == 200


@pytest.mark.parametrize(
    "text",
    ["https://t.me/bot?start={}", " {}\n", "签到 {}", "{}。"],
)
def test_it_is_found_in_what_a_scanner_types(text: str) -> None:
    code = CODES.code_of(3)
    assert code_in(text.format(code)) == code
    typed = code_in(text.format(code.lower()))
    assert typed is not None
    assert CODES.booking_of(typed) == 3


@pytest.mark.parametrize(
    "text", ["", "ci-", "ci-short", "fengpu-baobaowu", "ci-" + "a" * 25, "xci-" + "a" * 24, "ci-" + "1" * 24]
)
def test_anything_else_is_no_code(text: str) -> None:
    assert code_in(text) is None
