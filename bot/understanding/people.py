"""Who is spoken of: one of several children (老大, 二宝), or who brings them (外婆)."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.understanding.ages import Age
from bot.understanding.spans import Span

_CHILD = (
    r"(?:老[大二三四](?![爷妈不小姐夫])|[大二三四小]宝(?![山贝典])|[大小]的(?=那?个|孩子|今年|才|刚|[\d一二两三半])|哥哥|弟弟|姐姐|妹妹"
    r"|\bmy (?:older|elder|younger|oldest|youngest|eldest)\b|\bthe (?:older|elder|younger|oldest|youngest|eldest) one\b)"
)
_CARER = (
    r"(?:外婆|外公|奶奶|爷爷|姥姥|姥爷|阿婆|阿公|阿姨|保姆|爸爸|妈妈|舅舅|姑姑"
    r"|\b(?:grandma|grandpa|grandmother|grandfather|grandparents|nanny|ayi|aunt|uncle)\b)"
)
_PERSON = re.compile(rf"{_CHILD}|{_CARER}")
_CHILD_ALONE = re.compile(_CHILD)
_BEFORE_AGE = re.compile(
    rf"({_CHILD})[\s,:，]?(?:孩子|今年|现在|快要?|才|刚刚?|是|有|已经|满|的| (?:son|daughter|child|one|is|turned|just)|\s)*$"
)
_BEHIND_AGE = re.compile(rf"\s?的?(?:那个)?(?:是|叫)?({_CHILD})")
_NEAR = 16  # characters


def read_people(text: str) -> tuple[str, ...]:
    """Their words, each once, in order. text: normalised."""
    return tuple(dict.fromkeys(match.group() for match in _PERSON.finditer(text)))


def child_spans(text: str) -> tuple[Span, ...]:
    """Where one of several children is named."""
    return tuple(match.span() for match in _CHILD_ALONE.finditer(text))


def named(text: str, ages: Sequence[Age]) -> tuple[Age, ...]:
    """Each age with the child whose it is; "" where none is named."""
    told = []
    for number, age in enumerate(ages):
        start = max(ages[number - 1].span[1] if number else 0, age.span[0] - _NEAR)
        before = _BEFORE_AGE.search(text[start : age.span[0]])
        behind = None if before else _BEHIND_AGE.match(text, age.span[1])
        match = before or behind
        told.append(replace(age, who=match.group(1)) if match else age)
    return tuple(told)
