"""Forms of the pilot: schools, quotas, sites, classes, sessions, entries, results, certificates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.models import (
    AssessmentSession,
    AssessmentSite,
    CertificateClass,
    CertificateLevel,
    PilotQuota,
)
from baigong.contexts.credit_bank.services.assessments import Consent, SessionHead
from baigong.contexts.credit_bank.services.certificate_classes import ClassHead
from baigong.contexts.credit_bank.services.pilots import QuotaHead, SiteHead
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.ui.import_pages import TableForm
from baigong.kernel.ui.lookup import LookupField

PEOPLE_HELP = _("一行一人，先写学分账号再写姓名，中间空格；可以从Excel两列直接粘贴。")


class RowChoice(forms.ChoiceField):
    """One of some rows; clean to the row itself. A single one is chosen already."""

    def __init__(self, *, rows: Sequence[Any] = (), empty: object = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.empty = empty
        self.offer(rows)

    def offer(self, rows: Sequence[Any], words: Any = str) -> None:
        """Say which rows may be chosen, and how each is called."""
        self.rows = {str(row.pk): row for row in rows}
        first = [] if len(self.rows) == 1 and self.required else [("", self.empty or _("请选择"))]
        self.choices = [*first, *((pk, words(row)) for pk, row in self.rows.items())]

    def clean(self, value: Any) -> Any:
        """The row chosen."""
        return self.rows.get(super().clean(value))


class PeopleField(forms.CharField):
    """A list of people, an account and a name a line; clean to pairs."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": 6}), max_length=100_000, **kwargs)

    def clean(self, value: Any) -> Any:
        """(account, name) of every line that is not empty."""
        lines = [line.replace("，", " ").replace(",", " ").split(maxsplit=1) for line in super().clean(value).splitlines() if line.strip()]
        return [(parts[0], " ".join(parts[1].split()) if len(parts) > 1 else "") for parts in lines]


class PilotSchoolForm(forms.Form):
    """A school joins the pilot."""

    school = RowChoice(label=_("学校"))
    since = forms.DateField(label=_("试点起始日期"))
    document = forms.CharField(label=_("依据文件"), max_length=120)

    def __init__(self, *args: Any, schools: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "school", schools)


