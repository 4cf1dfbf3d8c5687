"""The composition root: the only place where knowledge, database, clock and channels meet."""

import random
from dataclasses import dataclass
from datetime import timedelta

from bot.clock import Clock
from bot.dialogue.engine import Engine
from bot.dialogue.turn import Arrangements
from bot.dialogue.wording import Wording
from bot.jobs import Jobs
from bot.secret import key_of
from bot.services.entry_codes import EntryCodes
from bot.services.reminders import Times
from bot.settings import Settings
from db.migrate import upgrade
from db.session import Database
from knowledge.loader import Knowledge, load
from knowledge.schema import Hours


@dataclass(frozen=True, slots=True)
class App:
    knowledge: Knowledge
    database: Database
    engine: Engine
    wording: Wording
    clock: Clock
    jobs: Jobs


def build(settings: Settings, clock: Clock, rng: random.Random) -> App:
    """A running bot. KnowledgeError when the files are wrong; SQLAlchemyError without a database."""
    knowledge = load(settings.knowledge_dir, with_samples=settings.samples)
    database = Database(settings.database_url)
    upgrade(database.engine)
    arrangements = Arrangements(
        chat_link=settings.chat_link or None,
        staff_hours=Hours(opens=settings.staff_hours),
        hold_for=timedelta(minutes=settings.hold_minutes),
        entry_codes=entry_codes_of(settings, database),
    )
    engine = Engine(knowledge, database, clock, rng, arrangements, settings.admins)
    times = Times(settings.remind_evening_at, timedelta(hours=settings.remind_hours_before))
    jobs = Jobs(database, lambda: engine.knowledge, clock, times, arrangements.hold_for)
    return App(knowledge, database, engine, Wording(knowledge.replies), clock, jobs)


def entry_codes_of(settings: Settings, database: Database) -> EntryCodes:
    """The same for every process that works on the database."""
    return EntryCodes(key_of(settings.secret, database.url))
