"""The life of a standard developed here: proposed by a school, reviewed by schools and enterprises, decided by the bureau (X05).

Who proposes, who reviews and who decides are different people. Its certificate stays outside the national list until it is published there.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.access_of_standards import LOCAL_STANDARD_POLICY
from baigong.contexts.credit_bank.models import (
    CertificateState,
    CertificateType,
    LocalStandard,
    LocalStandardState,
    OpinionVerdict,
    PartyKind,
    PartyRole,
    StandardOpinion,
    StandardPaperKind,
)
from baigong.contexts.credit_bank.workflow.certificate_types import the_day, the_document
from baigong.contexts.credit_bank.workflow.telling_of_standards import tell_reviewers, tell_school
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import NotPermitted, at_field
from baigong.kernel.workflow import StateMachine, Transition, Unmet, fire

step: Any = Transition.of
S = LocalStandardState


# -- guards ----------------------------------------------------------------------------------------------------------


def is_complete(row: LocalStandard) -> str | None:
    """What is handed in for review: modules for every level, the text, who develops, who reviews."""
    page = row.get_absolute_url()
    levels = list(row.certificate.levels.all())
    if not levels:
        return Unmet(gettext("还没有写明分哪几级。"), gettext("修改"), page + "edit/", needs="edit")
    have = set(row.certificate.versions.values_list("modules__level", flat=True))
    if missing := [one.level for one in levels if one.level not in have]:
        words = gettext("%(levels)s还没有模块和学时。") % {"levels": "、".join(missing)}
        return Unmet(words, gettext("标准内容"), page + "content/", needs="edit")
    parties = [(party.role, party.kind) for party in row.parties.all()]
    if (PartyRole.DEVELOPER, PartyKind.ENTERPRISE) not in parties:
        return Unmet(gettext("还没有联合开发的企业。"), gettext("参与单位"), page + "#parties", needs="edit")
    for kind in (PartyKind.SCHOOL, PartyKind.ENTERPRISE):
        if (PartyRole.REVIEWER, kind) not in parties:
            words = gettext("评审单位里还没有%(kind)s。") % {"kind": PartyKind(kind).label}
            return Unmet(words, gettext("参与单位"), page + "#parties", needs="edit")
    if not row.papers.filter(kind=StandardPaperKind.TEXT).exists():
        return Unmet(gettext("还没有上传标准文本。"), gettext("上传材料"), page + "#files", needs="attach")
    return None


def opinions_of(row: LocalStandard) -> list[StandardOpinion]:
    """What was said in the present round."""
    return list(StandardOpinion.objects.filter(party__standard=row, round=row.round).select_related("party"))


def is_heard(row: LocalStandard) -> str | None:
    """Every reviewer has said something in this round, and a school and an enterprise agree."""
    said = {one.party_id: one for one in opinions_of(row)}
    reviewers = list(row.parties.filter(role=PartyRole.REVIEWER))
    if silent := [party.name for party in reviewers if party.pk not in said]:
        words = gettext("还没有评审意见：%(names)s。") % {"names": "、".join(silent)}
        return Unmet(words, gettext("登记意见"), row.get_absolute_url() + "#opinions", needs="opine")
    for kind in (PartyKind.SCHOOL, PartyKind.ENTERPRISE):
        if not any(party.kind == kind and said[party.pk].verdict == OpinionVerdict.AGREE for party in reviewers):
            return Unmet(gettext("评审的%(kind)s没有一家同意试行，请退回修改。") % {"kind": PartyKind(kind).label})
    return None


def was_tried(row: LocalStandard) -> str | None:
    """What the trial showed is written down."""
    if row.papers.filter(kind=StandardPaperKind.TRIAL).exists():
        return None
    return Unmet(gettext("还没有上传试行总结。"), gettext("上传材料"), row.get_absolute_url() + "#files", needs="attach")


def is_body_listed(row: LocalStandard) -> str | None:
    """The certificate's body comes onto the national list first."""
    body = row.certificate.body
    if body.listed_on is not None:
        return None
    words = gettext("“%(body)s”还没有登记列入国家目录。") % {"body": body}
    return Unmet(words, gettext("培训评价组织"), body.get_absolute_url())


# -- preparations and effects ----------------------------------------------------------------------------------------


