"""Forms of work: formalities before it, days, pay, leave, logs, its end, the hotline."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baigong.contexts.internships.checking.pay import means_word, money_of
from baigong.contexts.internships.models import (
    DayKind,
    InsuranceKind,
    InternshipPost,
    LeaveKind,
    LogKind,
    Party,
    Payer,
    Placement,
    ViolationKind,
    placement_paper_kinds,
)
from baigong.contexts.internships.services.agreements import PAPERS, SignedBy
from baigong.contexts.internships.services.days import DayEntry
from baigong.contexts.internships.services.formalities import PolicyHead, TrainingHead
from baigong.contexts.internships.services.pay import PayEntry
from baigong.contexts.internships.services.violations import ReportHead
from baigong.contexts.internships.services.work import VisitHead
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.errors import Refusal
from baigong.kernel.ui.import_pages import TableForm

DAY = forms.DateInput({"type": "date"})
CLOCK = forms.TimeInput({"type": "time"}, format="%H:%M")
MEANS = ("bank", "cash", "goods", "third_party")


class Yuan(forms.CharField):
    """An amount in yuan; one in words is refused with how to write it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput({"inputmode": "decimal", "class": "input-short"}))
        super().__init__(max_length=20, **kwargs)

    def clean(self, value: Any) -> Decimal | None:
        """The amount; ``None`` where nothing was entered and nothing must be."""
        text = str(super().clean(value) or "").strip()
        if not text and not self.required:
            return None
        try:
            return money_of(text)
        except Refusal as refusal:
            raise forms.ValidationError(refusal.message) from None


class PaperForm(forms.Form):
    """A paper of a placement."""

    accepted = PAPERS.endings
    kind = forms.ChoiceField(label=_("材料类别"), choices=placement_paper_kinds)
    file = forms.FileField(label=_("文件"))


