"""The life of a project, from the application to the title and its withdrawal."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from baigong.contexts.schools.access import PROJECT_POLICY
from baigong.contexts.schools.models import EvidenceKind, Project, ProjectState, ReviewState
from baigong.contexts.schools.workflow.telling import tell_host, tell_recommender, tell_team, waits_no_more
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal, at_field
from baigong.kernel.workflow import StateMachine, Transition, Unmet

step: Any = Transition.of
S = ProjectState
NUMBER = 80
"""The longest document number kept."""


# -- guards ----------------------------------------------------------------------------------------------------------


def is_complete(row: Project) -> str | None:
    """What the kind asks for is there: summary, partner, programme, course, files."""
    kind = row.declared
    asked = {"partner": (row.partners, _("共建企业")), "programme": (row.programme_code, _("专业")), "course": (row.course, _("课程名称"))}
    missing = [str(label) for what, (value, label) in asked.items() if kind.asks(what) == "required" and not value]
    if not row.summary.strip():
        missing.append(gettext("建设目标与内容"))
    if missing:
        words = gettext("还没有填写：%(names)s。") % {"names": "、".join(missing)}
        return Unmet(words, gettext("修改申报"), reverse("schools:project-edit", args=[row.pk]), needs="edit")
    have = set(row.evidence.values_list("kind", flat=True))
    lacking = [str(EvidenceKind(k).label) for k in kind.evidence if k not in have]
    if lacking:
        return Unmet(gettext("还缺材料：%(names)s。") % {"names": "、".join(lacking)}, gettext("上传材料"), "#files", needs="attach")
    return None


def reviews_are_in(row: Project) -> str | None:
    """Nobody decides while an expert is still asked; how many are asked is for the team to say."""
    waiting = row.reviews.filter(state=ReviewState.ASSIGNED).count()
    if not waiting:
        return None
    return Unmet(gettext("还有%(n)d位专家没有提交意见；请等待，或撤回指派。") % {"n": waiting}, gettext("专家评审"), "#reviews")


def has_task_book(row: Project) -> str | None:
    """What was signed lies with the project."""
    if row.is_imported or row.evidence.filter(kind=EvidenceKind.TASK_BOOK).exists():
        return None
    return Unmet(gettext("申报单位还没有上传建设任务书。"), gettext("上传材料"), "#files", needs="attach")


def has_acceptance_papers(row: Project) -> str | None:
    """Acceptance looks at papers."""
    if row.evidence.filter(kind=EvidenceKind.ACCEPTANCE).exists():
        return None
    return Unmet(gettext("请先上传验收材料。"), gettext("上传材料"), "#files", needs="attach")


# -- effects ---------------------------------------------------------------------------------------------------------


def day_of(given: str | date | None, field: str, *, required: Any = "") -> date | None:
    """A day as a form or a program gives it. Raises ``Refusal`` for one that is none, or for none where ``required`` says what."""
    if isinstance(given, date):
        return given
    text = (given or "").strip()
    if not text:
        if required:
            raise at_field(field, gettext("请填写%(what)s。") % {"what": required}, code="day_required")
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = gettext("日期“%(text)s”看不懂，请写成 2022-06-27 的样子。") % {"text": text[:20]}
        raise Refusal(message, code="day", fields={field: message}) from None


def number_of(given: str, what: Any) -> str:
    """A document number. Raises ``Refusal`` where there is none."""
    number = given.strip()[:NUMBER]
    if not number:
        raise at_field("document_number", gettext("请填写%(what)s。") % {"what": what}, code="number_required")
    return number


def _not_later(day: date, now: datetime, field: str) -> date:
    if day > now.date():
        message = gettext("日期%(day)s还没有到。") % {"day": day.isoformat()}
        raise Refusal(message, code="future", fields={field: message})
    return day


def applied(row: Project, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Stamp the day; whoever recommends is told."""
    row.applied_on = now.date()
    row.save(update_fields=["applied_on"])
    tell_recommender(row, actor=actor, now=now)


