"""Forms of head-counts and of numbers of the insured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baigong.contexts.enterprises.models import Period, PostKind, StaffReturn
from baigong.contexts.enterprises.services.staff import LARGEST, StaffHead
from baigong.contexts.organisations.public import Organisation


def period_choices(periods: Sequence[Period]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Periods in their order, as averages of years, ends of quarters and ends of months."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in periods:
        kind = _("季末") if one.quarter else _("月末") if one.month else _("年平均")
        groups.setdefault(str(kind), []).append((one.code, one.label))
    return list(groups.items())


DIGITS = {"inputmode": "numeric", "class": "input input-short"}
"""A number that is typed as text: what is refused stays in its field, whatever the browser thinks of it."""


class StaffForm(forms.Form):
    """A count of one enterprise. ``kinds``: its kinds of posts, a number for each where it is known."""

    period = forms.ChoiceField(
        label=_("所属期"), help_text=_("只列已经结束、还没有填报的。年平均每年报一次；季末、月末数可以不报，齐全的也能算出年平均。"),
        error_messages={"invalid_choice": _("这一期还没有结束，或者已有一份；请从列表中选，已有的在下面打开。")},
    )  # fmt: skip
    headcount = forms.IntegerField(label=_("职工人数"), min_value=0, max_value=LARGEST, widget=forms.TextInput(DIGITS))
    explanation = forms.CharField(
        label=_("情况说明"), max_length=300, required=False, widget=forms.Textarea({"rows": 3}),
        help_text=_("与上年同期或参保人数相差大的、为0的，说明原因。"),
    )  # fmt: skip
    correction = forms.CharField(label=_("更正理由"), max_length=300, widget=forms.Textarea({"rows": 2}))

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[PostKind],
        periods: Sequence[Any] = (),
        row: StaffReturn | None = None,
        corrects: bool = False,
        **kwargs: Any,
    ) -> None:
        """Of a new return the period is chosen (``periods``); ``row`` is written anew, or the next version ``corrects`` it and says why."""
        super().__init__(*args, **kwargs)
        self.kinds, self.row = {f"kind_{kind.pk}": kind for kind in kinds}, row
        if row is None:
            field: Any = self.fields["period"]
            field.choices = periods
        else:
            del self.fields["period"]
        if not corrects:
            del self.fields["correction"]
        for name, kind in self.kinds.items():
            self.fields[name] = forms.IntegerField(
                label=_("其中：%(kind)s") % {"kind": kind.name},
                min_value=0,
                max_value=LARGEST,
                required=False,
                widget=forms.TextInput(DIGITS),
            )
        self.order_fields(["period", "headcount", *self.kinds])

    def head(self) -> StaffHead:
        """For the service."""
        data = self.cleaned_data
        period = self.row.when if self.row else Period.parse(data["period"])
        by_post = {kind.pk: data[name] for name, kind in self.kinds.items() if data[name] is not None}
        return StaffHead(period, data["headcount"], by_post, data["explanation"])


def initial_of_return(row: StaffReturn) -> dict[str, Any]:
    """What the form shows of a return."""
    shown: dict[str, Any] = {"headcount": row.headcount, "explanation": row.explanation}
    return shown | {f"kind_{line.kind_id}": line.headcount for line in row.by_post.all()}


class StaffTableForm(forms.Form):
    """A filled table of counts, and for which of the actor's bodies it is brought."""

    body = forms.ChoiceField(label=_("报送单位"))
    file = forms.FileField(label=_("填好的职工人数表"))

    def __init__(self, *args: Any, bodies: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(body.pk): body for body in bodies}
        field: Any = self.fields["body"]
        field.choices = [(pk, body.name) for pk, body in self.bodies.items()]
        field.initial = next(iter(self.bodies), None)


class InsuredTableForm(StaffTableForm):
    """A filled table of the insured, of one year."""

    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)

    field_order = ("body", "year", "file")
