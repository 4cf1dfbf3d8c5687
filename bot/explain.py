"""How a message was understood, step by step, for `tuoyu ask --explain`."""

from bot.dialogue.conversation import Conversation
from bot.dialogue.policy import ANSWER_FROM, ASK_FROM, MARGIN, SURE_FROM, AskWhich, Run, choose
from bot.understanding.reading import Candidate, Reading, Segment

SHOWN = 5


def explanation(reading: Reading) -> str:
    lines = [
        f"typed        {reading.raw}",
        f"normalised   {reading.text}",
        f"language     {reading.language or '-'}",
        "entities     "
        + (", ".join(f"{k}={v}" for k, v in reading.entities.as_json(None, None).items()) or "-"),
    ]
    lines += [
        f"  {kind:<10} {reading.text[slice(*span)]!r} at {span[0]}–{span[1]}" for kind, span in reading.spans
    ]
    for segment in reading.segments if len(reading.segments) > 1 else (reading.whole,):
        lines += _segment_lines(segment)
    lines.append(
        f"thresholds   answer ≥ {ANSWER_FROM}, ask ≥ {ASK_FROM}, margin {MARGIN}, sure ≥ {SURE_FROM}"
    )
    lines.append(f"decision     {_decision(reading)}")
    return "\n".join(lines)


def _segment_lines(segment: Segment) -> list[str]:
    lines = [f"segment      {segment.text!r}{' (only names, dates, fillers)' if segment.bare else ''}"]
    return lines + [f"  {_candidate(candidate)}" for candidate in segment.candidates[:SHOWN]]


def _candidate(candidate: Candidate) -> str:
    cue = f"  word {candidate.cue!r}" if candidate.cue else ""
    like = f"  like {candidate.example!r}" if candidate.example else ""
    return f"{candidate.score:.3f} {candidate.target:<28}{cue}{like}"


def _decision(reading: Reading) -> str:
    match choose(reading, Conversation()):
        case Run(targets):
            return "answer " + " + ".join(target.target for target in targets)
        case AskWhich(candidates):
            return "ask which of " + ", ".join(candidate.target for candidate in candidates)
        case _:
            return "not understood"
