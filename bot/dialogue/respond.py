"""From a message to an outcome: who takes it — an open question, a booking under way, or a topic."""

from dataclasses import replace
from datetime import date

from bot.dialogue import arrival, booking_steps, cards, family, open_question, tell_me
from bot.dialogue.assumptions import ask_which_is_meant, talk_of, with_assumptions
from bot.dialogue.booking_answers import take_answer
from bot.dialogue.booking_flow import proceed
from bot.dialogue.context import mentioned_now
from bot.dialogue.conversation import Day, Open
from bot.dialogue.formats import day as day_text
from bot.dialogue.not_sure import ask_which, not_understood, record, something_else
from bot.dialogue.policy import AskWhich, Run, Unknown, choose
from bot.dialogue.response import Response
from bot.dialogue.staff import commands as staff_commands
from bot.dialogue.subject import remember
from bot.dialogue.topics import PRESSES, TOPICS, cancel, faq, find, human, privacy, smalltalk
from bot.dialogue.turn import Outcome, Turn
from bot.messages import Button, Document, Reply
from bot.services import cases
from bot.services.questions import amend
from bot.understanding.reading import Candidate

COMMANDS = {
    "/find": "find:new", "/book": "book:", "/bookings": "bookings:", "/quota": "quota:", "/human": "human:",
    "/family": "family:", "/register": "guide:community", "/help": "restart:", "/start": "restart:",
}  # fmt: skip
_KEEPS_BOOKING = ("book", "cancel")
MOST_ANSWERS = 3


def to_location(turn: Turn, lat: float, lon: float) -> Response:
    return Response(find.at_location(turn, lat, lon), ("find",))


def to_document(turn: Turn, sent: Document) -> Response:
    return Response(staff_commands.document(turn, sent), ("smalltalk",))


def to_button(turn: Turn, data: str) -> Response:
    """Nothing in data is trusted: each handler looks up what it names, and whose it is."""
    verb, _, rest = data.partition(":")
    if verb == "start":
        if (outcome := arrival.opened(turn, rest)) is not None:
            return Response(outcome, ("bookings",))
        known = turn.provider(rest)
        return Response(
            find.about_one(turn, known) if known else smalltalk.hello(turn),
            ("find" if known else "smalltalk",),
        )
    if verb == "day":
        return _day_chosen(turn, rest)
    if verb == "desk":
        return Response(staff_commands.press(turn, rest), ("smalltalk",))
    if verb == "topic":
        return Response(TOPICS[rest].answer(turn), (rest,)) if rest in TOPICS else _stale_button(turn)
    if verb not in PRESSES:
        return _stale_button(turn)
    topic, handler = PRESSES[verb]
    turn.conversation.open = None if verb not in ("erase_now", "place") else turn.conversation.open
    outcome = handler(turn, rest)
    if turn.conversation.draft and topic not in _KEEPS_BOOKING:
        outcome = _with_resumed_booking(turn, outcome)
    return Response(outcome, (outcome.topic or topic,))


def to_text(turn: Turn) -> Response:
    assert turn.reading is not None
    text = turn.reading.text
    if text.startswith("/") or turn.wishes.is_exactly("restart", text):
        return _to_command(turn, (turn.message.text or "").strip())
    if (case := cases.talk_with(turn.tx, turn.message.channel, turn.message.user)) is not None:
        return Response(human.go_on(turn, case), ("human",))
    if (answered := open_question.answered(turn)) is not None:
        return answered
    about_one_answer = turn.conversation.topic in ("faq", "human", "privacy")
    if about_one_answer and turn.wishes.is_exactly("not-it", text) and (other := something_else(turn)):
        return Response(other, ("unknown",))
    if turn.wishes.has("guardian", text):
        return Response(family.show(turn, ""), ("bookings",))
    if turn.wishes.has("tell-me", text) and (wanted := tell_me.answer(turn)) is not None:
        return Response(wanted, ("bookings",))
    if turn.conversation.draft and (outcome := take_answer(turn)) is not None:
        return Response(
            outcome, ("cancel" if turn.conversation.draft is None and _stopped(outcome, turn) else "book",)
        )
    return _by_policy(turn)


def _stopped(outcome: Outcome, turn: Turn) -> bool:
    return outcome.replies[0].text == turn.say("cancel.stopped")


def _to_command(turn: Turn, text: str) -> Response:
    command, _, rest = text.partition(" ")
    command = command.partition("@")[0]
    if command == "/start" and rest:
        return to_button(turn, f"start:{rest}")
    if command == "/cancel":
        return Response(cancel.answer(turn), ("cancel",))
    if (of_staff := staff_commands.command(turn, command, rest)) is not None:
        return Response(of_staff, ("smalltalk",))
    if command == "/join":
        return Response(family.join(turn, rest), ("bookings",))
    if command == "/privacy":
        return Response(privacy.answer(turn), ("privacy",))
    return to_button(turn, COMMANDS.get(command, "restart:"))


