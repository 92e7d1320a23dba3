"""The pilot itself: schools that take part, the places they ask for, the sites where one is assessed and what those are approved for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from baigong.contexts.classifications.public import LEVELS, called_so, find_code
from baigong.contexts.credit_bank.access_of_pilots import PILOT_SCHOOL_POLICY, QUOTA_POLICY, SITE_POLICY
from baigong.contexts.credit_bank.models import (
    AssessmentSite,
    CertificateLevel,
    PilotQuota,
    PilotSchool,
    SiteApproval,
)
from baigong.contexts.credit_bank.workflow.telling_of_pilots import tell_bureau_of_quota
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal, at_field


@dataclass(frozen=True)
class QuotaHead:
    """What a school asks for. The programme by its code in the catalogue."""

    school: Organisation
    programme_code: str
    level: CertificateLevel
    year: int
    asked: int
    note: str = ""


@dataclass(frozen=True)
class SiteHead:
    """What a site is."""

    name: str
    organisation: Organisation
    places: int
    since: date
    address: str = ""
    until: date | None = None


def is_pilot(school: Organisation, day: date) -> bool:
    """Whether a school takes part on ``day``."""
    return PilotSchool.objects.filter(Q(until=None) | Q(until__gte=day), school=school, since__lte=day).exists()


@transaction.atomic
def enter_pilot_school(*, actor: Actor, now: datetime, school: Organisation, since: date, document: str) -> PilotSchool:
    """A school takes part from a day on, by a document. Raises ``Conflict`` where it does already."""
    row = PilotSchool(school=school, since=since, document=" ".join(document.split()), entered_by_id=actor.user_id, entered_at=now)
    PILOT_SCHOOL_POLICY.require(actor, "enter", row)
    if not row.document:
        raise at_field("document", _("请填写依据文件的文号或名称；学校凭它列为试点。"))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("%(school)s已是试点学校，没有重复登记。") % {"school": school}, code="pilot_already") from None
    audit.record(actor, "credit_bank.pilotschool.entered", row, now=now, detail={"since": since.isoformat()})
    return row


@transaction.atomic
def end_pilot_school(*, actor: Actor, now: datetime, pilot: PilotSchool, reason: str) -> PilotSchool:
    """Today is its last day: no new quotas; what was granted stays. Raises ``Conflict`` where it ended before."""
    row = PilotSchool.objects.select_for_update(no_key=True, of=("self",)).select_related("school").get(pk=pilot.pk)
    PILOT_SCHOOL_POLICY.require(actor, "end", row)
    if not reason.strip():
        raise at_field("reason", _("请写明为什么结束试点，如“学校申请退出”；理由记入经过。"), code="reason_required")
    if row.until is not None:
        raise Conflict(_("%(school)s的试点已经结束。") % {"school": row.school}, code="pilot_ended")
    row.until = max(now.date(), row.since)
    row.save(update_fields=["until"])
    audit.record(actor, "credit_bank.pilotschool.ended", row, now=now, detail={"reason": reason.strip()[:200]})
    return row


@transaction.atomic
def apply_for_quota(*, actor: Actor, now: datetime, head: QuotaHead) -> PilotQuota:
    """A pilot school asks for places. Raises ``Refusal`` for what cannot be, ``Conflict`` where it asked for the same before."""
    row = PilotQuota(
        school=head.school, programme_code="".join(head.programme_code.split()).upper(), level=head.level, year=head.year, asked=head.asked,
        note=" ".join(head.note.split()), created_by_id=actor.user_id, created_at=now,
    )  # fmt: skip
    QUOTA_POLICY.require(actor, "apply", row)
    day = now.date()
    if not is_pilot(row.school, day):
        words = _("%(school)s不是1+X试点学校，不能申请配额；列入试点后再申请。") % {"school": row.school}
        raise at_field("school", words, code="not_a_pilot")
    if why := row.level.certificate.why_closed_on(day):
        raise at_field("level", why, code="certificate_closed")
    if not day.year <= row.year <= day.year + 1:
        raise at_field("year", _("考核年度只能是%(a)d或%(b)d。") % {"a": day.year, "b": day.year + 1})
    entry = next((found for part in LEVELS if (found := find_code("programmes", row.programme_code, on=day, part=part))), None)
    if entry is None:
        words = _("职业教育专业目录里没有代码“%(code)s”。") % {"code": row.programme_code}
        words += called_so(row.programme_code, on=day, scheme="programmes")
        raise at_field("programme_code", words, code="programme")
    row.programme = entry.name[:60]
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        words = _("%(school)s%(year)d年已申请过“%(level)s”%(programme)s专业的配额，没有重复提交；要改请先撤回。")
        facts = {"school": row.school, "year": row.year, "level": row.level, "programme": row.programme}
        raise Conflict(words % facts, code="quota_known") from None
    audit.record(actor, "credit_bank.pilotquota.applied", row, now=now, detail={"asked": row.asked})
    tell_bureau_of_quota(row, actor=actor, now=now)
    return row


@transaction.atomic
def enter_site(*, actor: Actor, now: datetime, head: SiteHead, site: AssessmentSite | None = None) -> AssessmentSite:
    """Enter a site, or write it anew. Raises ``Conflict`` where another bears the name."""
    if site is None:
        row = AssessmentSite(entered_by_id=actor.user_id, entered_at=now)
    else:
        row = AssessmentSite.objects.select_for_update(no_key=True, of=("self",)).get(pk=site.pk)
    row.name, row.organisation, row.places = " ".join(head.name.split()), head.organisation, head.places
    row.address, row.since, row.until = " ".join(head.address.split()), head.since, head.until
    SITE_POLICY.require(actor, "edit" if site else "enter", row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        words = _("已有叫“%(name)s”的考核站点。") % {"name": row.name}
        raise Conflict(words, code="site_known", fields={"name": words}) from None
    audit.record(actor, f"credit_bank.assessmentsite.{'edited' if site else 'entered'}", row, now=now, detail={"places": row.places})
    return row


@transaction.atomic
def admit_site(
    *, actor: Actor, now: datetime, site: AssessmentSite, level: CertificateLevel, since: date, until: date, document: str
) -> SiteApproval:
    """Enter what the assessing body approved a site for. Raises ``Refusal`` for dates the wrong way round or no document."""
    SITE_POLICY.require(actor, "admit", site)
    if until < since:
        raise Refusal(_("截止日期早于起始日期。"), code="dates", fields={"until": _("早于起始日期")})
    if not document.strip():
        raise at_field("document", _("请填写评价组织核准站点的批文文号或名称；能考什么、考到哪天以它为准。"))
    if why := level.certificate.why_closed_on(now.date()):
        raise at_field("level", why, code="certificate_closed")
    row = SiteApproval(
        site=site, level=level, since=since, until=until, document=" ".join(document.split())[:120], entered_by_id=actor.user_id,
        entered_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("这一等级自当日起的核准已经登记。"), code="approval_known") from None
    detail = {"level": level.pk, "since": since.isoformat(), "until": until.isoformat()}
    audit.record(actor, "credit_bank.assessmentsite.admitted", site, now=now, detail=detail)
    return row
