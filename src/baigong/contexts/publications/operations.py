"""HTTP operations of publications: what anybody may read."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from ninja import Field, Query, Router, Schema

from baigong.contexts.publications.access import PUBLICATION_POLICY
from baigong.contexts.publications.models import Publication
from baigong.contexts.publications.selectors import get_publication as get_publication_in_sight
from baigong.contexts.publications.selectors import list_public
from baigong.kernel.access import Request, public, requires

router = Router(tags=["publications"])
MOST = 200


class PublicationQuery(Schema):
    """Which documents."""

    category: str = Field("", max_length=60)
    q: str = Field("", max_length=100, description="Words of the title, the document number or the index number")
    after: int = Field(0, ge=0, le=2**31 - 1, description="Only those with a greater id, for the next page")
    limit: int = Field(50, ge=1, le=MOST)


class AttachmentOut(Schema):
    """A file."""

    id: int
    title: str
    file_name: str
    size: int
    sha256: str
    url: str = Field(description="Path of the file on this site")


class PublicationOut(Schema):
    """The metadata of a public document."""

    id: int
    index_number: str = Field(description="USCC of the body / year - five digits")
    title: str
    issuer: str
    openness: str
    category: str
    doc_number: str
    issued_on: date | None
    formed_on: date
    validity: str | None = Field(description="valid, expired, repealed; null where nobody said")
    source: str
    published_at: datetime | None
    view_count: int
    state: str
    url: str


class PublicationDetailOut(PublicationOut):
    """With its text and files."""

    body: str
    replaces_id: int | None
    attachments: list[AttachmentOut]


@router.get("/", url_name="publications-list", response=list[PublicationOut], summary="Public documents, by id")
@public
def list_publications(request: Request, query: Query[PublicationQuery]) -> list[dict[str, Any]]:
    """The catalogue of what is public."""
    rows = list_public().filter(pk__gt=query.after).order_by("pk")
    if query.category:
        rows = rows.filter(category=query.category)
    if query.q:
        rows = rows.filter(Q(title__icontains=query.q) | Q(doc_number__icontains=query.q) | Q(index_number__icontains=query.q))
    return [_head(row) for row in rows[: query.limit]]


@router.get("/{int:pk}", url_name="publications-get", response=PublicationDetailOut, summary="One public document")
@requires(PUBLICATION_POLICY, "view")
def get_publication(request: Request, pk: int) -> dict[str, Any]:
    """With its text and its files."""
    row = get_publication_in_sight(request.actor, pk)
    return _head(row) | {"body": row.body, "replaces_id": row.replaces_id, "attachments": [_file(piece) for piece in row.attachments.all()]}


def _head(row: Publication) -> dict[str, Any]:
    names = (
        "id", "index_number", "title", "openness", "category", "doc_number", "issued_on", "formed_on", "validity", "source", "published_at",
        "view_count", "state",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names} | {"issuer": row.issuer.name, "url": row.public_url}


def _file(piece: Any) -> dict[str, Any]:
    names = ("id", "title", "file_name", "size", "sha256")
    return {name: getattr(piece, name) for name in names} | {"url": reverse("publications:attachment", args=[piece.pk])}
