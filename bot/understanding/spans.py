"""Stretches of a text, and which characters have been read already."""

from collections.abc import Iterable

Span = tuple[int, int]


class Taken:
    """The characters read as something. Asking costs the length of the span asked about, however many
    were taken: a message of nothing but dates is read in linear time."""

    def __init__(self, length: int, spans: Iterable[Span] = ()) -> None:
        self._marks = bytearray(length)
        for span in spans:
            self.add(span)

    def add(self, span: Span) -> None:
        start, end = (min(max(0, edge), len(self._marks)) for edge in span)
        self._marks[start:end] = b"\1" * (end - start)

    def is_free(self, span: Span) -> bool:
        return self._marks.find(1, *span) < 0
