"""What is kept of a review."""

from bot.publishing.review import MOST_LINES, Review

LINE = {"zh": "改", "en": "changed"}


def test_of_many_changes_the_first_are_listed_and_all_counted() -> None:
    kept = Review(("a.yaml",), changes=(LINE,) * (MOST_LINES + 1)).as_json()
    assert len(kept["changes"]) == MOST_LINES
    assert kept["counts"]["changes"] == MOST_LINES + 1
    assert kept["counts"]["doubts"] == 0
