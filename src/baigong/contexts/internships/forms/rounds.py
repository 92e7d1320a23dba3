"""Forms of rounds and of interns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.internships.models import Hazard, Intern, InternshipPost, RoundPost
from baigong.contexts.internships.placing.distances import place_names
from baigong.contexts.internships.services.interns import Care
from baigong.contexts.internships.services.rounds import RoundHead
from baigong.contexts.organisations.public import Organisation


def offer(form: forms.Form, name: str, rows: Sequence[Any], *, words: Any = str, empty: object = None) -> None:
    """Let one of some rows be chosen; ``form.chosen(name)`` gives the row. A single one is chosen already."""
    first = [] if len(rows) == 1 and form.fields[name].required else [("", empty or _("请选择"))]
    form.fields[name].choices = [*first, *((str(row.pk), words(row)) for row in rows)]  # type: ignore[attr-defined]


def offer_many(form: forms.Form, name: str, rows: Sequence[Any]) -> None:
    """Let some of these rows be chosen."""
    form.fields[name].choices = [(str(row.pk), str(row)) for row in rows]  # type: ignore[attr-defined]


class RoundForm(forms.Form):
    """A new round; who may open one for several schools says which."""

    school = forms.ChoiceField(label=_("组织单位"))
    title = forms.CharField(label=_("轮次名称"), max_length=80, help_text=_("如“2019级岗位实习”。"))
    starts_on = forms.DateField(label=_("实习开始日期"))
    ends_on = forms.DateField(label=_("实习结束日期"))
    members = forms.MultipleChoiceField(
        label=_("参加学校"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("教育局开联合轮次时选：几所学校的学生一起安排，不分先后。学校自己开的不选。"),
    )  # fmt: skip

    def __init__(self, *args: Any, organisers: Sequence[Organisation], schools: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(body.pk): body for body in organisers}
        offer(self, "school", organisers)
        if len(organisers) > len(schools):
            offer_many(self, "members", schools)
        else:
            del self.fields["members"]

    def head(self) -> RoundHead:
        """For the service."""
        data = self.cleaned_data
        members = [self.bodies[key] for key in data.get("members", ())]
        return RoundHead(self.bodies[data["school"]], data["title"], data["starts_on"], data["ends_on"], members)


class StudentsForm(forms.Form):
    """Whom a round takes in: a year of entry, of all schools and programmes or some."""

    schools = forms.MultipleChoiceField(
        label=_("学校"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("不选的是全部参加学校。")
    )
    entered = forms.TypedChoiceField(label=_("入学年份"), coerce=int)
    programmes = forms.MultipleChoiceField(
        label=_("专业"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("不选的是全部专业。")
    )

    def __init__(
        self, *args: Any, schools: Sequence[Organisation], years: Sequence[tuple[int, int]], programmes: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.bodies = schools
        if len(schools) > 1:
            offer_many(self, "schools", schools)
        else:
            del self.fields["schools"]
        self.fields["entered"].choices = [(year, gettext("%(year)d级（%(n)d人）") % {"year": year, "n": n}) for year, n in years]  # type: ignore[attr-defined]
        self.fields["programmes"].choices = [(code, f"{name} {code}") for code, name in programmes]  # type: ignore[attr-defined]

    def chosen_schools(self) -> list[Organisation]:
        """Those whose students come in."""
        chosen = self.cleaned_data.get("schools")
        return [body for body in self.bodies if not chosen or str(body.pk) in chosen]


class TakeForm(forms.Form):
    """Whose roster is taken over, and which year of it."""

    school = forms.ChoiceField(label=_("学校"))
    entered = forms.IntegerField(
        label=_("入学年份"), min_value=2000, max_value=2100, required=False, help_text=_("不填的是名册里全部在校生。")
    )

    def __init__(self, *args: Any, schools: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schools = {str(school.pk): school for school in schools}
        offer(self, "school", schools)


class CareForm(forms.Form):
    """What has to be heeded of a student."""

    avoids = forms.MultipleChoiceField(
        label=_("健康上不宜的作业条件"), choices=Hazard.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    is_minority = forms.BooleanField(label=_("少数民族"), required=False, help_text=_("用于预留给少数民族学生的名额。"))
    home_division = forms.ChoiceField(label=_("家庭所在县区"), required=False)
    guardian_name = forms.CharField(label=_("监护人姓名"), max_length=80, required=False)
    guardian_relation = forms.CharField(label=_("与本人关系"), max_length=20, required=False)
    guardian_phone = forms.CharField(label=_("监护人电话"), max_length=20, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["home_division"].choices = [("", _("未填写")), *place_names().items()]  # type: ignore[attr-defined]

    def care(self) -> Care:
        """For the service."""
        return Care(**(self.cleaned_data | {"avoids": tuple(self.cleaned_data["avoids"])}))


def initial_of_care(row: Intern) -> dict[str, Any]:
    """What the form shows."""
    return {name: getattr(row, name) for name in CareForm.base_fields}


class OwnUnitForm(forms.Form):
    """A unit that the student found himself: its post was entered as such, reviewed and published."""

    post = forms.ChoiceField(label=_("自选单位的岗位"))

    def __init__(self, *args: Any, posts: Sequence[InternshipPost], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {str(post.pk): post for post in posts}
        offer(self, "post", posts, words=lambda post: f"{post.enterprise} {post}（{post.days_text}）")


class ChoicesForm(forms.Form):
    """A student's preferences, the dearest first."""

    def __init__(self, *args: Any, offers: Sequence[RoundPost], most: int, chosen: Sequence[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = [("", _("不填")), *((str(one.post_id), f"{one.post}（{one.post.enterprise}，{one.post.site.name}）") for one in offers)]
        for number in range(most):
            label = gettext("第%(n)d志愿") % {"n": number + 1}
            first = str(chosen[number]) if number < len(chosen) else ""
            self.fields[f"wish{number + 1}"] = forms.ChoiceField(label=label, required=False, choices=options, initial=first)

    def posts(self) -> list[int]:
        """For the service."""
        return [int(value) for value in self.cleaned_data.values() if value]


class OverrideForm(forms.Form):
    """The school places a student by hand."""

    post = forms.ChoiceField(label=_("改到岗位"), required=False)
    reason = forms.CharField(label=_("人工调整理由"), max_length=300, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, offers: Sequence[RoundPost], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {str(one.post_id): one.post for one in offers}
        options = [(str(one.post_id), f"{one.post}（{one.post.enterprise}，{one.taken}/{one.seats}）") for one in offers]
        self.fields["post"].choices = [("", _("不安排")), *options]  # type: ignore[attr-defined]


class AppealForm(forms.Form):
    """An objection."""

    grounds = forms.CharField(label=_("申诉理由"), max_length=500, widget=forms.Textarea({"rows": 3}))


class WhatIfForm(forms.Form):
    """So many posts more, for a programme, in a county: who moves?"""

    round = forms.ChoiceField(label=_("轮次"))
    programme = forms.ChoiceField(label=_("对口专业"))
    county = forms.ChoiceField(label=_("工作地点所在县区"))
    count = forms.IntegerField(label=_("增加岗位数"), min_value=1, max_value=2000, initial=20)

    def __init__(self, *args: Any, rounds: Sequence[Any], programmes: Sequence[tuple[str, str]], counties: Sequence[tuple[str, str]],
                 **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        offer(self, "round", rounds, words=lambda row: f"{row.school} {row}")
        self.fields["programme"].choices = [(code, f"{name} {code}") for code, name in programmes]  # type: ignore[attr-defined]
        self.fields["county"].choices = list(counties)  # type: ignore[attr-defined]
