"""`tuoyu knowledge schema`: JSON Schemas with which editors complete and check the files."""

import argparse
import json
from pathlib import Path

from bot.commands.console import Actions, add, show, tell, words
from bot.settings import Settings
from knowledge.json_schema import write_schemas

FOLDER = ".schema"


def register(files: Actions) -> None:
    writing = add(files, "schema", write)
    writing.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help=words()["option_schema"])


def write(options: argparse.Namespace, settings: Settings) -> int:
    folder = (options.folder or settings.knowledge_dir / FOLDER).resolve()
    try:
        written = write_schemas(folder)
    except OSError as fault:
        tell("schema_unwritable", folder=folder, fault=fault.strerror)
        return 1
    show("schema_written", count=len(written), folder=folder)
    schemas = {str(path): f"**/{path.stem}/**/*.yaml" for path in written}
    settings_json = json.dumps({"yaml.schemas": schemas}, ensure_ascii=False, indent=2)
    show("schema_hint", path=written[0], settings=settings_json)
    return 0