def _by_policy(turn: Turn) -> Response:
    reading, conversation = turn.reading, turn.conversation
    assert reading is not None
    decision = choose(reading, conversation)
    alternatives = tuple((c.faq or c.topic, c.score) for c in reading.whole.candidates[:4])
    match decision:
        case Run(targets):
            talk, topic = talk_of(conversation), targets[0].topic
            _record_answered(turn, targets[0])
            asked = ask_which_is_meant(turn, topic)
            if asked is None:
                _remember(turn, targets[0])
                asked = _doubtful_day(turn, targets[0]) or _which_provider(turn)
            if asked is not None:
                return Response(asked, (topic,), targets[0].score, alternatives[1:])
            outcome = with_assumptions(turn, talk, topic, _run(turn, targets[:MOST_ANSWERS]))
            if outcome.provider:
                turn.conversation.mentioned = mentioned_now(turn.conversation, outcome.provider)
            topics = tuple(dict.fromkeys(target.topic for target in targets[:MOST_ANSWERS]))
            return Response(
                outcome, (outcome.topic or topics[0], *topics[1:]), targets[0].score, alternatives[1:]
            )
        case AskWhich(candidates):
            best = candidates[0]
            record(turn, "asked_back", best)
            return Response(ask_which(turn, candidates), (best.topic,), best.score, alternatives[1:])
        case Unknown(nearest):
            record(turn, "unknown", nearest[0] if nearest else None)
            score = nearest[0].score if nearest else 0.0
            return Response(not_understood(turn, nearest), ("unknown",), score, alternatives)


def _record_answered(turn: Turn, target: Candidate) -> None:
    """A call for a person says that the answer before did not help."""
    if target.topic == "human" and turn.conversation.recorded is not None:
        amend(turn.tx, turn.conversation.recorded, "human")
    elif target.topic != "smalltalk":
        record(turn, "answered", target)


def _remember(turn: Turn, target: Candidate) -> None:
    assert turn.reading is not None
    reading, conversation = turn.reading, turn.conversation
    goes_on = conversation.topic in ("find", "price") and target.topic in ("find", "price")
    short = len(reading.whole.masked) <= 8
    wishes = reading.entities.wishes
    refining = (
        reading.whole.bare
        or reading.whole.only_wishes
        or wishes.more
        or wishes.nearer
        or reading.entities.reference.to == "not_this"
        or (goes_on and short)
    )
    states_conditions = wishes.states_conditions or bool(reading.entities.places)
    remember(
        turn,
        reading,
        searching=target.topic == "find" or (target.topic in ("price", "hours") and states_conditions),
        refining=refining and not (reading.entities.places and not reading.whole.bare),
    )


def _run(turn: Turn, targets: tuple[Candidate, ...]) -> Outcome:
    outcomes: list[Outcome] = []
    for target in targets:
        asked = turn.conversation.open
        if outcomes and asked and asked.what == "place" and target.topic in ("find", "price", "hours"):
            continue  # it waits for the place like the one before
        entry = target.faq
        outcomes.append(_general_answer(turn, entry) if entry else TOPICS[target.topic].answer(turn))
    merged = outcomes[0]
    for other in outcomes[1:]:
        merged = Outcome(
            replies=merged.replies + other.replies,
            faq=merged.faq or other.faq,
            provider=merged.provider or other.provider,
            providers=merged.providers or other.providers,
            topic=merged.topic,
        )
    if turn.conversation.draft and not any(target.topic in _KEEPS_BOOKING for target in targets):
        merged = _with_resumed_booking(turn, merged)
    return merged


def _general_answer(turn: Turn, entry_id: str) -> Outcome:
    """Where the question names a provider, what is special about it stands below the general answer."""
    outcome = faq.entry_answer(turn, entry_id)
    provider = turn.provider(turn.reading.entities.provider) if turn.reading else None
    if provider is None:
        return outcome
    lines = [cards.title(turn, provider), cards.contact_line(turn, provider), cards.footer(turn, provider)]
    return replace(
        outcome.then(Reply("\n".join(lines), cards.buttons(turn, provider))),
        provider=provider.id,
        providers=(provider.id,),
    )


def _with_resumed_booking(turn: Turn, outcome: Outcome) -> Outcome:
    reply = booking_steps.resume(turn)
    return outcome.then(reply) if reply else outcome


def _doubtful_day(turn: Turn, target: Candidate) -> Outcome | None:
    """A day that could be two, or that does not exist, is asked back by what needs one."""
    assert turn.reading is not None
    when = turn.reading.entities.when
    if target.topic not in ("hours", "book", "find"):
        return None
    if when.impossible:
        return Outcome((Reply(turn.say("day.impossible", words=when.impossible)),))
    if not when.doubtful:
        return None
    turn.conversation.day = Day(time=when.time, part=when.part)
    turn.conversation.open = Open(what="day_choice", about=target.topic)
    rows = tuple(
        (Button(day_text(d, turn.english), f"day:{target.topic}:{d.isoformat()}"),) for d in when.doubtful
    )
    return Outcome((Reply(turn.say("day.which"), rows),))


def _day_chosen(turn: Turn, rest: str) -> Response:
    topic, _, iso = rest.partition(":")
    try:
        chosen = date.fromisoformat(iso)
    except ValueError:
        return _stale_button(turn)
    before = turn.conversation.day
    turn.conversation.day = Day(dates=(chosen,), time=before.time, part=before.part)
    turn.conversation.filters.day = turn.conversation.day
    turn.conversation.open = None
    if topic == "book" and turn.conversation.draft:
        turn.conversation.draft.starts_at = None
        return Response(proceed(turn), ("book",))
    return Response(TOPICS[topic].answer(turn), (topic,)) if topic in TOPICS else _stale_button(turn)


def _which_provider(turn: Turn) -> Outcome | None:
    """A name that several bear."""
    assert turn.reading is not None
    groups = turn.reading.entities.providers
    if not groups or len(groups[0]) == 1:
        return None
    providers = [p for p in map(turn.provider, groups[0]) if p]
    turn.conversation.shown = tuple(p.id for p in providers)
    rows = tuple((Button(turn.name_of(p), f"p:{p.id}"),) for p in providers)
    return Outcome((Reply(turn.say("ask.which_provider"), rows),), providers=turn.conversation.shown)


def _stale_button(turn: Turn) -> Response:
    return Response(Outcome((Reply(turn.say("button.stale"), smalltalk.menu(turn)),)), ("unknown",))
