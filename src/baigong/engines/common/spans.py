"""Half-open character ranges into a text: how every engine points at the words it speaks of."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """`[start, end)` in characters. `text[span.start:span.end]` are the words meant."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words in `text` that the span covers."""
        return text[self.start : self.end]

    def holds(self, position: int) -> bool:
        """Whether the character at `position` lies inside."""
        return self.start <= position < self.end

    def covers(self, other: Span) -> bool:
        """Whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def moved(self, by: int) -> Span:
        """The same length `by` characters further on."""
        return Span(self.start + by, self.end + by)

    def trimmed(self, text: str, marks: str = " \t\r\n\u00a0\u3000") -> Span:
        """The span without the given marks (white space unless told) at either end."""
        start, end = self
        while start < end and text[start] in marks:
            start += 1
        while end > start and text[end - 1] in marks:
            end -= 1
        return Span(start, end)
