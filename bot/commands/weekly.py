"""`tuoyu report`: the week at a glance."""

import argparse
from collections.abc import Sequence
from datetime import timedelta

from bot.clock import system_clock
from bot.commands.console import Actions, add, database_of, days_back, show, words
from bot.commands.limits import district_or_tell
from bot.services.summary import summary
from bot.settings import Settings
from knowledge.loader import Knowledge, load


def register(actions: Actions) -> None:
    command = add(actions, "report", report)
    command.add_argument("--days", type=days_back, default=7, metavar="N", help=words()["option_days_back"])
    command.add_argument("--district", metavar="DISTRICT", help=words()["option_only_district"])


def report(options: argparse.Namespace, settings: Settings) -> int:
    now, knowledge = system_clock(), load(settings.knowledge_dir)
    district = district_or_tell(knowledge, options.district)
    if options.district and not district:
        return 2
    with database_of(settings).begin() as tx:
        week = summary(tx, knowledge.providers, now - timedelta(days=options.days), now, district)
    area = district or words()["area_everywhere"]
    if week.answered is None:
        show("report_no_questions", days=options.days, area=area)
    else:
        share = f"{week.answered:.0%}"
        show("report_questions", days=options.days, area=area, count=week.questions, share=share)
        _show("report_topics", [(_topic(knowledge, name), count) for name, count in week.topics])
        _show("report_districts", week.by_district)
    _show("report_bookings", week.bookings)
    _show("report_full", week.full)
    return 0


def _show(key: str, counted: Sequence[tuple[str, int]]) -> None:
    """A line of names and counts."""
    listed = "、".join(f"{name or words()['report_no_district']} {count}" for name, count in counted)
    show(key, listed=listed or words()["report_none"])


def _topic(knowledge: Knowledge, name: str) -> str:
    labels = {str(topic): phrases.label.zh for topic, phrases in knowledge.topics.items()}
    return labels.get(name) or words().get(f"report_topic_{name}", name)
