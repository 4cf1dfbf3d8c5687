"""The words about workbooks."""

from functools import cache
from pathlib import Path

import yaml


def sentence(code: str, language: str = "zh", **details: str) -> str:
    """code: of words.yaml. language: "zh" or "en"."""
    return sentences()[code][language].format(**details)


@cache
def sentences() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = yaml.safe_load(
        (Path(__file__).parent / "words.yaml").read_text("utf-8")
    )
    return found