class QuotaForm(forms.Form):
    """A school asks for places."""

    school = RowChoice(label=_("学校"))
    level = RowChoice(label=_("证书等级"))
    programme_code = forms.CharField(label=_("专业代码"), max_length=10, help_text=_("职业教育专业目录里的代码，如720201。"))
    year = forms.IntegerField(label=_("考核年度"), min_value=2019, max_value=2100)
    asked = forms.IntegerField(label=_("申请人数"), min_value=1, max_value=9999)
    note = forms.CharField(label=_("申请说明"), max_length=300, required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, schools: Sequence[Organisation], levels: Sequence[CertificateLevel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "school", schools)
        offer(self, "level", levels)

    def head(self) -> QuotaHead:
        """For the service."""
        return QuotaHead(**self.cleaned_data)


class SiteForm(forms.Form):
    """A site."""

    name = forms.CharField(label=_("站点名称"), max_length=80)
    organisation = LookupField(
        label=_("承办单位"), code="credit_code", also=("short_name",), help_text=_("由它公布场次、登记成绩。")
    )  # fmt: skip
    address = forms.CharField(label=_("地址"), max_length=160, required=False)
    places = forms.IntegerField(label=_("工位数"), min_value=1, max_value=9999, help_text=_("每场考核最多容纳的人数。"))
    since = forms.DateField(label=_("设立日期"))
    until = forms.DateField(label=_("撤销日期"), required=False)

    def __init__(self, *args: Any, bodies: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["organisation"].queryset = bodies

    def clean(self) -> dict[str, Any]:
        """The dates follow each other."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("早于设立日期。"))
        return data

    def head(self) -> SiteHead:
        """For the service."""
        return SiteHead(**self.cleaned_data)


class ApprovalForm(forms.Form):
    """What a site was approved for."""

    level = RowChoice(label=_("证书等级"))
    since = forms.DateField(label=_("核准起始日期"))
    until = forms.DateField(label=_("核准截止日期"))
    document = forms.CharField(label=_("核准文件"), max_length=120, help_text=_("培训评价组织的批文。"))

    def __init__(self, *args: Any, levels: Sequence[CertificateLevel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "level", levels)


class ClassForm(forms.Form):
    """A class. Under which quota is fixed once it is open."""

    quota = RowChoice(label=_("试点配额"), help_text=_("班级的学校、专业、证书等级和年度以配额为准。"))
    title = forms.CharField(label=_("班级名称"), max_length=80)
    teacher = forms.CharField(label=_("任课教师"), max_length=80)
    hours = forms.IntegerField(label=_("学时"), min_value=1, max_value=2000)
    starts_on = forms.DateField(label=_("开班日期"))
    ends_on = forms.DateField(label=_("结业日期"))

    def __init__(self, *args: Any, quotas: Sequence[PilotQuota], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "quota", quotas, lambda row: f"{row.school} · {row}")

    def head(self) -> ClassHead:
        """For the service."""
        return ClassHead(**{name: value for name, value in self.cleaned_data.items() if name != "quota"})


class PeopleForm(forms.Form):
    """Who comes into a class."""

    people = PeopleField(label=_("学员名单"), help_text=PEOPLE_HELP)


class SessionForm(forms.Form):
    """A session."""

    site = RowChoice(label=_("考核站点"))
    level = RowChoice(label=_("证书等级"))
    held_on = forms.DateField(label=_("考核日期"))
    registers_until = forms.DateField(label=_("报名截止日期"))
    has_theory = forms.BooleanField(label=_("理论考核"), required=False, initial=True)
    has_practice = forms.BooleanField(label=_("实操考核"), required=False, initial=True)
    full_mark = forms.IntegerField(
        label=_("满分"), min_value=1, max_value=1000, initial=100, help_text=_("理论、实操各自的满分；成绩不能比它高。")
    )
    capacity = forms.IntegerField(label=_("考核人数上限"), min_value=1, max_value=9999)
    fee = forms.DecimalField(
        label=_("考核费（元/人）"), required=False, min_value=0, max_value=9999, decimal_places=2, help_text=_("不收费的不填。")
    )

    def __init__(self, *args: Any, sites: Sequence[AssessmentSite], levels: Sequence[CertificateLevel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "site", sites)
        offer(self, "level", levels)

    def head(self) -> SessionHead:
        """For the service."""
        return SessionHead(**(self.cleaned_data | {"fee": int((self.cleaned_data["fee"] or 0) * 100)}))


def initial_of_session(row: AssessmentSession) -> dict[str, Any]:
    """What the form shows of a session."""
    names = ("held_on", "registers_until", "has_theory", "has_practice", "full_mark", "capacity")
    return {name: getattr(row, name) for name in names} | {"site": str(row.site_id), "level": str(row.level_id), "fee": row.fee_text}


class EntryForm(forms.Form):
    """Whom a school enters for a session: a class as a whole, a list, or both."""

    quota = RowChoice(label=_("试点配额"))
    certificate_class = RowChoice(label=_("培训班全体学员"), required=False, empty=_("不选班级"))
    people = PeopleField(label=_("名单"), required=False, help_text=PEOPLE_HELP)
    is_voluntary = forms.BooleanField(label=_("已确认每人自愿报名"), required=False)
    guardian_agrees = forms.BooleanField(label=_("未成年人均有监护人的同意书"), required=False)

    def __init__(self, *args: Any, quotas: Sequence[PilotQuota], classes: Sequence[CertificateClass], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "quota", quotas, lambda row: _("%(school)s · %(programme)s（余%(left)d）") % {
            "school": row.school, "programme": row.programme, "left": row.left})  # fmt: skip
        offer(self, "certificate_class", classes, lambda row: f"{row.quota.school} · {row}")

    def clean(self) -> dict[str, Any]:
        """Somebody is named."""
        data: dict[str, Any] = super().clean() or {}
        if not data.get("people") and not data.get("certificate_class"):
            self.add_error("people", _("请选班级，或填写名单。"))
        return data

    def consent(self) -> Consent:
        """What was confirmed."""
        return Consent(self.cleaned_data["is_voluntary"], self.cleaned_data["guardian_agrees"])


class OwnEntryForm(forms.Form):
    """A learner enters by himself."""

    quota = RowChoice(label=_("报名专业"))
    is_voluntary = forms.BooleanField(label=_("我自愿参加这次考核"), error_messages={"required": _("自愿参加的，请勾选后再报名。")})

    def __init__(self, *args: Any, quotas: Sequence[PilotQuota], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "quota", quotas, lambda row: row.programme)


class AssessmentTableForm(TableForm):
    """A filled table of results or certificates, and what it rests on."""

    document = forms.CharField(label=_("依据文件"), max_length=200, help_text=_("如评价组织的成绩通知、发证通知文号。"))


class CertificateTableForm(AssessmentTableForm):
    """The same for the certificates of a school."""

    school = RowChoice(label=_("学校"))

    def __init__(self, *args: Any, schools: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "school", schools)


class RenameForm(forms.Form):
    """The holder's name changed."""

    holder = forms.CharField(label=_("更名后的姓名"), max_length=80)
    document = forms.CharField(label=_("更名依据"), max_length=120, help_text=_("如户籍部门的更名证明。"))


class ReportForm(forms.Form):
    """Which school and year a report is of: a question that stands in the address."""

    school = RowChoice(label=_("学校"))
    year = forms.TypedChoiceField(label=_("年度"), coerce=int)

    def __init__(self, *args: Any, schools: Sequence[Organisation], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "school", schools)
        fields: Any = self.fields
        fields["year"].choices = [(year, str(year)) for year in range(on.year + 1, 2018, -1)]


def offer(form: forms.Form, name: str, rows: Sequence[Any], words: Any = str) -> None:
    """Say which rows a field of a form offers."""
    field: Any = form.fields[name]
    field.offer(rows, words)
