from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.rendering import MOST_LABEL, Part, parts, split
from bot.messages import Button, Document, Location, Reply

AWKWARD = st.text(st.sampled_from("一二。\n ，.!?aA😀👨\u200d👩\u0301🏽\ufe0f\u202e<&_*"))


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(AWKWARD, st.integers(2, 40))
def test_pieces_hold_all_that_was_written_and_none_is_too_long_or_blank(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(piece.strip() and units(piece) <= limit for piece in pieces)


def test_pieces_end_where_a_reader_would_pause() -> None:
    assert split("第一段话在这里\n\n第二段。也在这里", 12) == ["第一段话在这里", "第二段。也在这里"]
    assert split("前一句话在这里。后一句话在这里", 12) == ["前一句话在这里。", "后一句话在这里"]
    assert split("one two three four", 10) == ["one two", "three four"]
    assert split("abcdefghijkl", 5) == ["abcde", "fghij", "kl"]


def test_an_emoji_of_several_code_points_is_not_torn() -> None:
    family = "👨\u200d👩\u200d👧"
    assert all(family in piece or "\u200d" not in piece for piece in split(("x" * 9 + family) * 3, 16))


def test_a_text_that_just_fits_is_one_message() -> None:
    assert len(split("😀" * 2048)) == 1
    assert len(split("😀" * 2048 + "a")) == 2


def test_the_keyboard_is_on_the_last_part_only() -> None:
    rows = ((Button("预约", "book:"),),)
    at = Location(31.2, 121.5, "宝宝屋", "路 1 号")
    document = Document("a.json", "application/json", b"{}")
    assert parts(Reply("文字", rows, at, document)) == (Part("文字"), Part(at), Part(document, rows))
    assert parts(Reply("文字", rows)) == (Part("文字", rows),)
    assert parts(Reply(" \n", rows)) == ()


def test_labels_are_shortened_to_what_a_telephone_shows() -> None:
    (part,) = parts(Reply("x", ((Button("很" * 61, "a"), Button("很" * 60, "b")), ())))
    assert [button.label for button in part.rows[0]] == ["很" * (MOST_LABEL - 1) + "…", "很" * 60]
    assert len(part.rows) == 1


def test_what_cannot_be_encoded_does_not_stop_a_message() -> None:
    assert parts(Reply("坏\ud83d字\0")) == (Part("坏?字"),)
