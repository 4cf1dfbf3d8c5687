"""The composition root: the only place where knowledge, database, clock and channels meet."""

import random
from dataclasses import dataclass

from bot.clock import Clock
from bot.dialogue.engine import Engine
from bot.dialogue.wording import Wording
from bot.settings import Settings
from db.migrate import upgrade
from db.session import Database
from knowledge.loader import Knowledge, load


@dataclass(frozen=True, slots=True)
class App:
    knowledge: Knowledge
    database: Database
    engine: Engine
    wording: Wording
    clock: Clock


def build(settings: Settings, clock: Clock, rng: random.Random) -> App:
    """A running bot. KnowledgeError when the files are wrong; SQLAlchemyError without a database."""
    knowledge = load(settings.knowledge_dir, with_samples=settings.samples)
    database = Database(settings.database_url)
    upgrade(database.engine)
    engine = Engine(knowledge, database, clock, rng, settings.chat_link or None, settings.admins)
    return App(knowledge, database, engine, Wording(knowledge.replies), clock)
