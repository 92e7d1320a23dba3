"""Forms on posts and their holders."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from baigong.contexts.organisations.forms.fields import SUGGESTED, DayField, Suggesting
from baigong.contexts.organisations.models import Person


def people_names() -> list[str]:
    """Names of people known."""
    return list(Person.objects.order_by("name").values_list("name", flat=True).distinct()[:SUGGESTED])


class PostForm(forms.Form):
    """What describes a post."""

    title = forms.CharField(label=_("职务"), max_length=80, help_text=_("职级（如三级调研员）不是职务"))
    remit = forms.CharField(label=_("分工"), max_length=80, required=False, help_text=_("同一单位有几个同名职务时，用分工区别"))
    is_head = forms.BooleanField(label=_("主要负责人"), required=False)
    order = forms.IntegerField(label=_("排序"), min_value=0, max_value=32000, initial=100)


class PersonMixin(forms.Form):
    """Somebody by name; people of one name are told apart by a note."""

    person = forms.CharField(label=_("姓名"), max_length=60, widget=Suggesting(people_names))
    person_note = forms.CharField(
        label=_("区别说明"), max_length=200, required=False, help_text=_("有同名的另一位时填写，如出生年月或原单位")
    )

    def clean(self) -> dict[str, Any]:
        """``person`` becomes a ``Person`` that is known, or stays a name to be entered."""
        given = super().clean() or self.cleaned_data
        name, note = " ".join(str(given.get("person") or "").split()), str(given.get("person_note") or "").strip()
        if not name:
            return given
        known = list(Person.objects.filter(name=name))
        if note:
            known = [person for person in known if person.note == note]
        if len(known) > 1:
            notes = "、".join(person.note or str(_("无说明")) for person in known)
            self.add_error(
                "person_note", ValidationError(_("有几位同名的“%(name)s”：%(notes)s；请写明是哪一位。") % {"name": name, "notes": notes})
            )
            return given
        given["known_person"], given["person_name"], given["person_note"] = (known[0] if known else None), name, note
        return given


class AppointForm(PersonMixin):
    """Who holds the post from when."""

    on = DayField(label=_("任职日期"), help_text=_("任职的第一天；前任止于前一日"))
    basis = forms.CharField(label=_("任职依据"), max_length=200, required=False, help_text=_("任免文件的文号"))


class VacateForm(forms.Form):
    """From when nobody holds the post."""

    on = DayField(label=_("空缺起始日"), help_text=_("无人任职的第一天"))
    basis = forms.CharField(label=_("依据"), max_length=200, required=False)


class CorrectForm(forms.Form):
    """The right days of a holding."""

    from_on = DayField(label=_("任职日期"), required=False, help_text=_("不详的留空"))
    until_on = DayField(label=_("离任日期"), required=False, help_text=_("最后一天；现任的留空"))
    with_neighbours = forms.BooleanField(
        label=_("相接的前任、后任日期一并更正"), required=False, help_text=_("换人的日期登记错了，两个人的任期要一起改；不相接的不动")
    )
    basis = forms.CharField(label=_("任职依据"), max_length=200, required=False)
    reason = forms.CharField(label=_("更正理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
