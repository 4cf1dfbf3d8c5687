"""The choice of topic as a table: ranked candidates → decision."""

import pytest

from bot.dialogue.policy import AskWhich, Decision, Run, Unknown, decide
from bot.understanding.reading import Candidate


def c(target: str, score: float, cue: str = "") -> Candidate:
    return Candidate(target, score, cue=cue)


@pytest.mark.parametrize(
    ("ranked", "decision"),
    [
        ([], Unknown(())),
        ([c("price", 0.30)], Unknown((c("price", 0.30),))),
        ([c("price", 0.40)], AskWhich((c("price", 0.40),))),
        ([c("price", 0.45), c("hours", 0.30)], Run((c("price", 0.45),))),
        ([c("faq:x", 0.45), c("hours", 0.30)], AskWhich((c("faq:x", 0.45),))),
        ([c("price", 0.60)], Run((c("price", 0.60),))),
        ([c("price", 0.60), c("hours", 0.50)], Run((c("price", 0.60),))),
        ([c("price", 0.60), c("hours", 0.58)], AskWhich((c("price", 0.60), c("hours", 0.58)))),
        ([c("price", 0.95), c("hours", 0.93)], Run((c("price", 0.95),))),
        ([c("price", 0.60, "多少钱"), c("faq:x", 0.58)], Run((c("price", 0.60, "多少钱"),))),
        (
            [c("price", 0.60, "多少钱"), c("find", 0.58, "附近")],
            AskWhich((c("price", 0.60, "多少钱"), c("find", 0.58, "附近"))),
        ),
        ([c("price", 0.45), c("hours", 0.38)], AskWhich((c("price", 0.45), c("hours", 0.38)))),
    ],
)
def test_decide(ranked: list[Candidate], decision: Decision) -> None:
    assert decide(ranked) == decision
