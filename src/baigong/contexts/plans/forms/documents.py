"""Forms of the import pages."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from baigong.contexts.organisations.public import Organisation, resolve_name
from baigong.contexts.plans.models import Comparator, DraftItem, ItemKind, PlanDocument
from baigong.engines.plan_text.deadlines import parse_deadline
from baigong.engines.plan_text.metadata import short_title


class DeadlineField(forms.CharField):
    """A deadline as people write it: 2023, 2023年底, 2023年6月, 2023-06-30, 每年. Kept as the reader does: a year, a day, ``yearly``."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("如 2023年、2023年6月30日、每年；文件没有就留空"))
        super().__init__(label=_("期限"), required=False, max_length=30, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """每年 rather than the word the reader keeps."""
        return gettext("每年") if value == "yearly" else value

    def clean(self, value: Any) -> str:
        """A month without a day means its last one."""
        text = "".join(str(super().clean(value) or "").split())
        if not text or text in {"yearly", gettext("每年")}:
            return "yearly" if text else ""
        kept = text if re.fullmatch(r"\d{4}", text) else parse_deadline(text)
        if kept is None or (kept != "yearly" and len(re.findall(r"\d+", text)) > len(kept.split("-"))):  # a month or day there is not
            wrong = _("“%(text)s”不是期限，请写成 2023年、2023年6月30日或每年。")
            raise forms.ValidationError(wrong, code="deadline", params={"text": text})
        return kept


def _bodies() -> Any:
    return Organisation.objects.filter(ended_on=None).exclude(kind="enterprise").order_by("order")


class ConfirmForm(forms.Form):
    """How a new plan is called and who runs it."""

    short_title = forms.CharField(label=_("简称"), max_length=60, help_text=_("显示在各页的路径、工作台和通报标题中，宜在30字以内"))
    key = forms.SlugField(label=_("标识"), max_length=40, help_text=_("网址中使用，小写字母、数字和短横，例如 wuwei-2020"))
    owner = forms.ModelChoiceField(label=_("发文机关"), queryset=Organisation.objects.none(), empty_label=_("请选择"))
    team = forms.ModelChoiceField(label=_("工作专班所在单位"), queryset=Organisation.objects.none(), empty_label=_("请选择"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("owner", "team"):
            field: Any = self.fields[name]
            field.queryset = _bodies()

    @staticmethod
    def initial_of(document: PlanDocument, own: int | None) -> dict[str, Any]:
        """What the document itself tells: its short title, its year, who issued it; the team sits where the reader works (``own``)."""
        day = document.issued_on or date.max
        issuer = resolve_name(document.issuer, day) if document.issuer else None
        key = f"plan-{document.issued_on.year}" if document.issued_on else ""
        return {
            "short_title": short_title(document.title, document.issuer),
            "key": key,
            "owner": issuer.pk if issuer else None,
            "team": own,
        }


class MeasureItemForm(forms.Form):
    """A measure as found."""

    number = forms.CharField(label=_("序号"), max_length=12)
    title = forms.CharField(label=_("标题"), max_length=200)


class TaskItemForm(forms.Form):
    """A task as found. Bodies are written as in the document, one a line."""

    number = forms.CharField(label=_("序号"), max_length=20, required=False)
    text = forms.CharField(label=_("内容"), widget=forms.Textarea({"rows": 6}))
    lead = forms.CharField(label=_("牵头单位"), required=False, widget=forms.Textarea({"rows": 2}), help_text=_("每行一个，照原文写法"))
    support = forms.CharField(label=_("配合单位"), required=False, widget=forms.Textarea({"rows": 3}), help_text=_("每行一个"))
    others = forms.CharField(
        label=_("责任单位"), required=False, widget=forms.Textarea({"rows": 4}), help_text=_("文件不分牵头、配合时写在这里，每行一个")
    )
    deadline = DeadlineField()

    @staticmethod
    def initial_of(item: DraftItem) -> dict[str, Any]:
        """The form's values for what was found."""
        lead, support = item.data.get("lead", []), item.data.get("support", [])
        others = [n for n in item.data.get("departments", []) if n not in lead and n not in support]
        return {
            "number": item.number,
            "text": item.data.get("text", ""),
            "lead": "\n".join(lead),
            "support": "\n".join(support),
            "others": "\n".join(others),
            "deadline": item.data.get("deadline") or "",
        }

    def changes(self) -> dict[str, Any]:
        """What the correction writes into the item's data."""
        data = self.cleaned_data
        lists = {key: [n.strip() for n in data[key].splitlines() if n.strip()] for key in ("lead", "support", "others")}
        return {
            "number": data["number"] or None,
            "text": data["text"],
            "lead": lists["lead"],
            "support": lists["support"],
            "departments": [*lists["lead"], *lists["support"], *lists["others"]],
            "deadline": data["deadline"] or None,
        }


class TargetItemForm(forms.Form):
    """A target as found."""

    name = forms.CharField(label=_("指标名称"), max_length=120)
    comparator = forms.ChoiceField(label=_("要求"), choices=Comparator.choices)
    value = forms.DecimalField(label=_("目标值"), max_digits=18, decimal_places=4)
    high = forms.DecimalField(label=_("上限（仅区间）"), max_digits=18, decimal_places=4, required=False)
    unit = forms.CharField(label=pgettext_lazy("计量", "单位"), max_length=20)
    deadline = DeadlineField()
    scope = forms.CharField(label=_("范围"), max_length=120, required=False)
    measure = forms.CharField(label=_("所在措施"), max_length=12, required=False)

    @staticmethod
    def initial_of(item: DraftItem) -> dict[str, Any]:
        """The form's values for what was found."""
        value = item.data.get("value")
        low, high = value if isinstance(value, list) else (value, None)
        keys = ("comparator", "unit", "deadline", "scope", "measure")
        name = item.data.get("name") or item.data.get("quote", "")
        return {"name": name, "value": low, "high": high} | {k: item.data.get(k) or "" for k in keys}

    def clean(self) -> dict[str, Any]:
        """A range needs its upper figure."""
        data = super().clean() or {}
        if data.get("comparator") == Comparator.RANGE and data.get("high") is None:
            self.add_error("high", _("区间须填上限。"))
        return data

    def changes(self) -> dict[str, Any]:
        """What the correction writes into the item's data."""
        data = self.cleaned_data
        value: Any = _number(data["value"])
        if data["comparator"] == Comparator.RANGE:
            value = [value, _number(data["high"])]
        rest = {k: data[k] or None for k in ("deadline", "scope", "measure")}
        return {"name": data["name"], "comparator": data["comparator"], "value": value, "unit": data["unit"]} | rest


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


ITEM_FORMS: dict[str, Any] = {ItemKind.MEASURE: MeasureItemForm, ItemKind.TASK: TaskItemForm, ItemKind.TARGET: TargetItemForm}


class AddItemForm(forms.Form):
    """Something the reader missed."""

    kind = forms.ChoiceField(
        label=_("类别"), choices=[(ItemKind.MEASURE, _("措施")), (ItemKind.TASK, _("任务")), (ItemKind.TARGET, _("目标"))]
    )
    quote = forms.CharField(label=_("原文"), widget=forms.Textarea({"rows": 3}), help_text=_("从左边原文中原样复制，才能保留出处"))
