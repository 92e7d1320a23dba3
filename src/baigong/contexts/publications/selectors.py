"""Questions about public documents: what the public may read, how late one is, what was read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from baigong.contexts.publications.access import PUBLICATION_POLICY
from baigong.contexts.publications.models import Publication, PublicationState
from baigong.kernel.access import ANONYMOUS, Actor
from baigong.kernel.rules import parameter_on, work_calendar

TERM = "OGI-01-WORKING-DAYS"
"""Within how many working days a document is to be public (``rulebook/disclosure.yaml``)."""


def list_public() -> QuerySet[Publication]:
    """What anybody may read, the latest first."""
    return PUBLICATION_POLICY.visible(ANONYMOUS).select_related("issuer").order_by("-published_at", "-pk")


def get_publication(actor: Actor, pk: int, action: str = "view") -> Publication:
    """A document on which the actor may do ``action`` (``view``, or ``work`` for the bench); 404 otherwise. Two queries at most."""
    rows = PUBLICATION_POLICY.visible(actor, action).select_related("issuer", "replaces").prefetch_related("attachments", "replaced_by")
    return PUBLICATION_POLICY.get_or_404(actor, rows, pk=pk)


def find_published(kind: str, sources: Iterable[int]) -> Publication | None:
    """The latest public document made of one of these records (``document``, the pks of a plan's documents). One query."""
    return list_public().filter(source_kind=kind, source_id__in=list(sources), state=PublicationState.PUBLISHED).first()


def find_drafted_from(kind: str, pk: int) -> Publication | None:
    """The document begun from a record, unless it was since replaced, archived or set aside."""
    over = [PublicationState.ARCHIVED, PublicationState.AMENDED, PublicationState.DISCARDED]
    return Publication.objects.filter(source_kind=kind, source_id=pk).exclude(state__in=over).first()


@dataclass(frozen=True)
class Timeliness:
    """Whether a document was, or still can be, published in time. For information; nobody is kept from anything by it.

    ``days`` and ``rule`` are the term in force when it was formed and where it stands. ``late_by`` counts working days beyond the
    last one; ``is_certain`` is false where the days off of a year are not in the table.
    """

    days: int
    rule: str
    due_on: date
    late_by: int
    is_certain: bool


def timeliness(row: Publication, today: date) -> Timeliness | None:
    """By when ``row`` is to be public, counted from the day it was formed, and how late it is. No query.

    ``None`` for what was formed before there was a term.
    """
    term = parameter_on(TERM, row.formed_on)
    if term is None or term.value is None:
        return None
    calendar, days = work_calendar(), int(term.value)
    due_on = calendar.nth_after(row.formed_on, days)
    until = timezone.localtime(row.published_at).date() if row.published_at else today
    return Timeliness(
        days, str(term.citation), due_on, calendar.count_between(due_on, until), calendar.knows(row.formed_on, max(due_on, until))
    )


def list_categories() -> list[str]:
    """The categories in use, for filters and as suggestions."""
    return list(Publication.objects.order_by("category").values_list("category", flat=True).distinct())
