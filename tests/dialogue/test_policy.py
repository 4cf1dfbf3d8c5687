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
        ([c("price", 0.10)], Unknown((c("price", 0.10),))),
        ([c("price", 0.30)], AskWhich((c("price", 0.30),))),
        ([c("unknown", 0.90), c("price", 0.50)], Unknown((c("price", 0.50),))),
        ([c("price", 0.40), c("hours", 0.25)], Run((c("price", 0.40),))),
        ([c("faq:x", 0.40), c("hours", 0.10)], AskWhich((c("faq:x", 0.40),))),
        ([c("price", 0.60)], Run((c("price", 0.60),))),
        ([c("price", 0.60), c("hours", 0.50)], Run((c("price", 0.60),))),
        ([c("price", 0.60), c("hours", 0.58)], AskWhich((c("price", 0.60), c("hours", 0.58)))),
        ([c("price", 0.95), c("hours", 0.93)], Run((c("price", 0.95),))),
        ([c("price", 0.60, "多少钱"), c("faq:x", 0.58)], Run((c("price", 0.60, "多少钱"),))),
        (
            [c("price", 0.60, "多少钱"), c("find", 0.58, "附近")],
            AskWhich((c("price", 0.60, "多少钱"), c("find", 0.58, "附近"))),
        ),
        ([c("price", 0.42), c("hours", 0.38)], AskWhich((c("price", 0.42), c("hours", 0.38)))),
    ],
)
def test_decide(ranked: list[Candidate], decision: Decision) -> None:
    assert decide(ranked) == decision
