"""Forms of meetings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baigong.contexts.organisations.public import LeadingBody, Organisation, list_leading_bodies
from baigong.contexts.plans.models import AgendaItem, Attendance, AttendanceStatus, Meeting, Plan, Task
from baigong.contexts.plans.services.attendance import Mark
from baigong.contexts.plans.services.decisions import DecisionFacts
from baigong.contexts.plans.services.meetings import ItemFacts, MeetingFacts


def _day(**attributes: Any) -> forms.DateInput:
    return forms.DateInput({"type": "date", **attributes}, format="%Y-%m-%d")


class MeetingForm(forms.Form):
    """Which body meets, when and where."""

    body = forms.ModelChoiceField(label=_("领导机构"), queryset=LeadingBody.objects.none())
    title = forms.CharField(label=_("会议名称"), max_length=200)
    held_on = forms.DateField(label=_("日期"), widget=_day(), help_text=_("应到人员按这一天的任职确定。"))
    held_at_time = forms.CharField(label=_("时间"), max_length=20, required=False, widget=forms.TextInput({"placeholder": _("上午9:00")}))
    place = forms.CharField(label=_("地点"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body: Any = self.fields["body"]
        body.queryset = list_leading_bodies()
        body.label_from_instance = lambda row: row.name

    def facts(self) -> MeetingFacts:
        """For the service."""
        return MeetingFacts(**self.cleaned_data)


class ItemForm(forms.Form):
    """A subject of the agenda."""

    title = forms.CharField(label=_("议题"), max_length=200, required=False, help_text=_("选了任务可以不填，用任务名称。"))
    task = forms.ModelChoiceField(label=_("任务"), queryset=Task.objects.none(), required=False)
    presenter = forms.ModelChoiceField(label=_("汇报单位"), queryset=Organisation.objects.none(), required=False)
    order = forms.IntegerField(label=_("排序"), min_value=1, max_value=999, required=False)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        task: Any = self.fields["task"]
        task.queryset = plan.tasks.order_by("order")
        _bodies(self.fields["presenter"])

    def facts(self) -> ItemFacts:
        """For the service."""
        return ItemFacts(**self.cleaned_data)


class DecisionForm(forms.Form):
    """What was decided."""

    agenda_item = forms.ModelChoiceField(label=_("议题"), queryset=AgendaItem.objects.none(), required=False, empty_label=_("议题之外"))
    text = forms.CharField(
        label=_("决定事项"), max_length=4000, widget=forms.Textarea({"rows": 4}), help_text=_("转为任务时，第一行作任务名称。")
    )
    organisation = forms.ModelChoiceField(
        label=_("落实单位"), queryset=Organisation.objects.none(), required=False, help_text=_("转为任务须有落实单位。")
    )
    due_on = forms.DateField(label=_("期限"), required=False, widget=_day())

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item: Any = self.fields["agenda_item"]
        item.queryset = meeting.agenda.all()
        _bodies(self.fields["organisation"])

    def facts(self) -> DecisionFacts:
        """For the service."""
        return DecisionFacts(**self.cleaned_data)


class MinutesForm(forms.Form):
    """What was said: of the meeting, then of each subject."""

    text = forms.CharField(label=_("会议情况"), max_length=20_000, required=False, widget=forms.Textarea({"rows": 6}))

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        self.items = list(meeting.agenda.all())
        kwargs.setdefault("initial", {"text": meeting.minutes_text} | {f"item_{i.pk}": i.discussion for i in self.items})
        super().__init__(*args, **kwargs)
        for number, item in enumerate(self.items, start=1):
            label = _("议题%(n)d讨论情况：%(title)s") % {"n": number, "title": item.title}
            widget = forms.Textarea({"rows": 4})
            self.fields[f"item_{item.pk}"] = forms.CharField(label=label, max_length=20_000, required=False, widget=widget)

    def discussions(self) -> dict[int, str]:
        """For the service, by id of the subject."""
        return {item.pk: self.cleaned_data[f"item_{item.pk}"] for item in self.items}


class AttendanceForm(forms.Form):
    """Everybody's attendance in one form."""

    def __init__(self, *args: Any, rows: list[Attendance], **kwargs: Any) -> None:
        self.rows = rows
        super().__init__(*args, **kwargs)
        for row in rows:
            who = str(row)
            status = forms.ChoiceField(
                label=_("%(who)s：出席情况") % {"who": who}, choices=AttendanceStatus.choices, initial=row.status, required=False
            )
            name = forms.CharField(label=_("%(who)s：代会人或到会人") % {"who": who}, max_length=60, initial=row.proxy_name, required=False)
            self.fields |= {f"status_{row.pk}": status, f"name_{row.pk}": name}

    def lines(self) -> list[tuple[Attendance, Any, Any]]:
        """Each row with its two fields, for the template."""
        return [(row, self[f"status_{row.pk}"], self[f"name_{row.pk}"]) for row in self.rows]

    def marks(self) -> dict[int, Mark]:
        """For the service; a row left out of what was sent stays as it is. ``rest`` marks those known and left open as present."""
        data = self.cleaned_data
        marks = {row.pk: Mark(data[f"status_{row.pk}"] or row.status, data[f"name_{row.pk}"]) for row in self.rows}
        if self.data.get("rest") == AttendanceStatus.PRESENT:
            for row in self.rows:
                if row.person_id and marks[row.pk].status == AttendanceStatus.EXPECTED:
                    marks[row.pk] = Mark(AttendanceStatus.PRESENT)
        return marks


def _bodies(field: Any) -> None:
    field.queryset = Organisation.objects.filter(ended_on=None).exclude(kind="enterprise").order_by("order")
