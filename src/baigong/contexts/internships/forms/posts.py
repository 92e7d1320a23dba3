"""Forms of posts: what an enterprise offers, what was filed beforehand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.enterprises.public import Enterprise, PostKind, Site
from baigong.contexts.internships.models import Hazard, Housing, InternshipPost, Organiser, PayForm, Venue
from baigong.contexts.internships.services.posts import FilingHead, MentorHead, PostHead
from baigong.kernel.rules import all_parameters

SPLIT = re.compile(r"[，,、;；\s]+")
MOST = Decimal(1_000_000)
CLOCK = {"invalid": _("请写成08:30的样子。")}


class Wage(forms.CharField):
    """An amount of yuan a month; clean to 分. What is no number is said so: “面议” cannot be held against a wage."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=20, widget=forms.TextInput({"inputmode": "decimal", "class": "input-short"}), **kwargs)

    def clean(self, value: Any) -> int | None:
        """The amount; ``None`` where nothing was entered."""
        text = str(super().clean(value) or "").strip().replace(",", "").replace("，", "").removesuffix(gettext("元"))
        if not text:
            return None
        try:
            amount = Decimal(text)
        except InvalidOperation:
            words = gettext("“%(text)s”不是金额，无法与基准工资核对；请写数字，如2400或2400.50（元/月）。") % {"text": text}
            raise forms.ValidationError(words) from None
        if not (amount.is_finite() and 0 <= amount < MOST) or amount != amount.quantize(Decimal("0.01")):
            raise forms.ValidationError(gettext("金额应在0和1000000元之间，最多两位小数。"))
        return int(amount * 100)

    def prepare_value(self, value: Any) -> Any:
        """In yuan."""
        return f"{Decimal(value) / 100:.2f}" if isinstance(value, int) else value


class Codes(forms.CharField):
    """Codes, separated as people do; clean to a tuple."""

    def clean(self, value: Any) -> tuple[str, ...]:
        """Each once, in order."""
        return tuple(dict.fromkeys(part.upper() for part in SPLIT.split(str(super().clean(value) or "")) if part))

    def prepare_value(self, value: Any) -> Any:
        """As one text."""
        return "、".join(value) if isinstance(value, list | tuple) else value


class Mentors(forms.CharField):
    """Who guides, one a line: name, post or grade, telephone; clean to ``MentorHead``."""

    def clean(self, value: Any) -> tuple[MentorHead, ...]:
        """One for each line that is not empty."""
        lines = [
            [part.strip() for part in re.split(r"[，,\t]", line)] for line in str(super().clean(value) or "").splitlines() if line.strip()
        ]
        return tuple(MentorHead(*parts[:3]) for parts in lines)


class FirmForm(forms.Form):
    """Which enterprise: its name or its unified social credit code."""

    firm = forms.CharField(label=_("企业名称或统一社会信用代码"), max_length=120)


