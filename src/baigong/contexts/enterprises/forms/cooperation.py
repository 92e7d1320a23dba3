"""Forms of alliances and of co-operation with schools."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from baigong.contexts.enterprises.forms.register import SuggestInput
from baigong.contexts.enterprises.models import (
    Alliance,
    AllianceKind,
    AllianceLevel,
    Cooperation,
    CooperationKind,
    Enterprise,
    MemberRole,
    RecordKind,
)
from baigong.contexts.enterprises.services.alliances import AllianceHead, RecordHead
from baigong.contexts.enterprises.services.cooperation import CooperationHead
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.ui.fields import SeenField

FEN = 100


def fen_of(amount: Decimal | None) -> int | None:
    """Yuan as they are typed, in whole fen."""
    return None if amount is None else int(amount * FEN)


def yuan_of(fen: int | None) -> Decimal | None:
    """Fen as people read them."""
    return None if fen is None else Decimal(fen) / FEN


class MoneyField(forms.DecimalField):
    """Yuan with two decimals."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=Decimal(0), max_digits=14, decimal_places=2, required=False, **kwargs)


def living(names: Sequence[str], kinds: Sequence[str] = ()) -> dict[str, Organisation]:
    """Bodies that exist, by the full or short name under which they were asked for. One query."""
    rows = Organisation.objects.filter(Q(name__in=names) | Q(short_name__in=names), ended_on=None)
    found = list(rows.filter(kind__in=kinds) if kinds else rows)
    by_name = {body.short_name: body for body in found if body.short_name} | {body.name: body for body in found}
    return {name: by_name[name] for name in names if name in by_name}


