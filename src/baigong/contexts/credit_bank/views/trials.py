"""Trials of rules: which versions on which days' applications, the trials so far, and what each found."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import F, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.credit_bank.access_of_conversion import RULE_TRIAL_POLICY
from baigong.contexts.credit_bank.forms.conversion import TrialForm
from baigong.contexts.credit_bank.models import RuleState, RuleTrial
from baigong.contexts.credit_bank.selectors.conversion import list_rules
from baigong.contexts.credit_bank.selectors.trials import changes_of, get_trial, list_trials
from baigong.contexts.credit_bank.services import trials as services
from baigong.contexts.credit_bank.views.rules import chosen_school
from baigong.kernel.access import Request, requires
from baigong.kernel.ui.form_pages import form_page
from baigong.kernel.ui.listing import ChoiceFilter, Column, EmptyState, Listing

LATEST = 5
TRIED = (RuleState.DRAFT, RuleState.CHECKED, RuleState.ADOPTED)
GAINS, LOSES, SAME = "more", "less", "same"
_WHERE = {
    GAINS: Q(after__gt=F("before")),
    LOSES: Q(after__lt=F("before")),
    SAME: Q(after=F("before")),
}


def _courses(name: str) -> Column:
    words = {"gained": gettext_lazy("增加的免修"), "lost": gettext_lazy("减少的免修")}
    return Column(name, words[name], value=lambda row: "、".join(getattr(row, name)), priority=2)


CHANGES = Listing(
    name="trial-changes",
    caption=gettext_lazy("结果会改变的申请"),
    columns=[
        Column("learner", gettext_lazy("学分账户"), value=lambda row: row.conversion.learner.name, main=True,
               sort="conversion__learner__name", sub=lambda row: row.conversion.learner.number),
        Column("programme", gettext_lazy("转换专业"), value=lambda row: row.conversion.programme, sort="conversion__programme__title",
               priority=2),
        Column("applied_on", gettext_lazy("申请日期"), value=lambda row: row.conversion.applied_on, kind="date",
               sort="conversion__applied_on", priority=3),
        Column("before", gettext_lazy("原来的学分"), value=lambda row: row.before_text, sort="before"),
        Column("after", gettext_lazy("试算的学分"), value=lambda row: row.after_text, sort="after"),
        Column("difference", gettext_lazy("增减"), value=lambda row: row.difference_text, sort="difference"),
        _courses("gained"),
        _courses("lost"),
        Column("is_proven", gettext_lazy("已证明最优"), kind="boolean", only_export=True),
    ],
    filters=[
        ChoiceFilter(
            "who", gettext_lazy("变化"),
            choices=[(GAINS, gettext_lazy("多得学分")), (LOSES, gettext_lazy("少得学分")), (SAME, gettext_lazy("学分不变，课程不同"))],
            where=lambda _request, value: _WHERE[value],
        )
    ],
    search=["conversion__learner__name", "conversion__learner__number", "conversion__programme__title"],
    default_sort=("difference", "pk"),
    row_link=lambda row: str(row.conversion.get_absolute_url()),
    export_limit=100_000,
    empty=EmptyState(gettext_lazy("没有一份申请的结果会改变"), gettext_lazy("这些规则对这段时间的申请没有影响。"), "circle-check"),
)  # fmt: skip
TRIALS = Listing(
    name="rule-trials",
    caption=gettext_lazy("试算过的"),
    columns=[
        Column("rules", gettext_lazy("试算的规则"), value=lambda row: "、".join(str(rule) for rule in row.rules.all()), main=True),
        Column("school", gettext_lazy("学校"), sort="school__order", priority=2),
        Column("since", gettext_lazy("申请日期自"), kind="date", sort="since", priority=2),
        Column("until", gettext_lazy("申请日期至"), kind="date", priority=2),
        Column("claims", gettext_lazy("申请数"), kind="number", sort="claims"),
        Column("winners", gettext_lazy("多得学分的申请"), kind="number", sort="winners"),
        Column("losers", gettext_lazy("少得学分的申请"), kind="number", sort="losers"),
        Column("difference", gettext_lazy("学分合计增减"), value=lambda row: row.difference_text, sort="difference"),
        Column("created_at", gettext_lazy("试算时间"), kind="datetime", sort="created_at", priority=2),
        Column("finished_at", gettext_lazy("完成"), value=lambda row: row.finished_at is not None, kind="boolean", priority=3),
    ],
    search=["rules__title", "rules__code", "school__name"],
    default_sort=("-created_at", "-pk"),
    row_link="credit_bank:trial",
    empty=EmptyState(gettext_lazy("还没有试算过"), gettext_lazy("选好规则和日期，试算的结果留在这里，可以再看和导出。"), "chart-line"),
)


@requires(RULE_TRIAL_POLICY, "try")
@require_http_methods(["GET", "POST"])
def trial_start(request: Request) -> HttpResponse:
    """Which versions to try on which days' applications, and the trials so far. A worker tries; it decides on nobody."""
    school, schools = chosen_school(request)
    if school is None:
        raise Http404
    day = request.now.date()
    versions = list(list_rules(request.actor).filter(school=school, state__in=TRIED))
    since = day.replace(year=day.year - 1, day=min(day.day, 28))
    form = TrialForm(request.POST or None, versions=versions, initial={"since": since, "until": day})
    latest = list(list_trials(request.actor).filter(school=school)[:LATEST])
    return form_page(
        request, form, "credit_bank/trial_start.html",
        lambda data: services.start_trial(
            actor=request.actor, now=request.now, school=school, versions=form.chosen(), since=data["since"], until=data["until"]
        ),
        done=_("试算已经排队，算好后可以在这里查看。"), to=lambda made: made.job,
        context={"school": school, "schools": schools, "versions": versions, "latest": latest},
    )  # fmt: skip


@requires(RULE_TRIAL_POLICY, "view")
@require_GET
def trial_list(request: Request) -> HttpResponse:
    """All trials in sight."""
    return TRIALS.respond(request, list_trials(request.actor), "credit_bank/trial_list.html", on_export="credit_bank.ruletrial.exported")


@requires(RULE_TRIAL_POLICY, "view")
@require_GET
def trial(request: Request, pk: int) -> HttpResponse:
    """What a trial found: who gains, who loses, what changes."""
    row = get_trial(request.actor, pk)
    context = {
        "row": row, "rules": list(row.rules.select_related("school")), "is_own": row.requested_by_id == request.actor.user_id,
        "may_drop": bool(RULE_TRIAL_POLICY.decide(request.actor, "drop", row)),
    }  # fmt: skip
    return CHANGES.respond(
        request, changes_of(row), "credit_bank/trial.html", context, on_export="credit_bank.trialchange.exported", about=row
    )


@requires(RULE_TRIAL_POLICY, "drop")
@require_POST
def trial_drop(request: Request, pk: int) -> HttpResponse:
    """A trial is put away with what it found."""
    row: RuleTrial = get_trial(request.actor, pk)
    services.drop_trial(actor=request.actor, now=request.now, trial=row)
    messages.success(request, _("已删除这次试算。"))
    return redirect("credit_bank:trials")
