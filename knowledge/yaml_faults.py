"""The YAML parser's complaints as what an administrator most likely did, and on which line."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as default_field

import yaml

_VALUE_QUOTE = re.compile(r"""(?:^|(?<=[:\-,] )|(?<=[\[{,]))\s*(["'])""")
_WHOLE_QUOTED = {'"': re.compile(r'"(?:[^"\\]|\\.)*"'), "'": re.compile(r"'(?:[^']|'')*'")}
_AFTER_QUOTED = re.compile(r"\s*(?:$|[,\]}:]|#)")
_GLUED_COLON = re.compile(r"^[\s-]*[A-Za-z_][\w.]*:[^\s:/]")
_TWO_COLONS = re.compile(r":\s.*?\S:(?:\s|$)")


@dataclass(frozen=True, slots=True)
class YamlFault:
    """line: from 1. code: of problems.yaml."""

    code: str
    line: int
    field: str = ""
    details: Mapping[str, str] = default_field(default_factory=dict)


def syntax_fault(error: yaml.YAMLError, text: str) -> YamlFault:
    lines = text.splitlines() or [""]
    problem, context = str(getattr(error, "problem", "")), str(getattr(error, "context", ""))
    at = _line(getattr(error, "problem_mark", None), len(lines))
    since = _line(getattr(error, "context_mark", None), len(lines)) or at
    code, line = _cause(problem, context, at or 1, since or 1, lines)
    return YamlFault(code, line, "", {"text": lines[line - 1].strip()[:60]})


def _line(mark: yaml.error.Mark | None, last: int) -> int | None:
    return min(mark.line + 1, last) if mark else None


def _cause(problem: str, context: str, at: int, since: int, lines: list[str]) -> tuple[str, int]:
    """at: the line where the parser gave up; since: where what it was reading began."""
    here = lines[at - 1]
    if _indent(here).strip(" "):
        return ("tab" if "\t" in _indent(here) else "wide_space"), at
    if "could not find expected ':'" in problem:
        return _colon_missing(lines[since - 1]), since
    if "cannot start any token" in problem or "alphabetic or numeric" in problem:
        return ("tab" if "\t" in here else "special_start"), at
    if "escape" in problem or "hexdecimal" in problem:
        return "escape", at
    if "quoted scalar" in context:
        return "quote", since
    if "flow sequence" in context or "flow mapping" in context:
        return "bracket", since
    if "mapping values are not allowed" in problem and _TWO_COLONS.search(here):
        return "colon_inside", at
    for line in (at, at - 1, since):
        if line and re.match(r"\s*-[^\s-][^:]*:", lines[line - 1]):
            return "space_after_dash", line
    for line in range(at, max(0, at - 5), -1):
        if _GLUED_COLON.match(lines[line - 1]):
            return "space_after_colon", line
    if unclosed := _open_quote(lines, at):
        return "quote", unclosed
    if here.strip().startswith(("]", "}")) or _more_closed(here):
        return "bracket", at
    return ("indent" if here.strip() else "yaml_broken"), at


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _colon_missing(line: str) -> str:
    if "：" in line:
        return "full_width_colon"
    return "space_after_colon" if _GLUED_COLON.match(line) else "colon_missing"


def _more_closed(line: str) -> bool:
    return line.count("]") > line.count("[") or line.count("}") > line.count("{")


def _open_quote(lines: list[str], at: int) -> int | None:
    """The nearest line, upwards, on which a quoted value is not closed or does not end with its quote."""
    for number in range(at, max(0, at - 200), -1):
        line = lines[number - 1]
        for start in _VALUE_QUOTE.finditer(line):
            whole = _WHOLE_QUOTED[start.group(1)].match(line, start.start(1))
            if whole is None or not _AFTER_QUOTED.match(line, whole.end()):
                return number
    return None
