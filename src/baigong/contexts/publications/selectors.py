"""Questions about public documents: what the public may read, how late one is, what was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from baigong.contexts.publications.access import PUBLICATION_POLICY
from baigong.contexts.publications.models import Publication, PublicationState
from baigong.kernel.access import ANONYMOUS, Actor
from baigong.kernel.rules import work_calendar

WORKING_DAYS = 20
"""OGI-01: regulations on the disclosure of government information, Order 711 (2019), Art. 26: within 20 working days."""


def list_public() -> QuerySet[Publication]:
    """What anybody may read, the latest first."""
    return PUBLICATION_POLICY.visible(ANONYMOUS).select_related("issuer").order_by("-published_at", "-pk")


def get_publication(actor: Actor, pk: int, action: str = "view") -> Publication:
    """A document on which the actor may do ``action`` (``view``, or ``work`` for the bench); 404 otherwise. Two queries at most."""
    rows = PUBLICATION_POLICY.visible(actor, action).select_related("issuer", "replaces").prefetch_related("attachments", "replaced_by")
    return PUBLICATION_POLICY.get_or_404(actor, rows, pk=pk)


def find_drafted_from(kind: str, pk: int) -> Publication | None:
    """The document begun from a record, unless it was since replaced or archived."""
    over = [PublicationState.ARCHIVED, PublicationState.AMENDED]
    return Publication.objects.filter(source_kind=kind, source_id=pk).exclude(state__in=over).first()


@dataclass(frozen=True)
class Timeliness:
    """Whether a document was, or still can be, published in time. For information; nobody is kept from anything by it.

    ``late_by`` counts working days beyond the last one; ``is_certain`` is false where the days off of a year are not in the table.
    """

    due_on: date
    late_by: int
    is_certain: bool


def timeliness(row: Publication, today: date) -> Timeliness:
    """By when ``row`` is to be public, counted from the day it was formed, and how late it is. No query."""
    calendar = work_calendar()
    due_on = calendar.nth_after(row.formed_on, WORKING_DAYS)
    until = timezone.localtime(row.published_at).date() if row.published_at else today
    return Timeliness(due_on, calendar.count_between(due_on, until), calendar.knows(row.formed_on, max(due_on, until)))


def list_categories() -> list[str]:
    """The categories in use, for filters and as suggestions."""
    return list(Publication.objects.order_by("category").values_list("category", flat=True).distinct())