def recalled(row: Project, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """It waits for nobody."""
    waits_no_more(row, now)


def recommended(row: Project, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The working team is told."""
    tell_team(row, "recommended", actor=actor, now=now)


def returned(row: Project, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The host is told why."""
    tell_host(row, "returned", actor=actor, now=now, body=reason)


def sent_to_review(row: Project, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Stamp the day."""
    row.reviewed_on = now.date()
    row.save(update_fields=["reviewed_on"])
    waits_no_more(row, now)


def listing_has_its_document(
    row: Project, *, actor: Actor, now: datetime, reason: str, document_number: str = "", listed_on: str | date = "", **facts: Any
) -> None:
    """A project is listed by a document, of a day that has come."""
    row.listing_number = number_of(document_number, gettext("立项文号"))
    row.listed_on = _not_later(day_of(listed_on, "listed_on") or now.date(), now, "listed_on")
    row.save(update_fields=["listing_number", "listed_on"])


def listed(row: Project, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The host is told."""
    tell_host(row, "listed", actor=actor, now=now)


def unlisted(row: Project, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The entry is taken back; the log keeps its number."""
    row.listed_on, row.listing_number = None, ""
    row.save(update_fields=["listed_on", "listing_number"])
    tell_host(row, "unlisted", actor=actor, now=now, body=reason)


def declined(row: Project, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The host is told why."""
    tell_host(row, "declined", actor=actor, now=now, body=reason)


def task_book_signed(
    row: Project, *, actor: Actor, now: datetime, reason: str, signed_on: str | date = "", build_until: str | date = "",
    midterm_on: str | date = "", **facts: Any,
) -> None:  # fmt: skip
    """Keep what the task book says: until when it is built, when the middle is looked at."""
    row.signed_on = _not_later(day_of(signed_on, "signed_on") or now.date(), now, "signed_on")
    row.build_until = day_of(build_until, "build_until", required=gettext("建设期止"))
    row.midterm_on = day_of(midterm_on, "midterm_on")
    assert row.build_until is not None
    if row.build_until <= row.signed_on or (row.midterm_on and not row.signed_on <= row.midterm_on <= row.build_until):
        message = gettext("建设期止应晚于签订日期，中期检查应在两者之间。")
        raise Refusal(message, code="dates", fields={"build_until": message})
    row.save(update_fields=["signed_on", "build_until", "midterm_on"])
    tell_host(row, "signed", actor=actor, now=now)


def acceptance_requested(row: Project, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The working team is told."""
    tell_team(row, "acceptance_requested", actor=actor, now=now)


def acceptance_has_its_day(
    row: Project, *, actor: Actor, now: datetime, reason: str, document_number: str = "", accepted_on: str | date = "",
    title_until: str | date = "", **facts: Any,
) -> None:  # fmt: skip
    """Keep the day, the document and how long the title is valid; an open end is no end."""
    row.acceptance_number = number_of(document_number, gettext("验收文号"))
    row.accepted_on = _not_later(day_of(accepted_on, "accepted_on") or now.date(), now, "accepted_on")
    row.title_until = day_of(title_until, "title_until")
    if row.title_until and row.title_until <= row.accepted_on:
        message = gettext("称号有效期应晚于验收日期。")
        raise Refusal(message, code="dates", fields={"title_until": message})
    row.save(update_fields=["acceptance_number", "accepted_on", "title_until"])


def accepted(row: Project, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The host is told."""
    tell_host(row, "accepted", actor=actor, now=now)


def deferral_has_its_day(row: Project, *, actor: Actor, now: datetime, reason: str, rectify_until: str | date = "", **facts: Any) -> None:
    """What is deferred is asked for by a day."""
    row.rectify_until = day_of(rectify_until, "rectify_until", required=gettext("整改期限"))
    row.save(update_fields=["rectify_until"])


def deferred(row: Project, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The host is told what to mend, and by when."""
    tell_host(row, "deferred", actor=actor, now=now, body=reason)


def failed(row: Project, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The host is told why."""
    tell_host(row, "failed", actor=actor, now=now, body=reason)


def reopened(row: Project, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The decision is taken back; the log keeps it."""
    row.accepted_on, row.acceptance_number, row.title_until = None, "", None
    row.save(update_fields=["accepted_on", "acceptance_number", "title_until"])
    tell_host(row, "reopened", actor=actor, now=now, body=reason)


def withdrawal_has_its_document(
    row: Project, *, actor: Actor, now: datetime, reason: str, document_number: str = "", withdrawn_on: str | date = "", **facts: Any
) -> None:
    """A title is taken away by a document."""
    row.withdrawal_number = number_of(document_number, gettext("撤销文号"))
    row.withdrawn_on = _not_later(day_of(withdrawn_on, "withdrawn_on") or now.date(), now, "withdrawn_on")
    row.save(update_fields=["withdrawal_number", "withdrawn_on"])


def withdrawn(row: Project, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The host is told why."""
    tell_host(row, "withdrawn", actor=actor, now=now, body=reason)


HELD = [S.LISTED, S.BUILDING, S.CHECKED, S.ACCEPTANCE, S.DEFERRED, S.ACCEPTED]

PROJECT = StateMachine(
    policy=PROJECT_POLICY,
    states=ProjectState,
    initial=S.DRAFT,
    final=frozenset({S.DECLINED, S.WITHDRAWN, S.CANCELLED}),
    select=("host",),
    transitions=[
        step("apply", [S.DRAFT, S.RETURNED], S.APPLIED, _("申报"), "applied", guard=is_complete, effect=applied, todo=_("待提交的申报")),
        step("recall", S.APPLIED, S.DRAFT, pgettext_lazy("申报", "撤回"), "recalled", effect=recalled),
        step("cancel", [S.DRAFT, S.RETURNED], S.CANCELLED, pgettext_lazy("申报", "放弃"), "cancelled", danger=True,
             explain=_("放弃后不再申报，记录留存；以后可以另行申报。")),
        step("recommend", S.APPLIED, S.RECOMMENDED, _("推荐"), "recommended", guard=is_complete, effect=recommended,
             todo=_("待推荐的申报项目")),
        step("rescind", S.RECOMMENDED, S.APPLIED, _("撤回推荐"), "rescinded", reason_required=True),
        step("return", [S.APPLIED, S.RECOMMENDED], S.RETURNED, _("退回修改"), "returned", reason_required=True, effect=returned),
        step("open_review", S.RECOMMENDED, S.REVIEW, _("送评审"), "sent_to_review", effect=sent_to_review, todo=_("待组织评审的项目")),
        step("enlist", S.REVIEW, S.LISTED, _("立项"), "listed", guard=reviews_are_in, prepare=listing_has_its_document, effect=listed,
             todo=_("待决定立项的项目"), explain=_("立项须有文号；立项后向公众公开。")),
        step("decline", S.REVIEW, S.DECLINED, _("不予立项"), "declined", guard=reviews_are_in, reason_required=True, effect=declined,
             danger=True, explain=_("申报单位会看到理由，以后可以另行申报。")),
        step("unlist", S.LISTED, S.REVIEW, _("更正立项"), "unlisted", reason_required=True, effect=unlisted, danger=True,
             explain=_("立项登记有误时使用：回到评审，日志留有原文号。签订任务书以后改用撤销。")),
        step("sign", S.LISTED, S.BUILDING, _("登记任务书"), "signed", guard=has_task_book, prepare=task_book_signed,
             todo=_("待登记任务书的项目")),
        step("check_midterm", S.BUILDING, S.CHECKED, _("中期检查通过"), "midterm_checked", reason_required=True,
             reason_label=_("中期检查结论"), todo=_("待中期检查的项目"), due="midterm_on"),
        step("request_acceptance", [S.BUILDING, S.CHECKED, S.DEFERRED], S.ACCEPTANCE, _("申请验收"), "acceptance_requested",
             guard=has_acceptance_papers, effect=acceptance_requested, todo=_("待申请验收的项目"), due="build_until"),
        step("accept", S.ACCEPTANCE, S.ACCEPTED, pgettext_lazy("步骤", "验收通过"), "accepted", guard=reviews_are_in,
             prepare=acceptance_has_its_day, effect=accepted, todo=_("待验收的项目"), due="build_until",
             explain=_("验收通过后计入计划目标。")),
        step("defer", S.ACCEPTANCE, S.DEFERRED, pgettext_lazy("步骤", "暂缓通过"), "deferred", guard=reviews_are_in,
             reason_required=True, reason_label=_("整改要求"), prepare=deferral_has_its_day, effect=deferred),
        step("fail", S.ACCEPTANCE, S.FAILED, pgettext_lazy("步骤", "验收不通过"), "failed", guard=reviews_are_in, reason_required=True,
             effect=failed, danger=True, explain=_("不计入计划目标；申报单位会看到理由，以后可以另行申报。")),
        step("reopen", [S.ACCEPTED, S.FAILED], S.ACCEPTANCE, _("更正验收结论"), "reopened", reason_required=True, effect=reopened,
             danger=True, explain=_("验收结论有误时使用：回到待验收，日志留有原结论。")),
        step("withdraw", HELD, S.WITHDRAWN, pgettext_lazy("步骤", "撤销"), "withdrawn", reason_required=True,
             prepare=withdrawal_has_its_document, effect=withdrawn, danger=True,
             explain=_("撤销须有文号，从撤销之日起不再计入；记录和理由留存。")),
        step("register_listed", S.DRAFT, S.LISTED, _("登记已立项"), "registered_listed", internal=True, prepare=listing_has_its_document),
        step("register_accepted", S.LISTED, S.ACCEPTED, _("登记已验收"), "registered_accepted", internal=True,
             prepare=acceptance_has_its_day),
    ],
)  # fmt: skip
