"""The bank in numbers over a period, from its records, within what the reader works with; each number leads to the list it counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any
from urllib.parse import urlencode

from django.db.models import CharField, Count, Q, QuerySet, Sum
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from baigong.contexts.credit_bank.access import CONVERSION_POLICY, LEARNER_POLICY, OUTCOME_POLICY
from baigong.contexts.credit_bank.access_of_office import APPEAL_POLICY, POSTING_POLICY
from baigong.contexts.credit_bank.models import (
    Appeal,
    AppealState,
    Conversion,
    ConversionState,
    Learner,
    Outcome,
    OutcomeState,
    Posting,
    PostingKind,
    all_outcome_kinds,
    shown,
)
from baigong.contexts.organisations.public import Organisation, OrganisationKind
from baigong.kernel.access import Actor
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.ui.charts import Chart, Series

RECOGNISED = (OutcomeState.RECOGNISED, OutcomeState.REVOKED)
"""Once recognised; what was revoked later was recognised in the period all the same, and is told beside."""
DECIDED = (*RECOGNISED, OutcomeState.REJECTED)
REASONS = 15


@dataclass(frozen=True)
class Figure:
    """One number with its list."""

    label: str
    value: str
    unit: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Line:
    """A line of a table: what it is about, its list, and its numbers."""

    name: str
    url: str
    values: Sequence[str]


@dataclass(frozen=True)
class Breakdown:
    """A table of the statistics."""

    key: str
    title: str
    headings: Sequence[str]
    lines: Sequence[Line]
    note: str = ""


@dataclass(frozen=True)
class Statistics:
    """Everything of a period."""

    since: date
    until: date
    figures: Sequence[Figure]
    tables: Sequence[Breakdown]
    charts: Sequence[Chart]
    counted_at: datetime | None = None
    """When it was counted, where it was kept since."""


def restored(content: Mapping[str, Any]) -> Statistics:
    """Statistics out of what was kept of them (``asdict`` as JSON)."""
    tables = [Breakdown(**table | {"lines": [Line(**line) for line in table["lines"]]}) for table in content["tables"]]
    charts = [Chart(**chart | {"series": [Series(**one) for one in chart["series"]]}) for chart in content["charts"]]
    since, until = (date.fromisoformat(content[name]) for name in ("since", "until"))
    return Statistics(since, until, [Figure(**one) for one in content["figures"]], tables, charts)


def statistics_of(actor: Actor, since: date, until: date) -> Statistics:
    """The bank over the days ``since`` to ``until``. About twenty queries, however much there is."""
    period = _Period(since, until)
    outcomes = OUTCOME_POLICY.visible(actor, "work")
    conversions = CONVERSION_POLICY.visible(actor, "work")
    by_kind, by_body, by_issuer, by_year = _outcomes(outcomes, period)
    ledger = _ledger(period) if POSTING_POLICY.reachable(actor, "view") else None
    tables = [_counties(actor, by_body, period), by_kind.table, by_body.table, by_issuer, by_year]
    figures = [*_accounts(LEARNER_POLICY.visible(actor, "work"), period), *by_kind.figures]
    times = _times(outcomes, conversions, period)
    if CONVERSION_POLICY.reachable(actor, "work"):
        tables += [_schools(conversions, period), _reasons(conversions, period)]
        figures += _conversions(conversions, period)
    else:  # a county: what is not its own would read as nothing done
        times = times[:1]
    figures += [*times, *_appeals(APPEAL_POLICY.visible(actor, "work"), period)]
    if ledger is not None:
        tables.append(ledger)
    return Statistics(since, until, figures, [table for table in tables if table.lines], [*by_kind.charts, *_year_chart(by_year)])


@dataclass(frozen=True)
class _Period:
    since: date
    until: date

    def days(self, path: str) -> Q:
        return Q(**{f"{path}__gte": self.since, f"{path}__lte": self.until})

    def instants(self, path: str) -> Q:
        first, after = (timezone.make_aware(datetime.combine(d, time.min)) for d in (self.since, self.until + timedelta(days=1)))
        return Q(**{f"{path}__gte": first, f"{path}__lt": after})

    def url(self, name: str, path: str, **asked: Any) -> str:
        """The list of what is counted: the same days, and whatever else is asked."""
        days = {f"{path}_from": self.since.isoformat(), f"{path}_to": self.until.isoformat()}
        return f"{reverse(f'credit_bank:{name}')}?{urlencode(asked | days, doseq=True)}"


# -- accounts and outcomes -------------------------------------------------------------------------------------------


def _accounts(learners: QuerySet[Learner], period: _Period) -> list[Figure]:
    opened = learners.filter(period.instants("opened_at")).count()
    note = _("现有账户%(n)d户") % {"n": learners.exclude(state="closed").count()}
    return [Figure(_("新开账户"), f"{opened:,}", _("户"), period.url("learners", "opened_at"), note)]


@dataclass(frozen=True)
class _Grouped:
    table: Breakdown
    figures: Sequence[Figure]
    charts: Sequence[Chart]
    bodies: Mapping[int, tuple[str, int, int]]


COUNTED = ("recognised", "units", "revoked", "rejected")
"""What is counted of outcomes in each group."""


def _grouped(rows: QuerySet[Outcome], *paths: str) -> Iterable[Mapping[str, Any]]:
    found: Iterable[Mapping[str, Any]] = rows.values(*paths).order_by(*paths).annotate(
        recognised=Count("pk", filter=Q(state__in=RECOGNISED)), units=Sum("credits", filter=Q(state__in=RECOGNISED)),
        revoked=Count("pk", filter=Q(state=OutcomeState.REVOKED)), rejected=Count("pk", filter=Q(state=OutcomeState.REJECTED)),
    )  # fmt: skip
    return found


def _by_issuer(rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """Counts of each issuer: a body of the directory under its name there, however entries of the catalogue call it."""
    issuers: dict[str, dict[str, int]] = {}
    for row in rows:
        issuer = issuers.setdefault(row["type__issuer_body__name"] or row["type__issuer"], {})
        for name in COUNTED:
            issuer[name] = issuer.get(name, 0) + (row[name] or 0)
    return dict(sorted(issuers.items()))


def _years(days: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Counts by day as counts by year: the year of every outcome takes the database longer than counting them."""
    years: dict[int, dict[str, Any]] = {}
    for row in days:
        year = years.setdefault(row["decided_on"].year, {"year": row["decided_on"].year})
        for name in COUNTED:
            year[name] = year.get(name, 0) + (row[name] or 0)
    return [years[year] for year in sorted(years)]


