"""HTTP operations of assessments: a site's or a school's own system brings results and certificates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from ninja import Field, Header, Router, Schema

from baigong.contexts.credit_bank.access_of_pilots import ISSUED_POLICY, SESSION_POLICY
from baigong.contexts.credit_bank.selectors.pilots import get_session, schools_to_register
from baigong.contexts.credit_bank.services.assessment_results import MOST, ResultLine, post_results
from baigong.contexts.credit_bank.services.issuing import CertificateLine, register_certificates
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Refusal

router = Router(tags=["credit_bank"])
KEY = "Your own name of the batch: the same key with the same content again writes nothing twice"


class ResultIn(Schema):
    """What came of one entry."""

    account: str = Field(max_length=20, description="Number of the learner's credit account")
    name: str = Field(max_length=80, description="As in the account; guards against a wrong number")
    result: Literal["passed", "failed", "absent"]
    theory: Decimal | None = Field(None, ge=0, le=1000, decimal_places=1, description="At most the full mark of the session")
    practice: Decimal | None = Field(None, ge=0, le=1000, decimal_places=1, description="At most the full mark of the session")


class ResultsIn(Schema):
    """Results of a session."""

    session: int = Field(ge=1, le=2**31 - 1, description="Id of the session")
    document: str = Field(max_length=200, description="The notice of the assessing body")
    lines: list[ResultIn] = Field(max_length=MOST)


class CertificateIn(Schema):
    """One certificate."""

    number: str = Field(max_length=60)
    account: str = Field(max_length=20)
    name: str = Field(max_length=80)
    code: str = Field(max_length=40, description="Code of the level's entry in the catalogue of outcomes")
    issued_on: date


class CertificatesIn(Schema):
    """Certificates of a school's learners."""

    school: int = Field(ge=1, le=2**31 - 1, description="Id of the school")
    document: str = Field(max_length=200, description="The notice of the assessing body; written on every posting")
    lines: list[CertificateIn] = Field(max_length=MOST)


class WrittenOut(Schema):
    """What was written."""

    batch: int
    key: str
    count: int
    is_new: bool = Field(description="False where this batch had been written before")


@router.post("/x/results", url_name="x-results-post", response=WrittenOut, summary="Post results of an assessment")
@requires(SESSION_POLICY, "post")
def results(
    request: Request, given: ResultsIn, key: Annotated[str, Header(alias="Idempotency-Key", max_length=60, description=KEY)]
) -> dict[str, Any]:
    """Write what came of a session: all lines or none; every wrong line is named."""
    session = get_session(request.actor, given.session)
    lines = [ResultLine(**line.dict()) for line in given.lines]
    batch, is_new = post_results(actor=request.actor, now=request.now, session=session, key=key, document=given.document, lines=lines)
    return {"batch": batch.pk, "key": batch.key, "count": batch.count, "is_new": is_new}


@router.post("/x/certificates", url_name="x-certificates-post", response=WrittenOut, summary="Register certificates")
@requires(ISSUED_POLICY, "register")
def certificates(
    request: Request, given: CertificatesIn, key: Annotated[str, Header(alias="Idempotency-Key", max_length=60, description=KEY)]
) -> dict[str, Any]:
    """Enter certificates in the register and put them into the accounts: all lines or none; every wrong line is named."""
    school = next((one for one in schools_to_register(request.actor) if one.pk == given.school), None)
    if school is None:
        raise Refusal(_("没有这所试点学校，或不由您办理。"), code="school", status=404)
    lines = [CertificateLine(**line.dict()) for line in given.lines]
    batch, is_new = register_certificates(
        actor=request.actor, now=request.now, registrar=school, key=key, document=given.document, lines=lines
    )
    return {"batch": batch.pk, "key": batch.key, "count": batch.count, "is_new": is_new}