def handed_in(row: LocalStandard, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Another round: opinions of the one before do not count in it."""
    row.round += 1
    row.save(update_fields=["round"])
    tell_reviewers(row, actor=actor, now=now)


def tried(
    row: LocalStandard, *, actor: Actor, now: datetime, reason: str, since: date | str = "", until: date | str = "", document: str = "",
    **facts: Any,
) -> None:  # fmt: skip
    """Decided by somebody who neither wrote it nor reviewed it, by a document; against an opinion only with the reason."""
    said = opinions_of(row)
    involved = {row.created_by_id, *(one.given_by_id for one in said)} - {None}
    if actor.user_id in involved:
        raise NotPermitted(gettext("起草人和登记评审意见的人不能决定试行，请由其他人办理。"), code="involved")
    against = [one.party.name for one in said if one.verdict != OpinionVerdict.AGREE]
    if against and not reason:
        words = gettext("%(names)s没有同意；决定试行的，请写明理由。") % {"names": "、".join(against)}
        raise at_field("reason", words, code="reason_required")
    first, last = the_day(since, "since"), the_day(until, "until") if until else None
    if last is not None and last <= first:
        raise at_field("until", gettext("试行结束日期应晚于开始日期。"))
    row.trial_since, row.trial_until, row.trial_by = first, last, the_document(document)
    row.save(update_fields=["trial_since", "trial_until", "trial_by"])


def on_trial(row: LocalStandard, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Its certificate comes into use: local, outside the national list."""
    fire(row.certificate, "begin", actor=actor, now=now, since=row.trial_since)
    tell_school(row, actor=actor, now=now, body=reason)


def extended(
    row: LocalStandard, *, actor: Actor, now: datetime, reason: str, until: date | str = "", document: str = "", **facts: Any
) -> None:
    """The trial goes on until another day, by a document."""
    last = the_day(until, "until")
    if row.trial_since is None or last <= max(row.trial_since, row.trial_until or row.trial_since):
        raise at_field("until", gettext("延长后的日期应晚于现在的试行结束日期。"))
    row.trial_until, row.trial_by = last, the_document(document)
    row.save(update_fields=["trial_until", "trial_by"])


def recommended(row: LocalStandard, *, actor: Actor, now: datetime, reason: str, document: str = "", **facts: Any) -> None:
    """By which document, today."""
    row.recommended_on, row.recommended_by = now.date(), the_document(document)
    row.save(update_fields=["recommended_on", "recommended_by"])


def published(
    row: LocalStandard, *, actor: Actor, now: datetime, reason: str, day: date | str = "", document: str = "", **facts: Any
) -> None:
    """The certificate is on the national list from that day on; what was issued before stays a local one."""
    certificate = CertificateType.objects.select_for_update(no_key=True, of=("self",)).select_related("body").get(pk=row.certificate_id)
    first = the_day(day)
    if not certificate.body.is_listed_on(first):
        raise at_field("day", gettext("“%(body)s”%(day)s不在国家目录，请核对日期。") % {"body": certificate.body, "day": first.isoformat()})
    certificate.listed_on, certificate.listed_by = first, the_document(document)
    certificate.save(update_fields=["listed_on", "listed_by"])
    audit.record(actor, "credit_bank.certificatetype.listed", certificate, now=now, detail={"day": first.isoformat()})


def stopped(row: LocalStandard, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Its certificate ends with it; what was issued stays valid."""
    certificate = row.certificate
    if certificate.state != CertificateState.CLOSED:
        name = "end" if certificate.state == CertificateState.OPEN else "abandon"
        fire(certificate, name, actor=actor, now=now, reason=reason)
    tell_school(row, actor=actor, now=now, body=reason)


def decided(row: LocalStandard, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The school is told."""
    tell_school(row, actor=actor, now=now, body=reason)


LOCAL_STANDARD = StateMachine(
    policy=LOCAL_STANDARD_POLICY,
    states=S,
    initial=S.DRAFT,
    select=("certificate",),
    transitions=[
        step("submit", S.DRAFT, S.REVIEW, _("提交评审"), "submitted", guard=is_complete, effect=handed_in,
             todo=_("待提交评审的地方标准"), basis="X05"),
        step("return", S.REVIEW, S.DRAFT, _("退回修改"), "returned", reason_required=True, effect=decided),
        step("try", S.REVIEW, S.TRIAL, _("决定试行"), "tried", guard=is_heard, prepare=tried, effect=on_trial,
             todo=_("待决定试行的地方标准"), basis="X05"),
        step("extend", S.TRIAL, S.TRIAL, _("延长试行"), "extended", prepare=extended, effect=decided),
        step("recommend", S.TRIAL, S.PROVINCE, _("推荐省级"), "recommended", guard=was_tried, prepare=recommended,
             effect=decided, basis="X05"),
        step("forward", S.PROVINCE, S.NATION, _("推荐国家"), "forwarded", prepare=recommended, effect=decided, basis="X05"),
        step("decline", [S.PROVINCE, S.NATION], S.TRIAL, _("登记未被采纳"), "declined", reason_required=True, effect=decided,
             explain=_("标准回到试行。")),
        step("publish", [S.PROVINCE, S.NATION], S.PUBLISHED, _("登记列入国家目录"), "published", guard=is_body_listed,
             prepare=published, effect=decided, basis="X05"),
        step("drop", S.DRAFT, S.DROPPED, _("放弃"), "dropped", reason_required=True, danger=True, effect=stopped,
             explain=_("不再开发这项标准；材料留存备查。")),
        step("stop", [S.REVIEW, S.TRIAL, S.PROVINCE, S.NATION], S.STOPPED, _("终止"), "stopped", reason_required=True, danger=True,
             effect=stopped, explain=_("不再开新班、新考次；已发的地方证书仍然有效。")),
    ],
)  # fmt: skip
