"""Consent and agreement: filled from the records, signed in the system by each party or on paper with its scan, always before the start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.accounts.public import ENTERPRISE_OFFICER, SCHOOL_OFFICER
from baigong.contexts.internships.access_of_work import PLACEMENT_PAPER_POLICY, PLACEMENT_POLICY
from baigong.contexts.internships.agreement_text import digest_of, template_of, template_on
from baigong.contexts.internships.checking.findings import refuse
from baigong.contexts.internships.checking.gates import check_signing, consents_needed, parties_needed, party_word
from baigong.contexts.internships.models import (
    BEFORE_START,
    AgreementState,
    InternshipAgreement,
    Party,
    Placement,
    PlacementPaper,
    PlacementSignature,
    PlacementState,
    placement_paper_kinds,
    yuan,
)
from baigong.contexts.internships.services.wages import wage_of
from baigong.contexts.internships.workflow.placements import TO_FORMALISE, advance
from baigong.contexts.internships.workflow.telling_of_work import tell
from baigong.kernel import audit
from baigong.kernel.access import SYSTEM, Actor
from baigong.kernel.errors import Conflict, NotPermitted, Refusal, at_field
from baigong.kernel.papers import Papers
from baigong.kernel.workflow import fire

PAPERS = Papers(PLACEMENT_PAPER_POLICY, owner="placement", kinds=placement_paper_kinds, most=40)
SCANS = (".pdf", ".jpg", ".jpeg", ".png")
"""What a paper signed by hand may come as: a picture of it, no text that anybody may write."""


@dataclass(frozen=True)
class SignedBy:
    """A signature on paper: of which party, whose, on which day."""

    party: str
    name: str
    on: date
    relation: str = ""


def facts_of(placement: Placement) -> dict[str, str]:
    """What the records fill into the texts."""
    intern, post = placement.intern, placement.post
    wage, _basis = wage_of(post, placement.starts_on)
    filing = "、".join(row.number for row in post.filings.all())
    return {
        "school": placement.school.name, "enterprise": placement.enterprise.name, "credit_code": placement.enterprise.credit_code,
        "student": intern.name, "student_number": intern.student_number, "guardian": intern.guardian.name,
        "programme": intern.programme_name, "class_name": intern.class_name, "post": post.title, "duties": post.duties,
        "site": f"{post.site.name}（{post.site.address}）", "starts_on": placement.starts_on.isoformat(),
        "ends_on": placement.ends_on.isoformat(), "hours_a_day": f"{post.hours_a_day.normalize():f}",
        "hours_a_week": f"{post.hours_a_week.normalize():f}", "rest_days": str(post.rest_days), "mentor": post.mentor, "filing": filing,
        "pay": yuan(post.pay), "wage": yuan(wage), "housing": str(post.get_housing_display()),
    }  # fmt: skip


@transaction.atomic
def draw_up(*, actor: Actor, now: datetime, placement: Placement) -> InternshipAgreement:
    """The agreement of a placement, filled from the records as they are now, offered to all parties to sign.

    Raises ``Conflict`` where one stands or work has begun, ``Refusal`` (``after_start``) where it would come too late.
    """
    row = open_placement(actor, placement, "prepare")
    if now.date() > row.starts_on:
        words = _("实习定于%(day)s开始，已经过了，不能再拟协议；请先把开始日期改到签订之后。") % {"day": row.starts_on.isoformat()}
        raise Refusal(words, code="after_start")
    template, facts = template_on(now.date()), facts_of(row)
    count = row.agreements.count() + 1
    try:
        with transaction.atomic():
            made = InternshipAgreement.objects.create(
                placement=row, number=f"SX{row.starts_on.year}{row.pk:07d}-{count}", template=template.code, facts=facts,
                digest=digest_of(template, facts, "agreement"), drawn_up_by_id=actor.user_id, drawn_up_at=now,
            )  # fmt: skip
    except IntegrityError:
        raise Conflict(_("“%(row)s”已有一份协议；要改内容的先作废那一份。") % {"row": row}, code="agreement_stands") from None
    audit.record(actor, "internships.internshipagreement.drawn_up", made, now=now, detail={"template": template.code})
    tell(row, ["intern", "unit"], TO_FORMALISE, gettext_lazy("请签实习协议：%(title)s"), actor=actor, now=now)
    return made


def may_sign_as(actor: Actor, placement: Placement) -> list[str]:
    """The parties for which an actor signs in the system; a guardian signs on paper."""
    found = []
    if actor.user_id is not None and actor.user_id == placement.intern.user_id:
        found.append(Party.STUDENT.value)
    for role, body, party in ((SCHOOL_OFFICER, placement.school, Party.SCHOOL), (ENTERPRISE_OFFICER, placement.enterprise, Party.UNIT)):
        if any(holding.covers(body.path) for holding in actor.at(role)):
            found.append(party.value)
    return found


@transaction.atomic
def sign(*, actor: Actor, now: datetime, agreement: InternshipAgreement, party: str) -> InternshipAgreement:
    """Sign in the system. Raises ``NotPermitted`` for another's party, ``Conflict`` for a second signature, ``Refusal`` after the start."""
    row = open_placement(actor, agreement.placement, "sign")
    agreement = signable(row, agreement)
    if party not in may_sign_as(actor, row):
        raise NotPermitted(
            _("您不能代%(party)s签字。") % {"party": party_word(party) if party in Party.values else party}, code="not_party"
        )
    sign_all(actor, now, row, agreement, [SignedBy(party, actor.name, now.date())], None, agreement.digest)
    return agreement


