"""A parent's message as the answer to what a booking asked."""

import re
from datetime import timedelta

from bot.dialogue.booking_flow import proceed
from bot.dialogue.booking_steps import ask_child
from bot.dialogue.child_details import read_child
from bot.dialogue.context import picked_from_list
from bot.dialogue.conversation import Draft
from bot.dialogue.drafts import draft_of
from bot.dialogue.subject import remember
from bot.dialogue.topics.book import agree, confirm
from bot.dialogue.topics.cancel import stop
from bot.dialogue.turn import Outcome, Turn
from bot.services.families import consent

SURE_OF_ANOTHER_TOPIC = 0.72
NEWBORN = timedelta(days=90)  # a date nearer than that is a day of care


def take_answer(turn: Turn) -> Outcome | None:
    """The message as the answer to what the booking asked; None when it is something else."""
    draft, reading = draft_of(turn), turn.reading
    assert reading is not None
    entities = reading.entities
    agrees, declines = turn.wishes.is_all("yes", reading.text), turn.wishes.is_exactly("no", reading.text)
    if draft.asked in ("consent", "confirm") and declines:
        return stop(turn, "")
    if draft.asked == "confirm" and agrees:
        return confirm(turn, draft.key)
    if draft.asked in ("consent", "child") and (taken := _take_child(turn, draft, agrees)) is not None:
        return taken
    if draft.asked == "confirm" and not draft.child_ids and (corrected := _correct_birthday(turn, draft)):
        return corrected
    if draft.asked == "provider":
        chosen = entities.provider or picked_from_list(turn.conversation, entities.ordinal)
        if chosen and reading.whole.bare:
            draft.provider = turn.conversation.provider = chosen
            return proceed(turn)
    if draft.asked in ("provider", "session") and (agrees or _child_told_early(turn, draft)):
        return proceed(turn)
    return _take_day(turn, draft)


def _child_told_early(turn: Turn, draft: Draft) -> bool:
    """ "老大叫糖糖，去年9月生的", before it was asked: kept for then. Consent is asked for all the same."""
    details = read_child(turn.message.text or "", turn.now.date())
    if details.nickname is None or details.born_on is None or details.asks:
        return False
    if details.born_on > turn.now.date() - NEWBORN:
        return False
    draft.nickname = details.nickname
    draft.born_on, draft.born_day_known = details.born_on, details.born_day_known
    turn.conversation.born_on, turn.conversation.born_day_known = details.born_on, details.born_day_known
    return True


def _take_day(turn: Turn, draft: Draft) -> Outcome | None:
    """Another day or time, said at any step: "不是周二，周四"."""
    reading = turn.reading
    assert reading is not None
    when, same_time = reading.entities.when, reading.entities.reference.same_time
    tells = when.dates or when.time or when.part or when.week or when.excluded or same_time
    if not tells or not (reading.whole.bare or when.excluded or _corrects(reading.text)):
        return None
    remember(turn, reading, searching=False, refining=True)
    draft.starts_at = None
    return proceed(turn)


def _corrects(text: str) -> bool:
    return re.search(
        r"不是|换成|改(?!签)|还是|[都也](?:可以|行|好|有空)|instead|rather|not ", text
    ) is not None and not re.search("取消|cancel", text)


def _take_child(turn: Turn, draft: Draft, agrees: bool) -> Outcome | None:
    reading = turn.reading
    assert reading is not None
    if agrees and draft.asked == "consent":
        return agree(turn, "")
    details = read_child(turn.message.text or "", turn.now.date())
    if details.born_on is None and (draft.asked == "consent" or not _sounds_like_a_name(turn)):
        return _birthday_needed(turn) if reading.entities.age and draft.asked == "child" else None
    consent(turn.tx, turn.family, turn.now)
    draft.nickname = details.nickname or draft.nickname
    if details.born_on:
        draft.born_on, draft.born_day_known = details.born_on, details.born_day_known
        turn.conversation.born_on = details.born_on
        turn.conversation.born_day_known = details.born_day_known
    return proceed(turn)


def _correct_birthday(turn: Turn, draft: Draft) -> Outcome | None:
    """ "不对，是2024年5月20": told at the last step."""
    details = read_child(turn.message.text or "", turn.now.date())
    if details.born_on is None or details.born_on > turn.now.date() - NEWBORN:
        return None
    draft.born_on, draft.born_day_known = details.born_on, details.born_day_known
    return proceed(turn)


def _birthday_needed(turn: Turn) -> Outcome:
    return ask_child(turn, "book.birthday_needed")


def _sounds_like_a_name(turn: Turn) -> bool:
    """Nothing that is asked for or known otherwise: a bare short word."""
    reading = turn.reading
    assert reading is not None
    details = read_child(turn.message.text or "", turn.now.date())
    # What is not ours speaks against no name: hardly any name stands among its examples.
    ours = [candidate.score for candidate in reading.whole.candidates if candidate.target != "unknown"]
    best = max(ours, default=0.0)
    return details.nickname is not None and not reading.entities.age and best < SURE_OF_ANOTHER_TOPIC