def _numbers(row: Mapping[str, Any]) -> list[str]:
    return [f"{row['recognised']:,}", shown(row["units"] or 0), f"{row['revoked']:,}", f"{row['rejected']:,}"]


def _outcomes(outcomes: QuerySet[Outcome], period: _Period) -> tuple[_Grouped, _Grouped, Breakdown, Breakdown]:
    decided = outcomes.filter(period.days("decided_on"), state__in=DECIDED)
    heads = [_("认定"), _("认定学分"), _("其中后来撤销"), _("不予认定")]
    kinds = all_outcome_kinds()

    def listed(**asked: Any) -> str:
        return period.url("outcomes", "decided_on", state=[str(state) for state in DECIDED], **asked)

    rows = list(_grouped(decided, "type__kind"))
    lines = [
        Line(str(kinds.get(row["type__kind"], row["type__kind"])), listed(type__kind=row["type__kind"]), _numbers(row)) for row in rows
    ]
    count, units = sum(row["recognised"] for row in rows), sum(row["units"] or 0 for row in rows)
    rejected = sum(row["rejected"] for row in rows)
    figures = [
        Figure(_("认定成果"), f"{count:,}", _("项"), listed()), Figure(_("认定学分"), shown(units), _("学分"), listed()),
        Figure(pgettext("统计", "不予认定"), f"{rejected:,}", _("项"), period.url("outcomes", "decided_on", state="rejected")),
    ]  # fmt: skip
    charts = []
    if rows:
        series = [Series(_("认定"), [row["recognised"] for row in rows]), Series(_("不予认定"), [row["rejected"] for row in rows])]
        charts = [Chart("kinds", _("认定成果，按类别"), [line.name for line in lines], series, "horizontal", _("项"))]
    by_kind = _Grouped(Breakdown("kinds", _("按成果类别"), [_("类别"), *heads], lines), figures, charts, {})
    rows = list(_grouped(decided, "reviewer", "reviewer__name"))
    lines = [Line(row["reviewer__name"], listed(reviewer=row["reviewer"]), _numbers(row)) for row in rows]
    bodies = {row["reviewer"]: (row["reviewer__name"], row["recognised"], row["units"] or 0) for row in rows}
    by_body = _Grouped(Breakdown("reviewers", _("按认定单位"), [_("认定单位"), *heads], lines), [], [], bodies)
    issuers = _by_issuer(_grouped(decided, "type__issuer_body__name", "type__issuer"))
    lines = [Line(name, listed(q=name), _numbers(row)) for name, row in issuers.items()]
    by_issuer = Breakdown("issuers", _("按颁发单位"), [_("颁发单位"), *heads], lines)
    every = outcomes.filter(state__in=DECIDED, decided_on__isnull=False)
    lines = []
    for row in _years(_grouped(every, "decided_on")):
        year = _Period(date(row["year"], 1, 1), date(row["year"], 12, 31))
        lines.append(Line(str(row["year"]), year.url("outcomes", "decided_on", state=[str(s) for s in DECIDED]), _numbers(row)))
    return by_kind, by_body, by_issuer, Breakdown("years", _("按年度"), [_("年度"), *heads], lines, _("不限于上面的期间。"))