class PostForm(forms.Form):
    """A post. The rules are asked once it is saved; its page then says what stands against it, with the clause."""

    title = forms.CharField(label=_("岗位名称"), max_length=80)
    duties = forms.CharField(label=_("工作内容"), max_length=500, widget=forms.Textarea({"rows": 3}))
    site = forms.ChoiceField(label=_("工作地点"))
    kind = forms.ChoiceField(label=_("岗位类别"), required=False, help_text=_("同类岗位职工人数据此核对20%上限；没有的先在企业页面登记。"))
    programmes = Codes(label=_("对口专业代码"), max_length=300, help_text=_("职业教育专业目录里的代码，几个用顿号分开，如720201。"))
    occupation_code = forms.CharField(label=_("职业代码"), max_length=10, help_text=_("国家职业分类大典里的代码，如4-14-01-02。"))
    starts_on = forms.DateField(label=_("开始日期"))
    ends_on = forms.DateField(label=_("结束日期"))
    capacity = forms.IntegerField(label=_("接收人数"), min_value=1, max_value=9999)
    minimum = forms.IntegerField(label=_("最少人数"), min_value=1, max_value=9999, initial=1, help_text=_("少于这个数就不开这个岗位。"))
    minority_seats = forms.IntegerField(label=_("其中留给少数民族学生"), min_value=0, max_value=9999, initial=0)
    hours_a_day = forms.DecimalField(label=_("每日工时"), min_value=Decimal("0.5"), max_value=24, decimal_places=2, initial=8)
    hours_a_week = forms.DecimalField(label=_("每周工时"), min_value=Decimal("0.5"), max_value=168, decimal_places=2, initial=40)
    rest_days = forms.IntegerField(label=_("每周休息日数"), min_value=0, max_value=7, initial=2)
    begins_at = forms.TimeField(label=_("上班时间"), required=False, help_text=_("如08:30。"), error_messages=CLOCK)
    ends_at = forms.TimeField(label=_("下班时间"), required=False, help_text=_("早于上班时间的算次日。"), error_messages=CLOCK)
    has_nights = forms.BooleanField(label=_("有夜班"), required=False)
    has_overtime = forms.BooleanField(label=_("有加班"), required=False)
    has_holidays = forms.BooleanField(label=_("法定节假日上班"), required=False)
    is_repetitive = forms.BooleanField(label=_("仅从事简单重复劳动"), required=False)
    hazards = forms.MultipleChoiceField(label=_("作业条件"), choices=Hazard.choices, required=False, widget=forms.CheckboxSelectMultiple)
    labour_grade = forms.TypedChoiceField(
        label=_("体力劳动强度等级"), required=False, coerce=int, empty_value=None,
        choices=[("", _("未分级")), ("1", "Ⅰ"), ("2", "Ⅱ"), ("3", "Ⅲ"), ("4", "Ⅳ")],
    )  # fmt: skip
    venue = forms.ChoiceField(label=_("场所类型"), choices=Venue.choices)
    organiser = forms.ChoiceField(label=_("组织方式"), choices=Organiser.choices)
    pay = Wage(label=_("实习报酬（元/月）"))
    trial_wage = Wage(label=_("相同岗位试用期工资（元/月）"), help_text=_("2021年12月30日以前的实习按它核对。"))
    post_wage = Wage(label=_("相同岗位工资（元/月）"), help_text=_("2021年12月31日以后的实习按它核对。"))
    lowest_grade_wage = Wage(label=_("最低档工资（元/月）"))
    pay_form = forms.ChoiceField(label=_("支付方式"), choices=PayForm.choices)
    pay_days = forms.IntegerField(label=_("支付周期（天）"), min_value=1, max_value=366, initial=30)
    takes_fees = forms.BooleanField(label=_("向学生收取押金或费用"), required=False)
    housing = forms.ChoiceField(label=_("住宿"), choices=Housing.choices)
    mentors = Mentors(
        label=_("企业导师"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3}),
        help_text=_("一行一人：姓名，职务或技能等级，联系电话。"),
    )  # fmt: skip

    SECTIONS = (
        (_("岗位"), ("title", "duties", "site", "kind", "programmes", "occupation_code", "starts_on", "ends_on")),
        (_("人数和导师"), ("capacity", "minimum", "minority_seats", "mentors")),
        (
            _("工时和休息"),
            ("hours_a_day", "hours_a_week", "rest_days", "begins_at", "ends_at", "has_nights", "has_overtime", "has_holidays"),
        ),
        (_("工作条件"), ("hazards", "labour_grade", "is_repetitive", "venue", "organiser")),
        (_("报酬和食宿"), ("pay", "trial_wage", "post_wage", "lowest_grade_wage", "pay_form", "pay_days", "takes_fees", "housing")),
    )

    def __init__(self, *args: Any, firm: Enterprise, sites: Sequence[Site], kinds: Sequence[PostKind], reasons: Sequence[str] = (),
                 **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.firm = firm
        self.rows: dict[str, dict[str, Any]] = {"site": {str(s.pk): s for s in sites}, "kind": {str(k.pk): k for k in kinds}}
        for name, rows in self.rows.items():
            self.fields[name].choices = [("", _("请选择")), *((pk, str(row)) for pk, row in rows.items())]  # type: ignore[attr-defined]
        self.asked = list(reasons)
        for rule in self.asked:
            label = gettext("理由：%(rule)s") % {"rule": gettext(all_parameters()[rule].label)}
            self.fields[f"reason_{rule}"] = forms.CharField(label=label, max_length=300, required=False, widget=forms.Textarea({"rows": 2}))

    @property
    def sections(self) -> list[tuple[str, list[str]]]:
        """The fields under their headings."""
        parts = [(str(title), list(names)) for title, names in self.SECTIONS]
        return [*parts, (gettext("超出一般要求的理由"), [f"reason_{rule}" for rule in self.asked])] if self.asked else parts

    def head(self) -> PostHead:
        """For the service."""
        data = {name: value for name, value in self.cleaned_data.items() if not name.startswith("reason_")}
        reasons = {rule: self.cleaned_data[f"reason_{rule}"] for rule in self.asked}
        data |= {"site": self.rows["site"][data["site"]], "kind": self.rows["kind"].get(data["kind"]), "hazards": tuple(data["hazards"])}
        return PostHead(enterprise=self.firm, reasons=reasons, **data)


def initial_of(row: InternshipPost) -> dict[str, Any]:
    """What the form shows of a post."""
    names = [name for name in PostForm.base_fields if name not in ("site", "kind", "mentors")]
    mentors = "\n".join("，".join(filter(None, (one.name, one.title, one.phone))) for one in row.mentors.all())
    return {name: getattr(row, name) for name in names} | {
        "site": str(row.site_id), "kind": str(row.kind_id or ""), "mentors": mentors,
        **{f"reason_{rule}": words for rule, words in row.reasons.items()},
    }  # fmt: skip


class FilingForm(forms.Form):
    """What was filed with the superior department beforehand."""

    rules = forms.MultipleChoiceField(label=_("涉及的规定"), widget=forms.CheckboxSelectMultiple)
    need = forms.CharField(label=_("专业和岗位的特殊要求"), max_length=300, widget=forms.Textarea({"rows": 2}))
    filed_with = forms.CharField(label=_("备案部门"), max_length=60)
    number = forms.CharField(label=_("备案文号"), max_length=60)
    filed_on = forms.DateField(label=_("备案日期"), help_text=_("应在岗位开始日期以前。"))

    def __init__(self, *args: Any, rules: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rules"].choices = [(rule, gettext(all_parameters()[rule].label)) for rule in rules]  # type: ignore[attr-defined]

    def head(self) -> FilingHead:
        """For the service."""
        return FilingHead(**(self.cleaned_data | {"rules": tuple(self.cleaned_data["rules"])}))