@transaction.atomic
def sign_on_paper(
    *, actor: Actor, now: datetime, agreement: InternshipAgreement, signatures: Sequence[SignedBy], upload: UploadedFile[Any]
) -> InternshipAgreement:
    """Record what was signed by hand, with its scan: by some parties or by all of them."""
    row = open_placement(actor, agreement.placement, "prepare")
    agreement = signable(row, agreement)
    _hold_named(signatures)
    _hold_days(row, signatures, now)
    hold_scan(upload)
    paper = PAPERS.add(actor=actor, now=now, to=row, kind="agreement", upload=upload)
    sign_all(actor, now, row, agreement, signatures, paper, "")
    return agreement


def signable(placement: Placement, agreement: InternshipAgreement) -> InternshipAgreement:
    """The locked agreement, open and as the records are. Raises ``Conflict`` otherwise."""
    found = InternshipAgreement.objects.select_for_update(no_key=True, of=("self",)).get(pk=agreement.pk)
    hold_signable(placement, found)
    return found


def hold_signable(placement: Placement, found: InternshipAgreement) -> None:
    """Raise ``Conflict`` for an agreement that is not open, or not what the records say any more."""
    if found.state != AgreementState.OPEN:
        words = _("协议%(number)s现在是“%(state)s”，不再签字。") % {"number": found.number, "state": found.get_state_display()}
        raise Conflict(words, code="not_open")
    if digest_of(template_of(found.template), facts_of(placement), "agreement") != found.digest:
        words = _("拟订以后安排有变动，协议%(number)s与现在的记录不符；请作废后重新拟订再签。") % {"number": found.number}
        raise Conflict(words, code="outdated")


def _hold_named(signatures: Sequence[SignedBy]) -> None:
    if not signatures:
        raise at_field("name", _("请填写纸上签了字的是谁、哪一天签的。"), code="nobody")
    for one in signatures:
        if one.party not in Party.values or not one.name.strip():
            words = _("请填写%(party)s的签字人。") % {"party": party_word(one.party) if one.party in Party.values else one.party}
            raise Refusal(words, code="name", fields={f"{one.party}_name": words})


def hold_scan(upload: UploadedFile[Any]) -> None:
    """Raise ``Refusal`` for a file that cannot show a signature."""
    if not (upload.name or "").lower().endswith(SCANS):
        words = _("签字的纸质件请传扫描件或照片（PDF、JPG、PNG），“%(name)s”看不出签字。") % {"name": upload.name}
        raise Refusal(words, code="no_scan", fields={"file": words})


def _hold_days(placement: Placement, signatures: Sequence[SignedBy], now: datetime) -> None:
    refuse([found for one in signatures for found in check_signing(one.party, one.on, placement.starts_on, now.date())], code="after_start")


def sign_all(
    actor: Actor, now: datetime, placement: Placement, agreement: InternshipAgreement, signatures: Sequence[SignedBy],
    paper: PlacementPaper | None, digest: str,
) -> None:  # fmt: skip
    """Write signatures: none after the start, each party once; when all have signed, it stands and the placement moves on."""
    _hold_days(placement, signatures, now)
    known = set(agreement.signatures.values_list("party", flat=True))
    for one in signatures:
        if one.party in known:
            raise Conflict(_("%(party)s已经签过字。") % {"party": party_word(one.party)}, code="signed_twice")
        known.add(one.party)
        _write(actor, now, placement, agreement, one, paper, digest)
    last = max(agreement.signatures.values_list("signed_on", flat=True))
    if not [party for party in parties_needed(placement.intern.birth_on, _signed_by_student(agreement, last)) if party not in known]:
        agreement.signed_on = last
        agreement.save(update_fields=["signed_on"])
        fire(agreement, "complete", actor=SYSTEM, now=now)
    advance(placement, now=now)


