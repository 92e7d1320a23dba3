"""Posts entered and written anew; what is filed with the authority beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.classifications.public import LEVELS, called_so, find_code
from baigong.contexts.enterprises.public import Enterprise, PostKind, Site
from baigong.contexts.internships.access import POST_POLICY
from baigong.contexts.internships.models import (
    STANDING,
    Hazard,
    Housing,
    InternshipPost,
    Organiser,
    PayForm,
    PostFiling,
    PostMentor,
    PostState,
    Venue,
)
from baigong.contexts.internships.post_rules import EXCEPTED
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import audit
from baigong.kernel.access import SYSTEM, Actor
from baigong.kernel.errors import Conflict, at_field
from baigong.kernel.jobs import Progress, scheduled
from baigong.kernel.wording import as_recorded
from baigong.kernel.workflow import fire_all


@dataclass(frozen=True)
class MentorHead:
    """Who guides."""

    name: str
    title: str = ""
    phone: str = ""


@dataclass(frozen=True)
class PostHead:
    """What a post is. Money in 分."""

    enterprise: Enterprise
    site: Site
    title: str
    duties: str
    programmes: tuple[str, ...]
    occupation_code: str
    starts_on: date
    ends_on: date
    capacity: int
    kind: PostKind | None = None
    minimum: int = 1
    minority_seats: int = 0
    hours_a_day: Decimal = Decimal(8)
    hours_a_week: Decimal = Decimal(40)
    rest_days: int = 2
    begins_at: time | None = None
    ends_at: time | None = None
    has_nights: bool = False
    has_holidays: bool = False
    has_overtime: bool = False
    is_repetitive: bool = False
    hazards: tuple[str, ...] = ()
    labour_grade: int | None = None
    venue: str = Venue.ORDINARY.value
    organiser: str = Organiser.SCHOOL.value
    pay: int | None = None
    trial_wage: int | None = None
    post_wage: int | None = None
    lowest_grade_wage: int | None = None
    pay_form: str = PayForm.MONEY.value
    pay_days: int = 30
    takes_fees: bool = False
    housing: str = Housing.NONE.value
    reasons: Mapping[str, str] = field(default_factory=dict)
    mentors: tuple[MentorHead, ...] = ()


PLAIN = tuple(name for name in PostHead.__dataclass_fields__ if name not in ("mentors", "programmes", "hazards", "reasons"))


@dataclass(frozen=True)
class FilingHead:
    """What was filed beforehand."""

    rules: tuple[str, ...]
    need: str
    number: str
    filed_with: str
    filed_on: date


@transaction.atomic
def enter_post(
    *, actor: Actor, now: datetime, head: PostHead, post: InternshipPost | None = None, entered_for: Organisation | None = None
) -> InternshipPost:
    """Enter a post as a draft, or write the draft anew; what is on its way is taken back or returned first.

    The rules are asked when it goes on its way: a draft may be anything, and its page says what stands against it. Raises ``Refusal``,
    ``Conflict`` (``post_known``, ``post_state``).
    """
    if post is None:
        row = InternshipPost(entered_for=entered_for, created_by_id=actor.user_id, created_at=now)
    else:
        row = InternshipPost.objects.select_for_update(no_key=True, of=("self",)).get(pk=post.pk)
        POST_POLICY.require(actor, "edit", row)  # as it stands: nobody makes another's post his own
        if row.state != PostState.DRAFT:
            words = _("“%(post)s”现在是“%(state)s”，不能修改；审核中的先撤回修改，已审核的请审核单位退回，已公布的另行登记。")
            raise Conflict(words % {"post": row, "state": row.get_state_display()}, code="post_state")
    for name in PLAIN:
        setattr(row, name, getattr(head, name))
    POST_POLICY.require(actor, "edit" if post else "create", row)
    _hold(row, head)
    row.programmes, row.hazards, row.reasons = list(head.programmes), sorted(head.hazards), _kept(head.reasons)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        words = _("%(enterprise)s在“%(site)s”已有自%(day)s开始的岗位“%(title)s”，没有重复登记。")
        facts = {"enterprise": row.enterprise, "site": row.site, "day": row.starts_on.isoformat(), "title": row.title}
        raise Conflict(words % facts, code="post_known", fields={"title": words % facts}) from None
    _set_mentors(row, head.mentors)
    audit.record(actor, f"internships.internshippost.{'edited' if post else 'entered'}", row, now=now, detail={"capacity": row.capacity})
    return row


def _hold(row: InternshipPost, head: PostHead) -> None:
    """What cannot be, whatever the rules."""
    row.title, row.duties = " ".join(head.title.split()), " ".join(head.duties.split())
    if head.site.enterprise_id != head.enterprise.pk:
        raise at_field("site", _("“%(site)s”不是%(enterprise)s的经营场所。") % {"site": head.site, "enterprise": head.enterprise})
    if head.kind is not None and head.kind.enterprise_id != head.enterprise.pk:
        raise at_field("kind", _("“%(kind)s”不是%(enterprise)s的岗位类别。") % {"kind": head.kind, "enterprise": head.enterprise})
    if not head.enterprise.exists_on(head.starts_on) or not head.enterprise.exists_on(head.ends_on):
        closed = head.enterprise.closed_on
        words = _("%(enterprise)s已于%(day)s关闭，不能在此以后安排实习。") if closed else _("%(enterprise)s在开始日期还没有成立。")
        raise at_field("enterprise", words % {"enterprise": head.enterprise, "day": closed.isoformat() if closed else ""})
    if head.ends_on < head.starts_on:
        raise at_field("ends_on", _("结束日期早于开始日期%(day)s。") % {"day": head.starts_on.isoformat()})
    if not 0 < head.minimum <= head.capacity:
        raise at_field("minimum", _("最少人数应在1和接收人数%(n)d之间。") % {"n": head.capacity})
    if head.minority_seats > head.capacity:
        raise at_field("minority_seats", _("留给少数民族学生的名额不能多于接收人数%(n)d。") % {"n": head.capacity})
    if not head.programmes:
        raise at_field("programmes", _("至少填写一个对口专业的代码。"))
    for code in head.programmes:
        if not any(find_code("programmes", code, on=head.starts_on, part=part) for part in LEVELS):
            words = _("职业教育专业目录里没有代码“%(code)s”。") % {"code": code}
            raise at_field("programmes", words + called_so(code, on=head.starts_on, scheme="programmes"))
    entry = find_code("occupations", head.occupation_code, on=head.starts_on)
    if entry is None:
        words = _("国家职业分类大典里没有代码“%(code)s”。") % {"code": head.occupation_code}
        raise at_field("occupation_code", words + called_so(head.occupation_code, on=head.starts_on, scheme="occupations"))
    row.occupation = entry.name[:80]
    if unknown := [code for code in head.hazards if code not in Hazard.values]:
        raise at_field("hazards", _("没有“%(code)s”这种作业条件。") % {"code": unknown[0]})
    if head.hours_a_day > 24 or head.hours_a_week > 24 * 7 or head.hours_a_week < head.hours_a_day:
        raise at_field("hours_a_week", _("每周工时应不少于每日工时，且不超过168小时。"))
    _hold_shift(head)


def _hold_shift(head: PostHead) -> None:
    """A day has no more hours than lie between coming and going."""
    if head.begins_at is None or head.ends_at is None:
        return
    begins, ends = datetime.combine(head.starts_on, head.begins_at), datetime.combine(head.starts_on, head.ends_at)
    hours = Decimal((ends - begins).seconds) / 3600
    if hours and head.hours_a_day > hours:
        between, told = hours.quantize(Decimal("0.01")).normalize(), head.hours_a_day.normalize()
        facts = {"begins": f"{head.begins_at:%H:%M}", "ends": f"{head.ends_at:%H:%M}", "hours": f"{between:f}", "told": f"{told:f}"}
        words = _("%(begins)s到%(ends)s只有%(hours)s小时，每日工时却填了%(told)s小时；请改上下班时间或每日工时。") % facts
        raise at_field("hours_a_day", words, code="shift")


def _kept(reasons: Mapping[str, str]) -> dict[str, str]:
    return {rule: " ".join(words.split())[:300] for rule, words in reasons.items() if words.strip()}


def _set_mentors(row: InternshipPost, mentors: Sequence[MentorHead]) -> None:
    """The mentors as told, those that were there keep their row (others refer to it)."""
    wanted = {" ".join(one.name.split()): one for one in mentors if one.name.strip()}
    known = {one.name: one for one in row.mentors.all()}
    for name, told in wanted.items():
        one = known.get(name) or PostMentor(post=row, name=name)
        one.title, one.phone = " ".join(told.title.split()), told.phone.strip()
        one.save()
    row.mentors.exclude(name__in=wanted).delete()


@transaction.atomic
def file_need(*, actor: Actor, now: datetime, post: InternshipPost, head: FilingHead) -> PostFiling:
    """Enter what was filed with the superior department because the programme needs it.

    Raises ``Refusal`` for a rule from which nothing frees, or a filing that is not before the post begins; ``Conflict`` where it is there.
    """
    row = InternshipPost.objects.select_for_update(no_key=True, of=("self",)).get(pk=post.pk)
    POST_POLICY.require(actor, "file", row)
    if wrong := [rule for rule in head.rules if rule not in EXCEPTED]:
        raise at_field("rules", _("%(rule)s没有备案例外，备案也不能免除。") % {"rule": wrong[0]})
    if not head.rules or not head.need.strip() or not head.number.strip() or not head.filed_with.strip():
        raise at_field("need", _("请写明涉及的规定、特殊要求、备案部门和备案文号。"))
    if head.filed_on >= row.starts_on or head.filed_on > now.date():
        words = _("备案应在开始日期%(start)s以前、且不晚于今天；填写的是%(day)s。")
        raise at_field("filed_on", words % {"start": row.starts_on.isoformat(), "day": head.filed_on.isoformat()})
    made = PostFiling(
        post=row, rules=sorted(head.rules), need=" ".join(head.need.split())[:300], number=" ".join(head.number.split()),
        filed_with=" ".join(head.filed_with.split()), filed_on=head.filed_on, entered_by_id=actor.user_id, entered_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("备案“%(number)s”已经登记。") % {"number": made.number}, code="filing_known") from None
    audit.record(actor, "internships.internshippost.need_filed", row, now=now, detail={"rules": made.rules, "number": made.number})
    return made


@transaction.atomic
def close_over(now: datetime) -> int:
    """Close published posts whose last day, or whose firm's, is past and where nobody holds a place any more; how many.

    Their firms are held meanwhile, as by everybody who gives a place away: he waits, and finds the post closed.
    """
    with as_recorded():
        reasons = {_("实习期已满"): Q(ends_on__lt=now.date()), _("企业已关闭"): Q(enterprise__closed_on__lt=now.date())}
    count = 0
    for why, is_over in reasons.items():
        over = InternshipPost.objects.filter(is_over, state__in=[PostState.PUBLISHED, PostState.PAUSED])
        _lock_firms(over)
        count += len(fire_all(over.exclude(placements__state__in=STANDING).order_by("pk"), "close", actor=SYSTEM, now=now, reason=why))
    return count


def _lock_firms(posts: QuerySet[InternshipPost]) -> None:
    list(Enterprise.objects.select_for_update(no_key=True).filter(pk__in=posts.values("enterprise")).order_by("pk").values_list("pk"))


@scheduled("internships.posts", gettext_lazy("关闭实习期已满的岗位"), "40 3 * * *")
def close_over_nightly(progress: Progress) -> dict[str, int]:
    """Every night."""
    return {"closed": close_over(progress.now)}