class SignedPaperForm(forms.Form):
    """What was signed by hand: for each party who signed and on which day; the scan."""

    file = forms.FileField(label=_("签字件扫描或照片"), widget=forms.FileInput({"accept": PAPERS.endings}))

    def __init__(self, *args: Any, parties: list[str], names: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = parties
        for party in parties:
            word = Party(party).label
            self.fields[f"{party}_name"] = forms.CharField(
                label=_("%(party)s签字人") % {"party": word}, max_length=80, required=False, initial=names.get(party, "")
            )
            self.fields[f"{party}_on"] = forms.DateField(label=_("%(party)s签字日期") % {"party": word}, required=False, widget=DAY)
        self.order_fields([name for party in parties for name in (f"{party}_name", f"{party}_on")] + ["file"])

    def clean(self) -> dict[str, Any]:
        """A name needs its day and a day its name; at least one has signed."""
        data: dict[str, Any] = super().clean() or {}
        dated = [party for party in self.parties if data.get(f"{party}_on")]
        for party in dated:
            if not data.get(f"{party}_name"):
                self.add_error(f"{party}_name", _("请填签字人。"))
        if not dated and not self.errors:
            raise forms.ValidationError(_("请至少填一方的签字日期：以纸上写的为准。"))
        return data

    def signatures(self) -> list[SignedBy]:
        """Of those who signed."""
        data = self.cleaned_data
        return [SignedBy(party, data[f"{party}_name"], data[f"{party}_on"]) for party in self.parties if data.get(f"{party}_on")]


class InsuranceForm(forms.Form):
    """An insurance policy."""

    kind = forms.ChoiceField(label=_("险种"), choices=InsuranceKind.choices)
    insurer = forms.CharField(label=_("保险公司"), max_length=80)
    number = forms.CharField(label=_("保单号"), max_length=64)
    payer = forms.ChoiceField(label=_("由谁付费"), choices=Payer.choices, help_text=_("实习责任保险的费用不得由学生承担。"))
    bought_on = forms.DateField(label=_("投保日期"), widget=DAY)
    first = forms.DateField(label=_("保险起期"), widget=DAY)
    last = forms.DateField(label=_("保险止期"), widget=DAY, help_text=_("要覆盖整个实习期间。"))

    def head(self) -> PolicyHead:
        """For the service."""
        return PolicyHead(**self.cleaned_data)


class TrainingForm(forms.Form):
    """A safety training."""

    on = forms.DateField(label=_("培训日期"), widget=DAY)
    hours = forms.DecimalField(label=_("培训学时"), max_digits=4, decimal_places=1, min_value=Decimal("0.5"))
    organiser = forms.ChoiceField(label=_("组织方"), choices=[("school", _("学校")), ("unit", _("实习单位"))])
    score = forms.IntegerField(label=_("考核成绩"), required=False, min_value=0, max_value=100)
    is_passed = forms.BooleanField(label=_("考核合格"), required=False, initial=True)

    def head(self) -> TrainingHead:
        """For the service."""
        return TrainingHead(**self.cleaned_data)


class TeacherForm(forms.Form):
    """Who of the school guides."""

    name = forms.CharField(label=_("指导教师"), max_length=36)
    number = forms.CharField(label=_("教工号"), max_length=20, help_text=_("国家数据标准要求填写。"))
    phone = forms.CharField(label=_("联系电话"), max_length=20, required=False)


class RescheduleForm(forms.Form):
    """Other days."""

    starts_on = forms.DateField(label=_("开始日期"), widget=DAY)
    ends_on = forms.DateField(label=_("结束日期"), widget=DAY)
    reason = forms.CharField(label=_("改期原因"), max_length=200, help_text=_("已签的协议和知情同意随之失效，要按新日期重签。"))


class DayForm(forms.Form):
    """A day as the unit says it was."""

    day = forms.DateField(label=_("日期"), widget=DAY)
    kind = forms.ChoiceField(label=_("考勤"), choices=DayKind.choices)
    begins = forms.TimeField(label=_("上班"), required=False, widget=CLOCK)
    ends = forms.TimeField(label=_("下班"), required=False, widget=CLOCK, help_text=_("早于上班的算到次日。"))
    pause = forms.IntegerField(label=_("中间休息（分钟）"), required=False, min_value=0, max_value=600)
    reason = forms.CharField(label=_("说明"), max_length=300, required=False)
    as_happened = forms.BooleanField(
        label=_("实际就是这样，如实登记为违规"), required=False,
        help_text=_("只在超时、夜班、节假日确已发生时勾选；学校和教育局会看到，不能删除。"),
    )  # fmt: skip

    def entry(self) -> DayEntry:
        """For the service."""
        data = self.cleaned_data
        return DayEntry(data["day"], data["kind"], data["begins"], data["ends"], data["pause"] or 0, data["reason"], data["as_happened"])


class PayForm(forms.Form):
    """A month's pay."""

    month = forms.CharField(label=_("月份"), widget=forms.TextInput({"type": "month"}), max_length=7)
    paid = Yuan(label=_("实付（元）"), help_text=_("填阿拉伯数字，如2000或2000.50。"))
    present = forms.IntegerField(label=_("出勤天数"), required=False, min_value=0, max_value=31, help_text=_("不填按考勤计。"))
    means = forms.ChoiceField(label=_("支付方式"))
    paid_on = forms.DateField(label=_("支付日期"), required=False, widget=DAY)
    reason = forms.CharField(label=_("低于标准或迟付的原因"), max_length=300, required=False)
    answer = forms.CharField(
        label=_("给学生的答复"), max_length=300, required=False, help_text=_("学生说与实收不符的必填：更正了什么，或者为什么维持。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["means"].choices = [(code, means_word(code)) for code in MEANS]

    def clean_month(self) -> date:
        """The first day of the month."""
        try:
            return date.fromisoformat(f"{self.cleaned_data['month']}-01")
        except ValueError:
            raise forms.ValidationError(_("月份写成2022-06的样子。")) from None

    def entry(self) -> PayEntry:
        """For the service."""
        data = self.cleaned_data
        return PayEntry(data["month"], data["paid"], data["means"], data["paid_on"], data["present"], data["reason"], data["answer"])


def initial_of_pay(placement: Placement, month: str) -> dict[str, Any]:
    """What the form of a month begins with: what was entered, where something was."""
    known = next((pay for pay in placement.pays.all() if f"{pay.month:%Y-%m}" == month), None)
    if known is None:
        return {"month": month, "means": "bank"}
    facts = {name: getattr(known, name) for name in ("present", "means", "paid_on", "reason")}
    return facts | {"month": month, "paid": known.paid_text}


class LeaveForm(forms.Form):
    """Days away."""

    kind = forms.ChoiceField(label=_("请假类别"), choices=LeaveKind.choices)
    first = forms.DateField(label=_("起"), widget=DAY)
    last = forms.DateField(label=_("止"), widget=DAY)
    why = forms.CharField(label=_("事由"), max_length=300)


class LogForm(forms.Form):
    """A log."""

    kind = forms.ChoiceField(label=_("报告类别"), choices=LogKind.choices)
    begins = forms.DateField(label=_("哪一周（月）"), widget=DAY, help_text=_("选那一周（月）里的任意一天。"))
    words = forms.CharField(label=_("做了什么、学到什么、有什么问题"), max_length=2000, widget=forms.Textarea({"rows": 6}))


class MarkForm(forms.Form):
    """A mark with words."""

    mark = forms.CharField(
        label=_("评分（0至100）"), max_length=3, widget=forms.TextInput({"inputmode": "numeric", "class": "input-short"})
    )
    words = forms.CharField(label=_("评语"), max_length=300, required=False, widget=forms.Textarea({"rows": 2}))


class VisitForm(forms.Form):
    """A visit."""

    enterprise = forms.ChoiceField(label=_("实习单位"))
    on = forms.DateField(label=_("巡访日期"), widget=DAY)
    visitor = forms.CharField(label=_("巡访教师"), max_length=40)
    how = forms.ChoiceField(label=_("方式"), choices=[("onsite", _("到岗")), ("phone", _("电话")), ("video", _("视频"))])
    words = forms.CharField(label=_("情况"), max_length=500, widget=forms.Textarea({"rows": 3}))
    has_problem = forms.BooleanField(label=_("发现问题"), required=False)

    def __init__(self, *args: Any, firms: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.firms = {str(firm.pk): firm for firm in firms}
        fields: Any = self.fields
        fields["enterprise"].choices = [(pk, firm.name) for pk, firm in self.firms.items()]

    def head(self) -> VisitHead:
        """For the service."""
        return VisitHead(**(self.cleaned_data | {"enterprise": self.firms[self.cleaned_data["enterprise"]]}))


class ChangeForm(forms.Form):
    """Another employer."""

    post = forms.ChoiceField(label=_("新岗位"))
    last_day = forms.DateField(label=_("原单位最后一天"), widget=DAY)
    starts_on = forms.DateField(label=_("新单位开始日期"), widget=DAY)
    ends_on = forms.DateField(label=_("新单位结束日期"), widget=DAY)
    reason = forms.CharField(label=_("变更原因"), max_length=300)

    def __init__(self, *args: Any, posts: list[InternshipPost], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {str(post.pk): post for post in posts}
        fields: Any = self.fields
        fields["post"].choices = [(pk, f"{post.enterprise} · {post.title}（{post.days_text}）") for pk, post in self.posts.items()]

    @property
    def chosen_post(self) -> InternshipPost:
        """Where to."""
        return self.posts[self.cleaned_data["post"]]


class AppraisalForm(forms.Form):
    """The assessment at the end."""

    mentor_mark = forms.CharField(
        label=_("企业导师评分"), max_length=3, widget=forms.TextInput({"inputmode": "numeric", "class": "input-short"})
    )
    teacher_mark = forms.CharField(
        label=_("指导教师评分"), max_length=3, widget=forms.TextInput({"inputmode": "numeric", "class": "input-short"})
    )
    words = forms.CharField(label=_("鉴定意见"), max_length=500, widget=forms.Textarea({"rows": 4}))


class ReportForm(forms.Form):
    """A report of a violation; name and contact are the reporter's to give or not."""

    kind = forms.ChoiceField(label=_("违规类别"), choices=ViolationKind.choices)
    about = forms.CharField(label=_("哪家单位"), max_length=120)
    occurred_on = forms.DateField(label=_("发生日期"), widget=DAY)
    words = forms.CharField(
        label=_("情况"),
        max_length=2000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("时间、地点、谁、发生了什么；不想暴露自己的，不要写只有您知道的细节。"),
    )
    name = forms.CharField(
        label=_("您的姓名"),
        max_length=80,
        required=False,
        help_text=_("可以不填。填了会加密保存，只有指定的经办人写明理由后能看，每次查看都留痕。"),
    )
    contact = forms.CharField(label=_("联系方式"), max_length=80, required=False, help_text=_("可以不填。"))

    def head(self, firm: Organisation | None) -> ReportHead:
        """For the service. ``firm``: the unit of that name in the register."""
        data = self.cleaned_data
        return ReportHead(data["kind"], data["words"], data["occurred_on"], firm, data["about"], data["name"], data["contact"])


class AttendanceSheetForm(TableForm):
    """A filled table of attendance or pay."""


class TogetherForm(forms.Form):
    """Formalities of a group: signed by hand on one day, one policy, one training, one scan."""

    group = forms.ChoiceField(label=_("哪些学生"))
    signed_on = forms.DateField(label=_("各方签字日期"), widget=DAY, help_text=_("知情同意书和协议都在这一天签齐的才能批量登记。"))
    insurer = forms.CharField(label=_("保险公司"), max_length=80)
    number = forms.CharField(label=_("保单号"), max_length=64)
    payer = forms.ChoiceField(label=_("由谁付费"), choices=[(Payer.SCHOOL, Payer.SCHOOL.label), (Payer.UNIT, Payer.UNIT.label)])
    bought_on = forms.DateField(label=_("投保日期"), widget=DAY)
    first = forms.DateField(label=_("保险起期"), widget=DAY)
    last = forms.DateField(label=_("保险止期"), widget=DAY)
    trained_on = forms.DateField(label=_("安全培训日期"), widget=DAY, help_text=_("考核都合格的才能批量登记。"))
    hours = forms.DecimalField(label=_("培训学时"), max_digits=4, decimal_places=1, min_value=Decimal("0.5"))
    file = forms.FileField(label=_("全部签字件扫描"), widget=forms.FileInput({"accept": PAPERS.endings}))

    def __init__(self, *args: Any, groups: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["group"].choices = groups

    def policy(self) -> PolicyHead:
        """The policy, a liability insurance."""
        names = ("insurer", "number", "payer", "bought_on", "first", "last")
        return PolicyHead(kind=InsuranceKind.LIABILITY.value, **{name: self.cleaned_data[name] for name in names})

    def training(self) -> TrainingHead:
        """The training."""
        return TrainingHead(self.cleaned_data["trained_on"], self.cleaned_data["hours"], "school")
