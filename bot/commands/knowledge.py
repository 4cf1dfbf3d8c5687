"""`tuoyu knowledge`: the administrators' files."""

from bot.commands import excel, knowledge_check, knowledge_schema, knowledge_test, learning, publishing
from bot.commands.console import Actions, group


def register(actions: Actions) -> None:
    files = group(actions, "knowledge")
    for module in (knowledge_check, knowledge_test, knowledge_schema, learning, publishing, excel):
        module.register(files)