def _year_chart(table: Breakdown) -> list[Chart]:
    if len(table.lines) < 2:
        return []
    values = [int(line.values[0].replace(",", "")) for line in table.lines]
    return [Chart("years", _("认定成果，按年度"), [line.name for line in table.lines], [Series(_("认定"), values)], "bar", _("项"))]


def _counties(actor: Actor, by_body: _Grouped, period: _Period) -> Breakdown:
    """Accounts opened, and outcomes recognised by bodies, of each county; what is the city's own stands as the city's."""
    found = counties()
    paths = dict(Organisation.objects.filter(pk__in=by_body.bodies).values_list("pk", "path"))
    opened = LEARNER_POLICY.visible(actor, "work").filter(period.instants("opened_at")).values("home__path").annotate(n=Count("pk"))
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in opened.order_by():
        sums[_county(row["home__path"], found)][0] += row["n"]
    for pk, (_name, count, units) in by_body.bodies.items():
        own = sums[_county(paths.get(pk), found)]
        own[1] += count
        own[2] += units
    names = {0: _("市本级"), **{county.pk: county.name for county in found}}
    asked = [str(state) for state in RECOGNISED]
    lines = [
        Line(names[pk], period.url("outcomes", "decided_on", state=asked, county=pk), [f"{n:,}", f"{count:,}", shown(units)])
        for pk, (n, count, units) in sorted(sums.items())
    ]
    return Breakdown(
        "counties", _("按县区"), [_("县区"), _("新开账户"), _("认定成果"), _("认定学分")], lines, _("账户按办理单位，成果按认定单位。")
    )


def counties() -> list[Organisation]:
    """The counties of the city, in their order."""
    return list(Organisation.objects.filter(kind=OrganisationKind.COUNTY).order_by("order", "pk"))


def decided_in_county(pk: int) -> Q:
    """Outcomes decided by a body of this county; 0: by one of the city's own."""
    paths = {county.pk: county.path for county in counties()}
    if pk:
        return Q(reviewer__path__startswith=paths.get(pk, "-"))
    none = Q()
    for path in paths.values():
        none &= ~Q(reviewer__path__startswith=path)
    return none


def _county(path: str | None, counties: Sequence[Organisation]) -> int:
    return next((county.pk for county in counties if path and path.startswith(county.path)), 0)


# -- conversions -----------------------------------------------------------------------------------------------------


def _conversions(conversions: QuerySet[Conversion], period: _Period) -> list[Figure]:
    asked = conversions.filter(period.days("applied_on"))
    states = dict(asked.values_list("state").annotate(n=Count("pk")).order_by("state"))
    granted = asked.filter(state=ConversionState.APPROVED).aggregate(units=Sum("credits"))["units"] or 0
    words = (
        (ConversionState.APPROVED, pgettext("统计", "同意转换")),
        (ConversionState.REFUSED, pgettext("统计", "不同意转换")),
        (ConversionState.REVERSED, pgettext("统计", "撤销转换")),
    )
    return [
        Figure(_("申请转换"), f"{sum(states.values()):,}", _("件"), period.url("conversions", "applied_on")),
        *(
            Figure(
                word, f"{states.get(state, 0):,}", _("件"), period.url("conversions", "applied_on", state=str(state)),
                _("共%(n)s学分") % {"n": shown(granted)} if state == ConversionState.APPROVED else "",
            )
            for state, word in words
        ),
    ]  # fmt: skip


