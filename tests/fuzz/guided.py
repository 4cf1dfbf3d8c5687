"""The same messages, chosen by atheris (libFuzzer) for the branches of the reader that they reach:
`python -m tests.fuzz.guided -runs=100000 [-seed=1]`, with libFuzzer's own options. It ends the process, and
prints the input of a finding."""

import sys

import atheris

with atheris.instrument_imports(include=["bot.understanding", "bot.dialogue.policy", "knowledge.text"]):
    from tests.fuzz.reader import check, words_of

from bot.understanding.understand import Understanding
from knowledge.loader import SHIPPED, load
from tests.fuzz.messages import message


def main() -> None:
    knowledge = load(SHIPPED)
    understanding, words = Understanding(knowledge), words_of(knowledge)

    def one_input(data: bytes) -> None:
        source = atheris.FuzzedDataProvider(data)
        check(understanding, message(lambda limit: source.ConsumeIntInRange(0, limit - 1), words))

    atheris.Setup([*sys.argv, "-max_len=120"], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
