"""`tuoyu knowledge`: the administrators' files."""

from bot.commands import (
    excel,
    knowledge_check,
    knowledge_new,
    knowledge_schema,
    knowledge_test,
    learning,
    publishing,
)
from bot.commands.console import Actions, group

MODULES = (knowledge_check, knowledge_test, knowledge_schema, excel, knowledge_new, learning, publishing)


def register(actions: Actions) -> None:
    files = group(actions, "knowledge")
    for module in MODULES:
        module.register(files)