def _schools(conversions: QuerySet[Conversion], period: _Period) -> Breakdown:
    rows = conversions.filter(period.days("applied_on")).values("programme__school", "programme__school__name").annotate(
        asked=Count("pk"), granted=Count("pk", filter=Q(state=ConversionState.APPROVED)),
        refused=Count("pk", filter=Q(state=ConversionState.REFUSED)), units=Sum("credits", filter=Q(state=ConversionState.APPROVED)),
    )  # fmt: skip
    lines = [
        Line(
            row["programme__school__name"], period.url("conversions", "applied_on", q=row["programme__school__name"]),
            [f"{row['asked']:,}", f"{row['granted']:,}", f"{row['refused']:,}", shown(row["units"] or 0)],
        )
        for row in rows.order_by("programme__school")
    ]  # fmt: skip
    return Breakdown("schools", _("学分转换，按学校"), [_("学校"), _("申请"), _("同意"), _("不同意"), _("同意学分")], lines)


def _reasons(conversions: QuerySet[Conversion], period: _Period) -> Breakdown:
    """Why applications were refused, as the schools wrote it; the commonest first."""
    refused = conversions.filter(period.days("applied_on"), state=ConversionState.REFUSED)
    events = AuditEvent.objects.filter(action="credit_bank.conversion.refused", subject_id__in=_as_text(refused))
    found: Counter[str] = Counter()
    first: dict[str, str] = {}
    for detail, subject in events.order_by("pk").values_list("detail", "subject_id"):
        reason = str(detail.get("reason", "")) or _("没有写明")
        found[reason] += 1
        first.setdefault(reason, subject)
    every = period.url("conversions", "applied_on", state="refused")
    lines = [
        Line(reason, reverse("credit_bank:conversion", args=[int(first[reason])]) if n == 1 else every, [f"{n:,}"])
        for reason, n in found.most_common(REASONS)
    ]
    return Breakdown("reasons", _("不同意转换的理由"), [_("理由"), _("件")], lines)


# -- time, appeals, ledger -------------------------------------------------------------------------------------------


def _times(outcomes: QuerySet[Outcome], conversions: QuerySet[Conversion], period: _Period) -> list[Figure]:
    """Days from handing in to the decision; what an issuer posted itself was never handed in."""
    claims = outcomes.filter(period.days("decided_on"), state__in=DECIDED, batch=None)
    decided = dict(claims.values_list("pk", "decided_on"))
    claimed: dict[int, date] = {}
    events = AuditEvent.objects.filter(action="credit_bank.outcome.claimed", subject_id__in=_as_text(claims))
    for subject, at in events.order_by("at").values_list("subject_id", "at"):
        claimed[int(subject)] = timezone.localtime(at).date()
    pairs = [(day, decided[pk]) for pk, day in claimed.items()]
    days = [(until - day).days for day, until in pairs if until is not None and until >= day]
    rows = conversions.filter(period.days("decided_on")).values_list("applied_on", "decided_on")
    converted = [(until - since).days for since, until in rows if until is not None]
    return [
        _time(_("认定用时"), days, period.url("outcomes", "decided_on")),
        _time(_("转换用时"), converted, period.url("conversions", "decided_on")),
    ]


def _as_text(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Their numbers as the log names subjects."""
    found: QuerySet[Any] = rows.order_by().annotate(text=Cast("pk", CharField())).values("text")
    return found


def _time(label: str, days: Sequence[int], url: str) -> Figure:
    if not days:
        return Figure(label, _("无数据"), "", url)
    half = median(days)
    note = _("最长%(n)d天，共%(count)d件") % {"n": max(days), "count": len(days)}
    return Figure(label, f"{half:g}", _("天（中位数）"), url, note)


def _appeals(appeals: QuerySet[Appeal], period: _Period) -> list[Figure]:
    states = dict(appeals.filter(period.days("lodged_on")).values_list("state").annotate(n=Count("pk")).order_by("state"))
    changed = states.get(AppealState.CHANGED, 0)
    reviewed = changed + states.get(AppealState.UPHELD, 0)
    note = _("复核%(n)d件，变更%(changed)d件") % {"n": reviewed, "changed": changed}
    return [Figure(pgettext("统计", "申诉"), f"{sum(states.values()):,}", _("件"), period.url("appeals", "lodged_on"), note)]


def _ledger(period: _Period) -> Breakdown:
    rows = Posting.objects.filter(period.days("occurred_on")).values("kind").annotate(n=Count("pk"), units=Sum("amount")).order_by("kind")
    found = {row["kind"]: row for row in rows}
    lines = [
        Line(str(kind.label), period.url("postings", "occurred_on", kind=str(kind)), [f"{found[kind]['n']:,}", shown(found[kind]["units"])])
        for kind in PostingKind
        if kind in found
    ]
    return Breakdown(
        "ledger", _("学分账"), [_("事项"), _("笔数"), _("学分")], lines, _("按发生日期；冲正的笔数和学分另列，没有从各项里减去。")
    )
