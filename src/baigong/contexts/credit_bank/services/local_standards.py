"""Proposing a local standard and working on it: what it says of itself, who takes part, what reviewers said, its papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from baigong.contexts.accounts.public import CREDIT_OFFICER
from baigong.contexts.credit_bank.access_of_standards import LOCAL_STANDARD_POLICY, STANDARD_PAPER_POLICY
from baigong.contexts.credit_bank.models import (
    CertificateType,
    LocalStandard,
    LocalStandardState,
    PartyRole,
    StandardOpinion,
    StandardPaper,
    StandardPaperKind,
    StandardParty,
    TrainingBody,
)
from baigong.contexts.credit_bank.services.certificate_types import write_levels
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, NotPermitted, at_field
from baigong.kernel.papers import Papers

PAPERS = Papers(STANDARD_PAPER_POLICY, "standard", lambda: StandardPaperKind.choices, most=20)
ENDED = (LocalStandardState.PUBLISHED, LocalStandardState.STOPPED, LocalStandardState.DROPPED)


@dataclass(frozen=True)
class StandardHead:
    """What a proposal says. Its certificate is assessed by the school until a national body takes it on."""

    school: Organisation
    code: str
    title: str
    levels: tuple[str, ...]
    skill_field: str
    grounds: str


@transaction.atomic
def propose_standard(*, actor: Actor, now: datetime, head: StandardHead) -> LocalStandard:
    """Begin a standard with the draft of its certificate. Raises ``Conflict`` where the code is taken."""
    certificate = CertificateType(title=head.title, since=now.date(), created_by_id=actor.user_id, created_at=now)
    row = LocalStandard(certificate=certificate, school=head.school, created_by_id=actor.user_id, created_at=now)
    LOCAL_STANDARD_POLICY.require(actor, "create", row)
    facts = {"organisation": head.school, "created_by_id": actor.user_id, "created_at": now}
    certificate.body, is_new = TrainingBody.objects.get_or_create(name=head.school.name, defaults=facts)
    if is_new:
        audit.record(actor, "credit_bank.trainingbody.saved", certificate.body, now=now, detail={"name": certificate.body.name})
    _put(row, certificate, head, now)
    audit.record(actor, "credit_bank.localstandard.drafted", row, now=now, detail={"code": certificate.code})
    return row


@transaction.atomic
def edit_standard(
    *, actor: Actor, now: datetime, standard: LocalStandard, head: StandardHead, seen: datetime | None = None
) -> LocalStandard:
    """Write a proposal anew while it is a draft."""
    row = _locked(actor, standard, "edit")
    if seen is not None and seen != row.updated_at:
        raise Conflict(_("“%(title)s”刚被他人改过；请核对下面的内容后再保存。") % {"title": row}, code="changed_meanwhile")
    _put(row, row.certificate, head, now)
    audit.record(actor, "credit_bank.localstandard.edited", row, now=now)
    return row


def _put(row: LocalStandard, certificate: CertificateType, head: StandardHead, now: datetime) -> None:
    if not head.levels:
        raise at_field("levels", _("请选择分哪几级。"))
    certificate.code, certificate.title, certificate.updated_at = head.code.strip(), head.title.strip(), now
    try:
        with transaction.atomic():
            certificate.save()
    except IntegrityError:
        words = _("证书代码%(code)s已被使用。") % {"code": certificate.code}
        raise Conflict(words, code="code_taken", fields={"code": words}) from None
    write_levels(certificate, head.levels)
    row.certificate, row.skill_field, row.grounds, row.updated_at = certificate, head.skill_field.strip(), head.grounds.strip(), now
    row.save()


def _locked(actor: Actor, standard: LocalStandard, action: str) -> LocalStandard:
    rows = LocalStandard.objects.select_for_update(no_key=True, of=("self",)).select_related("certificate__body", "school")
    row = rows.get(pk=standard.pk)
    LOCAL_STANDARD_POLICY.require(actor, action, row)
    if action == "edit" and row.state != LocalStandardState.DRAFT:
        facts = {"title": row, "state": row.get_state_display()}
        raise Conflict(_("“%(title)s”现在是“%(state)s”，内容不能改；要改请先退回修改。") % facts, code="not_a_draft")
    return row


# -- parties and opinions --------------------------------------------------------------------------------------------


@transaction.atomic
def add_party(
    *, actor: Actor, now: datetime, standard: LocalStandard, role: str, kind: str, name: str, organisation: Organisation | None = None
) -> StandardParty:
    """Name a party while the standard is a draft. Who proposes or develops does not review."""
    row = _locked(actor, standard, "edit")
    name = (organisation.name if organisation else name).strip()
    if not name:
        raise at_field("name", _("请填写单位名称，或选择本市机构。"))
    if role == PartyRole.REVIEWER and (name == row.school.name or organisation == row.school):
        raise at_field("name", _("提出学校不能评审自己的标准。"), code="own_standard")
    party = StandardParty(standard=row, role=role, kind=kind, name=name, organisation=organisation)
    try:
        with transaction.atomic():
            party.save()
    except IntegrityError:
        words = _("“%(name)s”已经参加；同一单位不能既开发又评审。") % {"name": name}
        raise Conflict(words, code="party_known", fields={"name": words}) from None
    audit.record(actor, "credit_bank.localstandard.party_added", row, now=now, detail={"name": name, "role": role})
    return party


@transaction.atomic
def remove_party(*, actor: Actor, now: datetime, party: StandardParty) -> LocalStandard:
    """Take a party out while the standard is a draft. One that gave an opinion stays: it is part of what happened."""
    row = _locked(actor, party.standard, "edit")
    if party.opinions.exists():
        raise Conflict(_("“%(name)s”已有评审意见，不能去掉。") % {"name": party}, code="party_heard")
    audit.record(actor, "credit_bank.localstandard.party_removed", row, now=now, detail={"name": party.name, "role": party.role})
    party.delete()
    return row


def opines_for(actor: Actor, party: StandardParty) -> bool:
    """Whether an actor gives a party's opinion: its own people, or the office for one that has no account here."""
    if party.role != PartyRole.REVIEWER:
        return False
    if party.organisation_id is not None and any(holding.organisation_id == party.organisation_id for holding in actor.holdings):
        return True
    return actor.has(CREDIT_OFFICER)


