"""What a message led to, for the engine."""

from dataclasses import dataclass

from bot.dialogue.turn import Outcome


@dataclass(frozen=True, slots=True)
class Response:
    outcome: Outcome
    topics: tuple[str, ...]
    confidence: float = 1.0
    alternatives: tuple[tuple[str, float], ...] = ()
