"""Forms of agreements, shared courses, applications and results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.forms.outcomes import CreditsField
from baigong.contexts.credit_bank.models import (
    AgreementParty,
    CourseCategory,
    OutcomeType,
    RecognitionAgreement,
    SharedCourse,
    Term,
)
from baigong.contexts.credit_bank.services.mutual import AgreementHead, PartyHead
from baigong.contexts.credit_bank.services.mutual_courses import SharedCourseHead
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.ui.fields import SeenField

PARTNERS = 4
"""How many partners the form asks for, unless an agreement has more; the service knows no bound."""
ROLES = [("both", _("开放课程，学生也选课")), ("offers", _("只开放课程")), ("takes", _("只选课"))]


class AgreementForm(forms.Form):
    """An agreement. Rate and ceilings are the parties' own: nothing is filled in beforehand."""

    proposer = forms.ChoiceField(label=_("起草单位"))
    role_0 = forms.ChoiceField(label=_("起草单位做什么"), choices=ROLES)
    title = forms.CharField(label=_("协议名称"), max_length=120)
    since = forms.DateField(label=_("协议起"))
    until = forms.DateField(label=_("协议止"))
    rate = forms.DecimalField(
        label=_("认定比例（%）"), min_value=0, max_value=100, decimal_places=1, max_digits=4,
        help_text=_("学籍学校按开课单位学分的百分之几认定；足额认定的填100。"),
    )  # fmt: skip
    ceiling = CreditsField(label=_("每人认定上限（学分）"), help_text=_("按本协议每人最多认定的学分；没有约定的不填。"))
    term_ceiling = CreditsField(label=_("每人每学期选课上限（学分）"), help_text=_("没有约定的不填。"))
    terms = forms.CharField(label=_("约定事项"), max_length=500, required=False, widget=forms.Textarea({"rows": 4}))
    seen = SeenField()

    def __init__(
        self, *args: Any, own: Sequence[Organisation], partners: Sequence[Organisation], count: int = PARTNERS, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.own = {str(body.pk): body for body in own}
        self.partners = {str(body.pk): body for body in partners} | self.own
        fields: Any = self.fields
        fields["proposer"].choices = [(pk, str(body)) for pk, body in self.own.items()]
        if len(self.own) == 1:
            fields["proposer"].initial = next(iter(self.own))
        self.numbers = range(1, max(count, PARTNERS) + 1)
        choices = [("", _("没有")), *((pk, str(body)) for pk, body in self.partners.items())]
        for number in self.numbers:
            self.fields[f"party_{number}"] = forms.ChoiceField(
                label=_("协议单位%(n)d") % {"n": number}, choices=choices, required=number == 1
            )
            self.fields[f"role_{number}"] = forms.ChoiceField(label=_("协议单位%(n)d做什么") % {"n": number}, choices=ROLES, required=False)
        parties = [f"{name}_{n}" for n in self.numbers for name in ("party", "role")]
        self.order_fields(["title", "proposer", "role_0", *parties, "since", "until", "rate", "ceiling", "term_ceiling", "terms"])

    def head(self) -> AgreementHead:
        """For the service."""
        data = self.cleaned_data
        parties = [_party(self.own[data["proposer"]], data["role_0"])]
        parties += [_party(self.partners[data[f"party_{n}"]], data[f"role_{n}"]) for n in self.numbers if data[f"party_{n}"]]
        return AgreementHead(
            proposer=self.own[data["proposer"]], title=data["title"], since=data["since"], until=data["until"],
            rate_permille=int(data["rate"] * 10), ceiling=data["ceiling"], term_ceiling=data["term_ceiling"], terms=data["terms"],
            parties=tuple(parties),
        )  # fmt: skip


def initial_of_agreement(row: RecognitionAgreement) -> dict[str, Any]:
    """What the form shows of an agreement."""
    shows: dict[str, Any] = {name: getattr(row, name) for name in ("title", "since", "until", "terms")}
    shows |= {"proposer": str(row.proposer_id), "rate": row.rate_text.removesuffix("%"), "seen": row.updated_at}
    shows |= {"ceiling": row.ceiling_text, "term_ceiling": row.term_ceiling_text}
    others = [party for party in row.parties.all() if party.organisation_id != row.proposer_id]
    for n, party in enumerate(others, 1):
        shows |= {f"party_{n}": str(party.organisation_id), f"role_{n}": _role(party)}
    own = next((party for party in row.parties.all() if party.organisation_id == row.proposer_id), None)
    return shows | {"role_0": _role(own) if own else "both"}


def _party(body: Organisation, role: str) -> PartyHead:
    return PartyHead(body, role != "takes", role != "offers")


def _role(party: AgreementParty) -> str:
    return "both" if party.offers and party.takes else "offers" if party.offers else "takes"


class SharedCourseForm(forms.Form):
    """A course of a school under an agreement."""

    type = forms.ChoiceField(label=_("课程"), help_text=_("成果目录里由本单位颁发的课程；没有的先在成果目录登记。"))
    year = forms.IntegerField(label=_("学年（起始年）"), min_value=2000, max_value=2100)
    term = forms.ChoiceField(label=_("学期"), choices=Term.choices)
    hours = forms.IntegerField(label=_("学时"), min_value=1, max_value=2000)
    places = forms.IntegerField(label=_("名额"), min_value=1, max_value=30_000)
    opens_on = forms.DateField(label=_("报名起"))
    closes_on = forms.DateField(label=_("报名止"))
    starts_on = forms.DateField(label=_("开课日期"))
    ends_on = forms.DateField(label=_("结课日期"))
    schedule = forms.CharField(label=_("上课时间和地点"), max_length=120, help_text=_("如“每周三下午，实训楼302”。"))
    takers = forms.MultipleChoiceField(
        label=_("限定学校"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("都不选的，协议各方的学生都可以报。")
    )
    audience = forms.CharField(label=_("招收对象"), max_length=120, required=False, help_text=_("如“高一、高二学生”；由学籍学校把关。"))
    category = forms.ChoiceField(label=_("互认归入"), choices=CourseCategory.choices, initial=CourseCategory.ELECTIVE)

    def __init__(
        self, *args: Any, agreement: RecognitionAgreement, school: Organisation, types: Sequence[OutcomeType], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.agreement, self.school = agreement, school
        self.types = {str(row.pk): row for row in types}
        self.bodies = {
            str(party.organisation_id): party.organisation
            for party in agreement.parties.all()
            if party.takes and party.organisation_id != school.pk
        }
        fields: Any = self.fields
        fields["type"].choices = [("", _("请选择")), *((pk, f"{row.code} {row}") for pk, row in self.types.items())]
        fields["takers"].choices = [(pk, str(body)) for pk, body in self.bodies.items()]

    def head(self) -> SharedCourseHead:
        """For the service."""
        data = self.cleaned_data
        rest = {name: value for name, value in data.items() if name not in ("type", "takers")}
        takers = tuple(self.bodies[pk] for pk in data["takers"])
        return SharedCourseHead(agreement=self.agreement, school=self.school, type=self.types[data["type"]], takers=takers, **rest)


def initial_of_course(row: SharedCourse) -> dict[str, Any]:
    """What the form shows of a course."""
    plain = ("year", "term", "hours", "places", "opens_on", "closes_on", "starts_on", "ends_on", "schedule", "audience", "category")
    takers = [str(body.pk) for body in row.takers.all()]
    return {name: getattr(row, name) for name in plain} | {"type": str(row.type_id), "takers": takers}


class EnrolForm(forms.Form):
    """An application: nothing need be said."""

    note = forms.CharField(label=_("说明"), max_length=200, required=False, widget=forms.Textarea({"rows": 2}))


class CourseResultsForm(forms.Form):
    """Filled results, and by what they were decided."""

    decision = forms.CharField(label=_("决定文号或说明"), max_length=200, help_text=_("如“2021—2022学年第二学期成绩册”，记在每一笔账上。"))
    file = forms.FileField(label=_("填好的成绩表"))