@transaction.atomic
def give_opinion(
    *, actor: Actor, now: datetime, party: StandardParty, verdict: str, words: str, given_on: date | None = None, basis: str = ""
) -> StandardOpinion:
    """What a reviewer says in this round, once; entered for another, with where it is written. Who wrote the standard reviews nothing."""
    row = _locked(actor, party.standard, "opine")
    if not opines_for(actor, party):
        raise NotPermitted(_("“%(name)s”的意见由它自己或学分银行登记。") % {"name": party}, code="not_your_party")
    if actor.user_id is not None and actor.user_id == row.created_by_id:
        raise NotPermitted(_("起草人不能登记评审意见，请由其他经办人办理。"), code="own_standard")
    is_own = any(holding.organisation_id == party.organisation_id for holding in actor.holdings)
    if not is_own and not basis.strip():
        told = _("代为登记的，请写明意见出处，例如评审会纪要。")
        raise at_field("basis", told)
    day = given_on or now.date()
    if day > now.date():
        told = _("意见日期还没有到。")
        raise at_field("given_on", told)
    made = StandardOpinion(
        party=party, round=row.round, verdict=verdict, words=words.strip(), basis=basis.strip(), given_on=day, given_by_id=actor.user_id
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        raise Conflict(_("“%(name)s”这一轮的意见已经登记。") % {"name": party}, code="heard") from None
    facts = {"party": party.name, "round": row.round, "verdict": verdict}
    audit.record(actor, "credit_bank.localstandard.opinion_given", row, now=now, detail=facts)
    return made


# -- papers ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def attach_paper(*, actor: Actor, now: datetime, standard: LocalStandard, kind: str, upload: UploadedFile[Any]) -> StandardPaper:
    """Add a paper. The text of the standard is fixed once it is handed in; a standard that has ended takes none."""
    row = _locked(actor, standard, "attach")
    if row.state in ENDED or (kind == StandardPaperKind.TEXT and row.state != LocalStandardState.DRAFT):
        facts = {"title": row, "state": row.get_state_display()}
        raise Conflict(_("“%(title)s”现在是“%(state)s”，不能再上传这类材料。") % facts, code="papers_closed")
    return PAPERS.add(actor=actor, now=now, to=row, kind=kind, upload=upload)


@transaction.atomic
def detach_paper(*, actor: Actor, now: datetime, paper: StandardPaper) -> LocalStandard:
    """Take a paper out of a draft; the log keeps its hash."""
    STANDARD_PAPER_POLICY.require(actor, "detach", paper)
    row = _locked(actor, paper.standard, "detach")
    if row.state != LocalStandardState.DRAFT:
        raise Conflict(_("已提交评审的标准，材料不能删除。"), code="handed_in")
    PAPERS.remove(actor=actor, now=now, piece=paper)
    return row
