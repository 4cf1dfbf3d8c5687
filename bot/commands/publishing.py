"""`tuoyu knowledge diff | publish | fetch | versions | rollback`: what a change means, and putting it in
force."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.orm import Session

from bot.clock import SHANGHAI, system_clock
from bot.commands.console import Actions, add, show, tell, words
from bot.commands.progress import Bar
from bot.commands.question_file import QuestionFault, read_questions
from bot.publishing.building import build, keep, kept_at
from bot.publishing.effect import Told, recorded, shifts
from bot.publishing.fetched import fetched_version, holds_something_else, note_version, write_pack
from bot.publishing.folder import read_at_rest
from bot.services import audit, versions
from bot.services.pack import Pack, unfolded
from bot.services.versions import Published, SameAsInForce
from bot.settings import Settings
from db.migrate import upgrade
from db.session import Database
from knowledge.diff import differences
from knowledge.diff_text import lines
from knowledge.loader import Knowledge, load
from knowledge.problems import KnowledgeError, render

PUBLISHED = "published"
ASKED = 1000  # recorded questions
_LONGEST_NAME, _LONGEST_NOTE = 40, 400  # characters, as the database has room for


class NotThere(ValueError):
    """A version that nobody published."""


def register(files: Actions) -> None:
    comparing = add(files, "diff", compare)
    comparing.add_argument("old", metavar="OLD", help=words()["option_state"])
    comparing.add_argument("new", metavar="NEW", help=words()["option_state"])
    comparing.add_argument("--questions", type=Path, metavar="FILE", help=words()["option_effect_questions"])
    comparing.add_argument("--lang", choices=("zh", "en"), default="zh", help=words()["option_lang"])
    publishing = add(files, "publish", publish)
    publishing.add_argument("directory", nargs="?", type=Path, metavar="DIR", help=words()["option_publish"])
    publishing.add_argument("--note", help=words()["option_note"])
    publishing.add_argument("--over", type=int, metavar="VERSION", help=words()["option_over"])
    fetching = add(files, "fetch", fetch)
    fetching.add_argument("directory", type=Path, metavar="DIR", help=words()["option_fetch"])
    fetching.add_argument("version", nargs="?", type=int, metavar="VERSION", help=words()["option_version"])
    add(files, "versions", list_versions)
    back = add(files, "rollback", roll_back)
    back.add_argument("version", nargs="?", type=int, metavar="VERSION", help=words()["option_version"])
    for command in (publishing, back):
        command.add_argument("--by", default="tuoyu", metavar="NAME", help=words()["option_by"])


def compare(options: argparse.Namespace, settings: Settings) -> int:
    """2 for a state or a file of questions that is not there."""
    try:
        with _opened(settings) as database:
            old, new = (_state(name, database, settings) for name in (options.old, options.new))
            questions = _questions(options.questions, database, new)
    except NotThere as fault:
        tell("no_version", name=fault)
        return 2
    except QuestionFault as fault:
        print(fault, file=sys.stderr)
        return 2
    found = differences(old, new)
    for line in lines(found, options.lang):
        print(line)
    show("diff_summary", count=len(found))
    if found and questions:
        _show_effect(old, new, questions)
    return 0


def publish(options: argparse.Namespace, settings: Settings) -> int:
    """1 when it is refused; the old goes on."""
    directory = options.directory or settings.knowledge_dir
    try:
        pack = read_at_rest(directory)
        if pack is None:
            tell("publish_unrest", name=directory)
            return 1
        _prepare(pack, settings)
    except KnowledgeError as error:
        return _refuse(error)
    with _opened(settings) as database, database.begin() as tx:
        foreign = _made_elsewhere(tx, directory)
        if foreign not in (None, options.over):
            tell("publish_elsewhere", version=foreign, directory=directory)
            return 1
        by, note = options.by[:_LONGEST_NAME], options.note and options.note[:_LONGEST_NOTE]
        done = versions.publish(tx, pack, system_clock(), by, note)
    if fetched_version(directory) is not None:
        note_version(directory, done.version)
    return _tell_done(done, "published")


def fetch(options: argparse.Namespace, settings: Settings) -> int:
    """1 when there is no such version, or when the folder holds what was never published."""
    with _opened(settings) as database, database.begin() as tx:
        current = versions.in_force(tx)
        wanted: int | None = options.version or (current.version if current else None)
        pack = versions.pack_of(tx, wanted) if wanted else None
        published = {version.digest for version in versions.versions(tx)}
    if wanted is None or pack is None:
        tell("no_version", name=options.version or "")
        return 1
    try:
        unpublished = holds_something_else(options.directory, published)
    except KnowledgeError as error:
        return _refuse(error)
    if unpublished:
        tell("fetch_unpublished", directory=options.directory)
        return 1
    write_pack(options.directory, pack)
    note_version(options.directory, wanted)
    show("fetched", version=wanted, directory=options.directory, count=len(pack))
    return 0


def _made_elsewhere(tx: Session, directory: Path) -> int | None:
    """The version in force where it was published in the chat or on the pages and the folder lacks it."""
    current = versions.in_force(tx)
    made = {version.id: version.made_by for version in versions.versions(tx)}
    if current is None or not made[current.version].startswith(audit.STAFF):
        return None
    return None if fetched_version(directory) == current.version else current.version


def list_versions(_: argparse.Namespace, settings: Settings) -> int:
    with _opened(settings) as database, database.begin() as tx:
        current, found = versions.in_force(tx), versions.versions(tx)
    for version in found:
        show(
            "version",
            mark="*" if current and current.version == version.id else " ",
            id=version.id,
            at=f"{version.made_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            by=version.made_by,
            digest=version.digest[:8],
            note=version.note or "",
        )
    if not found:
        show("no_versions", folder=settings.knowledge_dir)
    return 0


def roll_back(options: argparse.Namespace, settings: Settings) -> int:
    """1 when there is nothing to go back to, or when it has errors for this program."""
    with _opened(settings) as database, database.begin() as tx:
        current = versions.in_force(tx)
        before = versions.before(tx, current.version) if current else None
        wanted: int | None = options.version or before
        pack = versions.pack_of(tx, wanted) if wanted else None
    if wanted is None or pack is None:
        tell("no_version", name=options.version or "")
        return 1
    try:
        _prepare(pack, settings)
    except KnowledgeError as error:
        return _refuse(error)
    with _opened(settings) as database, database.begin() as tx:
        done = versions.put_back(tx, wanted, system_clock(), options.by[:_LONGEST_NAME])
    return _tell_done(done, "rolled_back")


@contextmanager
def _opened(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_url)
    try:
        upgrade(database.engine)
        yield database
    finally:
        database.close()


def _state(name: str, database: Database, settings: Settings) -> Knowledge:
    """A folder, a version's number, or what is published."""
    if name != PUBLISHED and not name.isdecimal():
        return load(Path(name), with_samples=settings.samples)
    with database.begin() as tx:
        current = versions.in_force(tx)
        number = int(name) if name.isdecimal() else current and current.version
        pack = versions.pack_of(tx, number) if number else None
    if pack is None:
        raise NotThere("" if name == PUBLISHED else name)
    with unfolded(pack) as directory:
        return load(directory, with_samples=settings.samples)


