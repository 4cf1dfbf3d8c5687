"""The composition root: the only place where knowledge, database, clock and channels meet."""

import random
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from bot.clock import Clock
from bot.dialogue.engine import Engine
from bot.dialogue.loaded import loaded
from bot.dialogue.turn import Arrangements
from bot.jobs import Jobs
from bot.publishing.child import building_aside
from bot.publishing.folder import WatchedFolder, look_at
from bot.publishing.follower import Follower
from bot.publishing.review_child import review_aside
from bot.publishing.reviewer import Reviewer, digest_in_force
from bot.publishing.try_out import TryOuts
from bot.publishing.workbook import Workbooks
from bot.secret import key_of
from bot.services import versions
from bot.services.entry_codes import EntryCodes
from bot.services.pack import unfolded
from bot.services.reminders import Times
from bot.settings import Settings
from bot.understanding.understand import Understanding
from bot.web.office import Office
from db.migrate import upgrade
from db.session import Database
from knowledge.embedding import LocalE5
from knowledge.excel.geocoder import GeocoderAt
from knowledge.loader import Knowledge, load
from knowledge.schema import Hours


@dataclass(frozen=True, slots=True)
class App:
    database: Database
    engine: Engine
    clock: Clock
    jobs: Jobs
    follower: Follower
    reviewer: Reviewer
    office: Office


def build(settings: Settings, clock: Clock, rng: random.Random) -> App:
    """A running bot. KnowledgeError when the files are wrong; SQLAlchemyError without a database."""
    database = Database(settings.database_url)
    upgrade(database.engine)
    folder = WatchedFolder(settings.knowledge_dir, look_at(settings.knowledge_dir))
    version, knowledge = _knowledge_of(settings, database)
    building = building_aside(with_samples=settings.samples, with_embeddings=settings.embeddings)
    arrangements = Arrangements(
        chat_link=settings.chat_link or None,
        staff_hours=Hours(opens=settings.staff_hours),
        hold_for=timedelta(minutes=settings.hold_minutes),
        entry_codes=entry_codes_of(settings, database),
        digest_in_force=partial(digest_in_force, folder=settings.knowledge_dir),
        send_workbook=lambda staff_id: workbooks.send(staff_id),
        try_out=TryOuts(database, building, clock, rng).answer,
    )
    sentences = LocalE5() if settings.embeddings else None
    state = loaded(knowledge, Understanding(knowledge, sentences))
    engine = Engine(state, database, clock, rng, arrangements, settings.admins)
    workbooks = Workbooks(database, settings.knowledge_dir, engine.in_use, clock)
    times = Times(settings.remind_evening_at, timedelta(hours=settings.remind_hours_before))
    jobs = Jobs(database, lambda: engine.knowledge, clock, times, arrangements.hold_for)
    follower = Follower(database, folder, version, engine.in_use, engine.use, building)
    reviewer = Reviewer(
        database,
        settings.knowledge_dir,
        engine.in_use,
        review_aside,
        clock,
        with_samples=settings.samples,
        with_embeddings=settings.embeddings,
        geocoder=GeocoderAt(settings.geocoder, settings.geocoder_datum),
    )
    office = Office(
        database=database,
        clock=clock,
        rng=rng,
        in_use=engine.in_use,
        with_samples=settings.samples,
        hold_for=arrangements.hold_for,
        digest_in_force=arrangements.digest_in_force,
        try_out=arrangements.try_out,
        workbook=workbooks.make,
        key=key_of(settings.secret, database.url),
    )
    return App(database, engine, clock, jobs, follower, reviewer, office)


def _knowledge_of(settings: Settings, database: Database) -> tuple[int | None, Knowledge]:
    """The version in force; where none was ever published, the folder."""
    with database.begin() as tx:
        published = versions.in_force(tx)
        pack = versions.pack_of(tx, published.version) if published else None
    if published is None or pack is None:
        return None, load(settings.knowledge_dir, with_samples=settings.samples)
    with unfolded(pack) as directory:
        return published.version, load(directory, with_samples=settings.samples)


def entry_codes_of(settings: Settings, database: Database) -> EntryCodes:
    """The same for every process that works on the database."""
    return EntryCodes(key_of(settings.secret, database.url))
