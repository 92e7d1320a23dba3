"""Refusals: what a service says when it does not do what was asked, in words for the person who asked."""

from __future__ import annotations

from collections.abc import Mapping


class Refusal(Exception):
    """A request that was understood and not carried out; nothing was written.

    ``message`` says what happened, to which record, and what to do next. ``code`` is stable and meant for programs;
    ``fields`` maps form fields to their own messages; ``status`` is the HTTP status of the answer.
    """

    status = 422

    def __init__(self, message: str, *, code: str, fields: Mapping[str, str] | None = None, status: int | None = None):
        super().__init__(str(message))
        self.message = str(message)
        self.code = code
        self.fields = dict(fields or {})
        if status is not None:
            self.status = status


class NotPermitted(Refusal):
    """The row is in the actor's sight, but this act is not theirs (HTTP 403)."""

    status = 403


class Conflict(Refusal):
    """Somebody else was faster: the row is no longer as the actor saw it (HTTP 409)."""

    status = 409


def at_field(name: str, words: str, *, code: str = "") -> Refusal:
    """A refusal of what stands in one field of a form, said as a whole and beside the field, whose name is the code where none is given."""
    return Refusal(words, code=code or name, fields={name: str(words)})