def _signed_by_student(agreement: InternshipAgreement, otherwise: date) -> date:
    """The day that decides whether the guardian signs too."""
    return agreement.signatures.filter(party=Party.STUDENT).values_list("signed_on", flat=True).first() or otherwise


def _write(
    actor: Actor, now: datetime, placement: Placement, agreement: InternshipAgreement | None, one: SignedBy,
    paper: PlacementPaper | None, digest: str,
) -> PlacementSignature:  # fmt: skip
    made = PlacementSignature.objects.create(
        placement=placement, agreement=agreement, party=one.party, name=" ".join(one.name.split())[:80], relation=one.relation.strip()[:20],
        signed_on=one.on, digest=digest, paper=paper, signed_by_id=None if paper else actor.user_id, recorded_at=now,
    )  # fmt: skip
    what = "agreement" if agreement is not None else "consent"
    audit.record(
        actor, f"internships.placementsignature.{what}_signed", made, now=now, detail={"party": one.party, "on": one.on.isoformat()}
    )
    return made


@transaction.atomic
def consent(*, actor: Actor, now: datetime, placement: Placement) -> PlacementSignature:
    """The student consents in the system."""
    row = open_placement(actor, placement, "sign")
    if Party.STUDENT.value not in may_sign_as(actor, row):
        raise NotPermitted(_("知情同意由学生本人和监护人作出，学校和单位不能代签。"), code="not_party")
    template = template_on(now.date())
    return give_consent(
        actor, now, row, [SignedBy("student", actor.name, now.date())], None, digest_of(template, facts_of(row), "consent")
    )[0]


@transaction.atomic
def consent_on_paper(
    *, actor: Actor, now: datetime, placement: Placement, signatures: Sequence[SignedBy], upload: UploadedFile[Any]
) -> list[PlacementSignature]:
    """Record a consent that was signed by hand, by the student, the guardian or both, with its scan."""
    row = open_placement(actor, placement, "prepare")
    _hold_named(signatures)
    _hold_days(row, signatures, now)
    hold_scan(upload)
    paper = PAPERS.add(actor=actor, now=now, to=row, kind="consent", upload=upload)
    return give_consent(actor, now, row, signatures, paper, "")


def give_consent(
    actor: Actor, now: datetime, placement: Placement, signatures: Sequence[SignedBy], paper: PlacementPaper | None, digest: str
) -> list[PlacementSignature]:
    """Write consents, of student and guardian alone, each once; the placement moves on as far as they allow."""
    _hold_days(placement, signatures, now)
    known = set(placement.signatures.filter(agreement=None).values_list("party", flat=True))
    made = []
    for one in signatures:
        if one.party not in (Party.STUDENT, Party.GUARDIAN):
            raise Refusal(_("知情同意由学生本人和监护人作出。"), code="party")
        if one.party in known:
            raise Conflict(_("%(party)s已经签过知情同意书。") % {"party": party_word(one.party)}, code="signed_twice")
        made.append(_write(actor, now, placement, None, one, paper, digest))
    advance(placement, now=now)
    return made


def open_placement(actor: Actor, placement: Placement, action: str) -> Placement:
    """The locked placement before its start; what depends on it is read afresh."""
    row = locked_placement(placement.pk)
    PLACEMENT_POLICY.require(actor, action, row)
    hold_before_start(row)
    return row


def locked_placement(pk: int) -> Placement:
    """The locked placement with what its texts are filled from."""
    rows = Placement.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "intern__learner", "post__enterprise", "post__site", "school", "enterprise"
    )
    return rows.get(pk=pk)


def hold_before_start(row: Placement) -> None:
    """Raise ``Conflict`` for a placement that has begun or is over."""
    if row.state not in BEFORE_START:
        words = _("“%(row)s”现在是“%(state)s”，上岗前的手续不再办理。") % {"row": row, "state": PlacementState(row.state).label}
        raise Conflict(words, code="begun")


def still_to_sign(placement: Placement, agreement: InternshipAgreement | None, today: date) -> Mapping[str, list[str]]:
    """The parties that still have to sign the consent and the agreement."""
    consented = set(placement.signatures.filter(agreement=None).values_list("party", flat=True))
    signed = dict(agreement.signatures.values_list("party", "signed_on")) if agreement is not None else {}
    at = signed.get(Party.STUDENT.value, today)
    birth_on = placement.intern.birth_on
    return {
        "consent": [party for party in consents_needed(birth_on, placement.starts_on) if party not in consented],
        "agreement": [party for party in parties_needed(birth_on, at) if party not in signed],
    }
