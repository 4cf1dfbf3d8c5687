"""Which command of the staff is which, and who may give it."""

from collections.abc import Callable

from bot.dialogue.staff import binding, day, drafts, gaps, lists, notices, requests
from bot.dialogue.turn import Outcome, Turn
from bot.messages import Document, Reply
from bot.services import staff
from bot.services.staff import Task
from db.models import StaffMember

Command = Callable[[Turn, StaffMember, str], Outcome]
# Command → (what one must be allowed to do, handler of the rest).
COMMANDS: dict[str, tuple[Task, Command]] = {
    "/today": ("bookings", day.show),
    "/close": ("bookings", day.ask_close),
    "/reopen": ("bookings", day.reopen),
    "/notice": ("bookings", notices.post),
    "/notices": ("bookings", notices.show),
    "/cases": ("requests", requests.show),
    "/gaps": ("knowledge", gaps.show),
    "/draft": ("knowledge", drafts.show),
    "/excel": ("knowledge", drafts.send_workbook),
    "/versions": ("knowledge", drafts.show_versions),
    "/rollback": ("knowledge", drafts.roll_back),
}
NAMES = frozenset(("/staff", *COMMANDS))
# What follows "desk:" in a button → the same.
PRESSES: dict[str, tuple[Task, Command]] = {
    "in": ("bookings", day.check_in),
    "no": ("bookings", day.no_show),
    "day": ("bookings", day.show_of),
    "close": ("bookings", day.close),
    "withdraw": ("bookings", notices.withdraw),
    "case": ("requests", requests.open_one),
    "done": ("requests", requests.close),
    "skip": ("knowledge", gaps.skip),
    "learn": ("knowledge", gaps.learn),
    "try": ("knowledge", drafts.begin_trying),
    "untry": ("knowledge", drafts.end_trying),
    "publish": ("knowledge", drafts.publish),
    "drop": ("knowledge", drafts.drop),
    "column": ("knowledge", lists.ask_one),
    "means": ("knowledge", lists.choose),
    "anew": ("knowledge", lists.ask_anew),
    "listed": ("knowledge", lists.confirm),
}


def command(turn: Turn, name: str, rest: str) -> Outcome | None:
    """None where it is no command of the staff's, or nobody of the staff gives it."""
    if name == "/staff":
        return binding.bind(turn, rest)
    if name not in COMMANDS:
        return None
    task, handler = COMMANDS[name]
    return _as_member(turn, task, handler, rest)


def press(turn: Turn, rest: str) -> Outcome:
    verb, _, about = rest.partition(":")
    if verb in PRESSES:
        task, handler = PRESSES[verb]
        done = _as_member(turn, task, handler, about)
        if done is not None:
            return done
    return Outcome((Reply(turn.say("button.stale")),))


def receive(turn: Turn, words: str, about: str) -> Outcome | None:
    """The words that an opened request waits for."""
    return _as_member(turn, "requests", requests.answer, f"{about}:{words}")


def document(turn: Turn, sent: Document) -> Outcome:
    """A file, which only those who keep the knowledge may send."""

    def receive(turn: Turn, member: StaffMember, _: str) -> Outcome:
        return drafts.receive(turn, member, sent)

    done = _as_member(turn, "knowledge", receive, "")
    return done or Outcome((Reply(turn.say("telegram.unreadable")),))


def _as_member(turn: Turn, task: Task, handler: Command, rest: str) -> Outcome | None:
    member = staff.member_of(turn.tx, turn.message.channel, turn.message.user)
    if member is None:
        return None
    if not staff.may(member, task):
        return Outcome((Reply(turn.say("staff.may_not")),))
    return handler(turn, member, rest)