class BodyField(forms.CharField):
    """A body that exists, by its full or short name; ``clean`` gives the body, ``None`` where nothing is written. ``kinds``: which may be
    named (all); those of ``suggested`` are offered."""

    def __init__(self, kinds: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(max_length=120, **kwargs)
        self.kinds = kinds

    def suggest(self, bodies: Sequence[Organisation]) -> None:
        """Offer these names; any other may be typed."""
        self.widget = SuggestInput(lambda: [(body.name, "") for body in bodies])

    def clean(self, value: Any) -> Any:
        """The body."""
        text = " ".join(super().clean(value).split())
        if not text:
            return None
        found = living([text], self.kinds).get(text)
        if found is None:
            raise forms.ValidationError(_("没有叫“%(name)s”的单位；请写登记的全称。") % {"name": text})
        return found


class CooperationForm(forms.Form):
    """A co-operation: one side is the actor's, the other is named."""

    proposer = forms.ChoiceField(label=_("登记单位"))
    other = BodyField(label=_("合作的另一方"), help_text=_("学校登记的写企业全称，企业登记的写学校全称。"))
    kind = forms.ChoiceField(label=_("合作类型"), choices=CooperationKind.choices)
    title = forms.CharField(label=_("名称"), max_length=120)
    programme_code = forms.CharField(label=_("专业代码"), max_length=10, required=False, help_text=_("共建专业和订单班必填，如660301。"))
    places = forms.IntegerField(
        label=_("人数"), min_value=0, max_value=100_000, required=False, help_text=_("订单班的学生数、基地一次能容纳的人数。")
    )
    amount = MoneyField(label=_("价值（元）"), help_text=_("捐赠设备按发票，共建基地按实际投入。"))
    since = forms.DateField(label=_("起"))
    until = forms.DateField(label=_("止"), required=False)
    document = forms.CharField(label=_("协议文号"), max_length=120, required=False, help_text=_("还没有的，由确认的一方填写。"))
    note = forms.CharField(label=_("说明"), max_length=300, required=False, widget=forms.Textarea({"rows": 3}))
    seen = SeenField()

    def __init__(
        self, *args: Any, own: Sequence[Organisation], others: Sequence[Organisation], row: Cooperation | None = None, **kwargs: Any
    ) -> None:
        """``own``: the actor's bodies; ``others``: those to suggest as the other side."""
        super().__init__(*args, **kwargs)
        self.own, self.row = {str(body.pk): body for body in own}, row
        fields: Any = self.fields
        if row is not None:
            del fields["proposer"], fields["other"]
            return
        fields["proposer"].choices = [(pk, body.name) for pk, body in self.own.items()]
        fields["proposer"].initial = next(iter(self.own), None)
        fields["other"].suggest(others)

    def clean(self) -> dict[str, Any]:
        """One side is a firm of the register, the other is not."""
        data: dict[str, Any] = super().clean() or {}
        own, other = self.own.get(data.get("proposer", "")), data.get("other")
        if self.row is None and own and other:
            self.firms = {firm.organisation_id: firm for firm in Enterprise.objects.filter(organisation__in=[own, other])}
            if len(self.firms) != 1:
                self.add_error("other", _("合作的一方是登记的企业，另一方是学校。"))
        return data

    def head(self) -> CooperationHead:
        """For the service."""
        data = self.cleaned_data
        plain = ("kind", "title", "programme_code", "places", "since", "until", "document", "note")
        if self.row is not None:
            firm, school = self.row.enterprise, self.row.school
        else:
            own, other = self.chosen_proposer, data["other"]
            firm, school = next(iter(self.firms.values())), own if other.pk in self.firms else other
        return CooperationHead(enterprise=firm, school=school, amount=fen_of(data["amount"]), **{name: data[name] for name in plain})

    @property
    def chosen_proposer(self) -> Organisation:
        """Who enters it."""
        return self.row.proposer if self.row is not None else self.own[self.cleaned_data["proposer"]]


def initial_of_cooperation(row: Cooperation) -> dict[str, Any]:
    """What the form shows of a co-operation."""
    plain = ("kind", "title", "programme_code", "places", "since", "until", "document", "note")
    return {name: getattr(row, name) for name in plain} | {"amount": yuan_of(row.amount), "seen": row.updated_at}


class AllianceForm(forms.Form):
    """A group or alliance."""

    name = forms.CharField(label=_("名称"), max_length=120)
    kind = forms.ChoiceField(label=_("类型"), choices=AllianceKind.choices)
    level = forms.ChoiceField(label=_("级别"), choices=AllianceLevel.choices)
    lead = BodyField(label=_("牵头单位"))
    industry = forms.CharField(label=_("面向行业"), max_length=60, required=False)
    is_legal_person = forms.BooleanField(label=_("已登记为法人"), required=False)
    purpose = forms.CharField(label=_("宗旨"), max_length=300, required=False, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, bodies: Sequence[Organisation], row: Alliance | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        field: Any = self.fields["lead"]
        field.suggest(bodies)

    def head(self) -> AllianceHead:
        """For the service."""
        return AllianceHead(organisation=self.row.organisation if self.row else None, **self.cleaned_data)


def initial_of_alliance(row: Alliance) -> dict[str, Any]:
    """What the form shows of an alliance."""
    plain = ("name", "kind", "level", "industry", "is_legal_person", "purpose")
    return {name: getattr(row, name) for name in plain} | {"lead": row.lead.name}


class MembersForm(forms.Form):
    """Bodies that join: one full name a line, as a list is pasted."""

    names = forms.CharField(label=_("单位"), widget=forms.Textarea({"rows": 6}), help_text=_("一行一家，写登记的全称。"))
    role = forms.ChoiceField(label=_("角色"), choices=[c for c in MemberRole.choices if c[0] != MemberRole.LEAD], initial=MemberRole.MEMBER)
    since = forms.DateField(label=_("加入日期"))

    def clean_names(self) -> list[Organisation]:
        """The bodies; every name that is none of them is said."""
        names = list(dict.fromkeys(" ".join(line.split()) for line in self.cleaned_data["names"].splitlines() if line.strip()))
        found = living(names)
        if unknown := [name for name in names if name not in found]:
            raise forms.ValidationError(_("没有登记：%(names)s。") % {"names": "、".join(unknown)})
        return list(dict.fromkeys(found.values()))


class RecordForm(forms.Form):
    """An agreement, an asset or an activity of an alliance."""

    kind = forms.ChoiceField(label=_("类别"), choices=RecordKind.choices)
    title = forms.CharField(label=_("名称"), max_length=120)
    on = forms.DateField(label=_("日期"), help_text=_("签订、投入或举办的日期。"))
    until = forms.DateField(label=_("截止日期"), required=False)
    body = BodyField(label=_("提供或承办单位"), required=False)
    document = forms.CharField(label=_("文号"), max_length=120, required=False, help_text=_("协议必填。"))
    amount = MoneyField(label=_("价值（元）"), help_text=_("资产必填。"))
    people = forms.IntegerField(label=_("参加人次"), min_value=0, max_value=1_000_000, required=False)
    note = forms.CharField(label=_("说明"), max_length=300, required=False)

    def __init__(self, *args: Any, bodies: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["body"]
        field.suggest(bodies)

    def head(self) -> RecordHead:
        """For the service."""
        data = dict(self.cleaned_data)
        return RecordHead(amount=fen_of(data.pop("amount")), **data)
