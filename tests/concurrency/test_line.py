"""Who comes first is served first, on SQLite's one writer too."""

from threading import Thread

import pytest

from db.line import Line

LONGEST_S = 20


def stand(line: Line, name: str, served: list[str]) -> Thread:
    """Returns once it stands in the line."""
    before = len(line)

    def wait_and_be_served() -> None:
        with line:
            served.append(name)

    thread = Thread(target=wait_and_be_served)
    thread.start()
    while len(line) == before:
        thread.join(timeout=0.001)
    return thread


def test_in_the_order_of_coming() -> None:
    line, served = Line(), list[str]()
    with line:
        waiting = [stand(line, name, served) for name in "abcdef"]
        assert served == []
    for thread in waiting:
        thread.join(LONGEST_S)
    assert "".join(served) == "abcdef"
    assert len(line) == 0


def test_nobody_takes_it_again_before_those_who_wait() -> None:
    line, served = Line(), list[str]()
    with line:
        waiting = stand(line, "waiting", served)
    with line:
        served.append("again")
    waiting.join(LONGEST_S)
    assert served == ["waiting", "again"]


def test_one_who_fails_leaves() -> None:
    line = Line()
    with pytest.raises(ValueError, match="what went wrong"), line:
        raise ValueError("what went wrong")
    assert len(line) == 0