def _questions(path: Path | None, database: Database, knowledge: Knowledge) -> list[str]:
    if path:
        targets = {*knowledge.topics, *(f"faq:{entry}" for entry in knowledge.faq)}
        return [question.ask for question in read_questions(path, targets)]
    with database.begin() as tx:
        return recorded(tx, ASKED)


def _show_effect(old: Knowledge, new: Knowledge, questions: list[str]) -> None:
    with Bar(sys.stderr) as bar:
        found = shifts(old, new, questions, system_clock(), bar)
    for shift in found:
        show("shift", question=shift.question, before=_told(shift.before), after=_told(shift.after))
    show("effect_summary", asked=len(questions), count=len(found))


def _told(told: Told) -> str:
    return f"[{told.entry or told.topic}] {told.line}"


def _prepare(pack: Pack, settings: Settings) -> None:
    """Built and kept, so that bots on this machine take it up at once. KnowledgeError."""
    with Bar(sys.stderr) as bar:
        bar("learning", 0, 1)
        samples, embeddings = settings.samples, settings.embeddings
        built = build(pack, with_samples=samples, with_embeddings=embeddings)
        keep(built, kept_at(pack, with_samples=samples, with_embeddings=embeddings))


def _refuse(error: KnowledgeError) -> int:
    for problem in error.problems:
        print(render(problem, "zh"))
    show("publish_refused", count=len(error.problems))
    return 1


def _tell_done(done: Published | SameAsInForce, key: str) -> int:
    match done:
        case Published(version, before):
            show(key, version=version, before=before or "–")
        case SameAsInForce(version):
            show("same_version", version=version)
    return 0
