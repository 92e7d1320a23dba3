"""HTTP operations of credentials: verifying for anybody, issuing for those in charge."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Field, File, Router, Schema
from ninja.files import UploadedFile

from baigong.contexts.credit_bank.access import CREDENTIAL_POLICY, OUTCOME_POLICY
from baigong.contexts.credit_bank.credentials.addresses import verification_address
from baigong.contexts.credit_bank.models import Outcome
from baigong.contexts.credit_bank.pages_of_credentials import verification_page
from baigong.contexts.credit_bank.services import credentials as services
from baigong.contexts.credit_bank.services import verifying
from baigong.kernel.access import Request, public, requires
from baigong.kernel.errors import Refusal

router = Router(tags=["credentials"])


class FindingOut(Schema):
    """What was found."""

    code: str = Field(description="Stable, for programs")
    detail: str = Field(description="What it is about, as written in the credential")
    weight: str = Field(description="refuses, leaves_open, notes")
    message: str = Field(description="For people")


class PartOut(Schema):
    """One credential inside a learner record."""

    title: str = Field(description="Empty where nothing can be believed")
    issuer: str
    state: str = Field(description="valid, invalid, open: of this part alone")
    codes: list[str] = Field(description="What was found on it")


class VerificationOut(Schema):
    """Who issued what to whom, and whether it holds."""

    state: str = Field(description="valid; invalid: something speaks against it; open: something needed was not at hand")
    headline: str
    is_authentic: bool = Field(description="The signature holds and its key is the issuer's; false: believe nothing that it says")
    issuer: str = Field(description="The issuer's identifier")
    issuer_name: str
    issuer_is_ours: bool
    facts: dict[str, str] = Field(description="What it says, in the reader's language; empty where nothing can be believed")
    valid_from: datetime | None
    valid_until: datetime | None
    suites: list[str]
    findings: list[FindingOut]
    parts: list[PartOut] = Field(description="Of a learner record what was found on each credential in it; else empty")


class TextIn(Schema):
    """What was brought."""

    credential: str | dict[str, Any] = Field(description="The credential itself, a link, the letters of a QR code, or a number")


class CredentialOut(Schema):
    """A credential that was issued."""

    outcome: int
    number: str
    state: str
    address: str = Field(description="Where anybody verifies it")


class IssueIn(Schema):
    """Over which outcomes."""

    outcomes: list[Annotated[int, Field(ge=1, le=2**31 - 1)]] = Field(min_length=1, max_length=2_000)


@router.post("/verify", url_name="credentials-verify", response=VerificationOut, summary="Verify a credential")
@public
def verify(request: Request, given: TextIn) -> dict[str, Any]:
    """A credential as JSON, a link, the letters of a QR code, or a number. Nothing is fetched, nothing is kept."""
    now, address = request.now, request.actor.address
    if isinstance(given.credential, str):
        return _out(verifying.verify_text(text=given.credential, now=now, address=address))
    return _out(verifying.verify_body(body=request.body, name="credential", now=now, address=address))


@router.post("/verify/file", url_name="credentials-verify-file", response=VerificationOut, summary="Verify a file, a picture or a PDF")
@public
def verify_file(request: Request, file: File[UploadedFile]) -> dict[str, Any]:
    """JSON, PNG or SVG that carries a credential, a photograph of a QR code, a PDF with one."""
    return _out(verifying.verify_file(data=file.read(), now=request.now, address=request.actor.address))


@router.post("/issue", url_name="credentials-issue", response=list[CredentialOut], summary="Issue credentials over recognised outcomes")
@requires(CREDENTIAL_POLICY, "issue")
def issue(request: Request, given: IssueIn) -> list[dict[str, Any]]:
    """All of them or none; asked again, the same ones, so that a lost answer does no harm."""
    rows = {row.pk: row for row in OUTCOME_POLICY.visible(request.actor).filter(pk__in=given.outcomes)}
    wanted: list[Outcome] = [rows[pk] for pk in dict.fromkeys(given.outcomes) if pk in rows]
    if len(wanted) != len(set(given.outcomes)):
        missing = sorted(set(given.outcomes) - set(rows))
        words = _("成果编号%(numbers)s不存在，或不在您的权限范围内，没有签发任何一份；请核对编号后重试。")
        raise Refusal(words % {"numbers": "、".join(map(str, missing[:10]))}, code="not_found", status=404)
    made = services.issue_credentials(actor=request.actor, now=request.now, outcomes=wanted)
    return [
        {"outcome": row.outcome_id, "number": row.number, "state": row.state, "address": verification_address(row.number)} for row in made
    ]


def _out(found: verifying.Verification) -> dict[str, Any]:
    verdict, page = found.verdict, verification_page(found)
    findings = [
        {"code": finding.code, "detail": finding.detail, "weight": finding.weight, "message": words.what}
        for finding, words in zip(verdict.findings, found.findings, strict=True)
    ]
    return {
        "state": verdict.state, "headline": found.headline, "is_authentic": verdict.is_authentic, "issuer": verdict.issuer,
        "issuer_name": found.issuer, "issuer_is_ours": found.is_ours, "facts": dict(page.facts), "valid_from": verdict.valid_from,
        "valid_until": verdict.valid_until, "suites": list(verdict.suites), "findings": findings,
        "parts": [
            {
                "title": part.contents.title if part.is_authentic else "", "issuer": part.issuer, "state": part.state,
                "codes": sorted(part.codes),
            }
            for part in verdict.parts
        ],
    }  # fmt: skip
