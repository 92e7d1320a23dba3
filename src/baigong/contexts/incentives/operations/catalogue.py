"""HTTP operations: the catalogue of integration enterprises, for anybody."""

from __future__ import annotations

from datetime import date

from ninja import Router, Schema

from baigong.contexts.incentives.models import Candidacy
from baigong.contexts.incentives.selectors.candidacies import public_catalogue
from baigong.kernel.access import Request, public

router = Router(tags=["incentives"])


class ListedOut(Schema):
    """An enterprise of the catalogue."""

    id: int
    name: str
    credit_code: str
    industry: str
    state: str
    entered_on: date | None
    listing_document: str
    certified_on: date | None
    certification_document: str

    @staticmethod
    def of(row: Candidacy) -> ListedOut:
        """From a row."""
        return ListedOut(
            id=row.pk, name=row.enterprise.name, credit_code=row.enterprise.credit_code or "", industry=row.enterprise.industry,
            state=row.state, entered_on=row.entered_on, listing_document=row.listing_document, certified_on=row.certified_on,
            certification_document=row.certification_document,
        )  # fmt: skip


@router.get(
    "/enterprises", url_name="integration-enterprises", response=list[ListedOut], summary="The catalogue of integration enterprises"
)
@public
def enterprises(request: Request) -> list[ListedOut]:
    """Those in cultivation whose plan is public, and those certified."""
    return [ListedOut.of(row) for row in public_catalogue()]
