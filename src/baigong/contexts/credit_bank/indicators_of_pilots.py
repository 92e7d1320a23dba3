"""What the pilot of 1+X counts: who was assessed and passed, places taken up, certificates in the register, trainees who reached theirs.

These figures come from the credit bank's own register of assessments. Those of ``schools`` (CRT-01, CRT-02) come from what schools return
on the national standard: the two are told apart in every definition.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.accounts.public import COUNTY_OFFICER, CREDIT_OFFICER, LEADER, SCHOOL_OFFICER, WORKING_TEAM
from baigong.contexts.credit_bank.models import (
    ASSESSED,
    AssessmentEntry,
    CertificateType,
    ClassState,
    EntryState,
    IssuedCertificate,
    IssuedState,
    PilotQuota,
    QuotaState,
    Trainee,
)
from baigong.kernel.indicators import (
    Case,
    Disclosure,
    Indicator,
    Kind,
    Measure,
    SliceKind,
    SnapshotTable,
    TableColumn,
    declare_slice_kind,
    declare_table,
    indicator,
)
from baigong.kernel.indicators.folders import arrow_table
from baigong.kernel.wording import as_recorded

if TYPE_CHECKING:
    import pyarrow as pa

READERS = frozenset({WORKING_TEAM, LEADER, CREDIT_OFFICER, COUNTY_OFFICER, SCHOOL_OFFICER})
COMMON = (
    TableColumn("certificate_name", _("证书")),
    TableColumn("x_level", pgettext_lazy("学习成果", "级别")),
    TableColumn("school_name", _("学校")),
    TableColumn("year", _("年度"), "int64", form="year"),
    TableColumn("x_certificate", _("证书代码"), is_hidden=True),
    TableColumn("school", _("学校"), is_hidden=True),
    TableColumn("path", _("单位"), is_hidden=True),
)
SLICES = {"school": "school", "x_certificate": "x_certificate", "x_level": "x_level", "year": "year"}
ENTRIES = (
    TableColumn("entry", _("编号"), "int64", is_hidden=True),
    TableColumn("held_on", _("考核日期"), "date"),
    TableColumn("state_name", _("状态")),
    TableColumn("state", _("状态代码"), is_hidden=True),
    *COMMON,
)
QUOTAS = (
    TableColumn("quota", _("编号"), "int64", is_hidden=True),
    TableColumn("programme", _("专业名称")),
    TableColumn("approved", _("核准人数"), "int64"),
    TableColumn("taken", _("已用"), "int64"),
    *COMMON,
)
ISSUED = (
    TableColumn("issued", _("编号"), "int64", is_hidden=True),
    TableColumn("issued_on", _("颁发日期"), "date"),
    TableColumn("expires_on", _("有效期止"), "date"),
    TableColumn("state", _("状态代码"), is_hidden=True),
    *COMMON,
)
TRAINEES = (
    TableColumn("certificate_class", _("编号"), "int64", is_hidden=True),
    TableColumn("class_name", _("班级名称")),
    TableColumn("has_certificate", _("已取证"), "boolean"),
    *COMMON,
)


def _common(level: Any, school: Any, year: int) -> dict[str, Any]:
    return {
        "certificate_name": level.certificate.title, "x_level": level.level, "x_certificate": level.certificate.code, "year": year,
        "school_name": school.name, "school": str(school.pk), "path": school.path,
    }  # fmt: skip


def produce_entries(now: datetime) -> pa.Table:
    """Every entry that was not withdrawn. One query."""
    rows = AssessmentEntry.objects.exclude(state=EntryState.CANCELLED).select_related("level__certificate", "session", "quota__school")
    with as_recorded():
        given = [
            {"entry": row.pk, "held_on": row.session.held_on, "state": row.state, "state_name": row.get_state_display()}
            | _common(row.level, row.quota.school, row.session.held_on.year)
            for row in rows.order_by("pk")
        ]
    return arrow_table(ENTRIES, given)


def produce_quotas(now: datetime) -> pa.Table:
    """Every quota that was granted, with what is taken up. One query."""
    taken = Count("entries", filter=~Q(entries__state=EntryState.CANCELLED), distinct=True)
    rows = PilotQuota.objects.filter(state__in=[QuotaState.APPROVED, QuotaState.CLOSED]).annotate(taken=taken)
    given = [
        {"quota": row.pk, "programme": row.programme, "approved": row.approved, "taken": row.taken}
        | _common(row.level, row.school, row.year)
        for row in rows.select_related("level__certificate", "school").order_by("pk")
    ]
    return arrow_table(QUOTAS, given)


def produce_issued(now: datetime) -> pa.Table:
    """Every certificate of the register as it stands. One query."""
    rows = IssuedCertificate.objects.select_related("level__certificate", "registrar", "outcome").order_by("pk")
    given = [
        {"issued": row.pk, "issued_on": row.issued_on, "expires_on": row.outcome.expires_on, "state": row.state}
        | _common(row.level, row.registrar, row.issued_on.year)
        for row in rows
    ]
    return arrow_table(ISSUED, given)


def produce_trainees(now: datetime) -> pa.Table:
    """Everybody of a class that ended, and whether a certificate of its level stands in the register. One query."""
    held = IssuedCertificate.objects.filter(
        learner=OuterRef("learner"), level=OuterRef("certificate_class__quota__level"), state=IssuedState.ISSUED
    )
    rows = Trainee.objects.filter(certificate_class__state=ClassState.FINISHED).annotate(has_certificate=Exists(held)).order_by("pk")
    given = [
        {
            "certificate_class": row.certificate_class_id, "class_name": row.certificate_class.title,
            "has_certificate": row.has_certificate,
        } | _common(row.certificate_class.quota.level, row.certificate_class.quota.school, row.certificate_class.quota.year)
        for row in rows.select_related("certificate_class__quota__level__certificate", "certificate_class__quota__school")
    ]  # fmt: skip
    return arrow_table(TRAINEES, given)


def _certificates(keys: Collection[str]) -> Mapping[str, str]:
    return dict(CertificateType.objects.filter(code__in=keys).values_list("code", "title"))


declare_slice_kind(SliceKind("x_certificate", _("证书"), _certificates))
declare_slice_kind(SliceKind("x_level", _("证书等级")))
SOURCES: tuple[tuple[str, Any, tuple[TableColumn, ...], Any, str, str], ...] = (
    ("pilot_entries", _("考核报名"), ENTRIES, produce_entries, "x-entry", "entry"),
    ("pilot_quotas", _("已核准的试点配额"), QUOTAS, produce_quotas, "x-quota", "quota"),
    ("pilot_certificates", _("登记的证书"), ISSUED, produce_issued, "x-certificate", "issued"),
    ("pilot_trainees", _("结业的证书培训班学员"), TRAINEES, produce_trainees, "x-class", "certificate_class"),
)
for _name, _label, _columns, _produce, _route, _key in SOURCES:

    def _address(row: Mapping[str, Any], route: str = _route, key: str = _key) -> str:
        return reverse(f"credit_bank:{route}", args=[row[key]])

    declare_table(
        SnapshotTable(
            name=_name, label=_label, columns=_columns, owner="path", readers=READERS, is_own_register=True, slices=SLICES,
            record_url=_address, produce=_produce,
        )
    )  # fmt: skip

WAYS = tuple(SLICES)
BASIS = _("教职成〔2019〕6号；人社部发〔2019〕34号；武政发〔2020〕81号措施5")
SHARED: dict[str, Any] = {"basis": BASIS, "records_from": _("学分银行的考核和证书登记"), "slices": WAYS}
PERSONS = Disclosure(is_public=True)


def _of(table: str, *rows: dict[str, Any]) -> dict[str, Any]:
    return {table: [{"school": "7", "x_certificate": "1-03", "x_level": "2", "year": 2022} | row for row in rows]}


def _passed(t: Any) -> Any:
    return t.state == EntryState.PASSED.value


def _assessed(t: Any) -> Any:
    return t.state.isin([state.value for state in ASSESSED])


def _stands(t: Any) -> Any:
    return (t.state == IssuedState.ISSUED.value) & (t.expires_on.isnull() | (t.expires_on >= t.as_of))


_ENTRIES = _of(
    "pilot_entries", *({"entry": n, "state": state} for n, state in enumerate(("passed", "passed", "failed", "absent", "registered"), 1)),
    {"entry": 6, "state": "failed", "year": 2021},
)  # fmt: skip
indicator(
    Indicator(
        code="XPL-01", name=_("1+X考核通过率（考核登记）"), unit="%", kind=Kind.RATIO,
        definition=_("考核通过的人次除以参加考核的人次（通过和未通过）；缺考和待考的不计。由学分银行的考核登记得出；按学校返回的考核名册计的见CRT-02。"),
        numerator=Measure("pilot_entries", where=_passed), denominator=Measure("pilot_entries", where=_assessed), disclosure=PERSONS,
        worked=(
            Case(_("通过2人次，未通过2人次；缺考、待考不计"), _ENTRIES, "1/2"),
            Case(_("按考核年度"), _ENTRIES, "2/3", slice=("year", "2022")),
            Case(_("还没有考核"), _of("pilot_entries", {"entry": 1, "state": "registered"}), None),
        ),
        **SHARED,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="XPL-02", name=_("试点配额使用率"), unit="%", kind=Kind.RATIO,
        definition=_("占用配额的报名人数（取消的不计）除以核准人数；待核准的配额不计。"),
        numerator=Measure("pilot_quotas", amount=lambda t: t.taken), denominator=Measure("pilot_quotas", amount=lambda t: t.approved),
        disclosure=Disclosure(is_public=True, minimum_cell=0),
        worked=(
            Case(_("核准60人，已用45人"), _of("pilot_quotas", {"quota": 1, "approved": 40, "taken": 35},
                                              {"quota": 2, "approved": 20, "taken": 10}), "3/4"),
            Case(_("没有核准过"), {}, None),
        ),
        **SHARED,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="XPL-03", name=_("登记的有效证书"), unit=_("份"), kind=Kind.COUNT,
        definition=_("证书登记里统计日未撤销、未过有效期的证书；同一人同一证书同一等级只登记一份。持证人数见CRB-02，按学校返回的名册计的见CRT-01。"),
        numerator=Measure("pilot_certificates", where=_stands), disclosure=PERSONS,
        worked=(
            Case(_("撤销的和过期的不计"), _of(
                "pilot_certificates", {"issued": 1, "state": "issued"}, {"issued": 2, "state": "revoked"},
                {"issued": 3, "state": "issued", "expires_on": date(2022, 6, 26)},
                {"issued": 4, "state": "issued", "expires_on": date(2022, 6, 27)},
            ), "2"),
        ),
        **SHARED,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="XPL-04", name=_("证书培训班取证率"), unit="%", kind=Kind.RATIO,
        definition=_("结业的证书培训班学员中，持有本班证书等级的有效登记证书的人次所占比例；按考核年度为配额的年度。"),
        numerator=Measure("pilot_trainees", where=lambda t: t.has_certificate), denominator=Measure("pilot_trainees"), disclosure=PERSONS,
        worked=(
            Case(_("三人结业，两人取证"), _of("pilot_trainees", {"has_certificate": True}, {"has_certificate": True},
                                              {"has_certificate": False}), "2/3"),
            Case(_("没有结业的班"), {}, None),
        ),
        **SHARED,
    )
)  # fmt: skip
