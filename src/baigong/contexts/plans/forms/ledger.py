"""Forms of the ledger: dates, wording, breaking down, milestones, slices, settings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Case, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.plans.lights.thresholds import PARAMETERS
from baigong.contexts.plans.models import Measure, Plan, Target, Task
from baigong.kernel.rules import all_parameters


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DueDateForm(forms.Form):
    """A date the plan left open."""

    due_on = forms.DateField(
        label=_("期限"), required=False, widget=DateInput(), help_text=_("文件没有给出的期限由专班确定，页面会注明。留空即未定。")
    )
    reason = forms.CharField(label=_("依据或理由"), required=False, max_length=300)


class TaskForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when the program runs
    """The team's own wording of a task."""

    class Meta:
        model = Task
        fields = ("title", "statement", "deliverable", "note")
        widgets = {"statement": forms.Textarea({"rows": 5}), "note": forms.Textarea({"rows": 3})}


class BreakDownForm(forms.Form):
    """One part a body: the same title for all unless written otherwise on the part's own page."""

    organisations = forms.ModelMultipleChoiceField(
        label=_("承担单位"), queryset=Organisation.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    title = forms.CharField(label=_("分解任务"), max_length=200)
    due_on = forms.DateField(label=_("期限"), required=False, widget=DateInput())
    statement = forms.CharField(label=_("内容"), required=False, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = task.parts.values("responsibilities__organisation")
        bodies = Organisation.objects.filter(
            ended_on=None, kind__in=["county", "secondary_school", "college", "department", "institution", "party_body"]
        )
        field: Any = self.fields["organisations"]
        places = Case(When(kind__in=["county", "secondary_school", "college"], then=0), default=1)  # to whom tasks are mostly handed on
        field.queryset = bodies.exclude(pk__in=taken).order_by(places, "order")
        self.initial.setdefault("title", task.title)


class MilestoneForm(forms.Form):
    """Something done on the way."""

    title = forms.CharField(label=_("节点"), max_length=200)
    due_on = forms.DateField(label=_("期限"), required=False, widget=DateInput())


class MeasuresForm(forms.Form):
    """Which measures a task serves."""

    measures = forms.ModelMultipleChoiceField(
        label=_("对应措施"), queryset=Measure.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["measures"]
        field.queryset = task.plan.measures.all()
        self.initial.setdefault("measures", [m.pk for m in task.measures.all()])


class RuleSettingForm(forms.Form):
    """A light parameter of the plan's own."""

    parameter = forms.ChoiceField(label=_("参数"))
    value = forms.DecimalField(label=_("数值"), required=False, min_value=0, max_digits=12, decimal_places=4)
    since = forms.DateField(label=_("自"), widget=DateInput())
    reason = forms.CharField(label=_("理由"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["parameter"]
        field.choices = [(key, gettext(all_parameters()[key].label)) for key in PARAMETERS.values()]


class OutcomeForm(forms.Form):
    """The outcome an output target should move."""

    outcome = forms.ModelChoiceField(label=_("应带动的成效"), queryset=Target.objects.none(), required=False)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["outcome"]
        field.queryset = plan.targets.filter(kind="outcome")


class TargetTasksForm(forms.Form):
    """The tasks by which a target is reached; parts of a task follow it."""

    tasks = forms.ModelMultipleChoiceField(
        label=_("由哪些任务完成"), queryset=Task.objects.none(), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("这些任务的报告填报本目标的数值，灯色也随本目标。"),
    )  # fmt: skip

    def __init__(self, *args: Any, target: Target, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["tasks"]
        field.queryset = target.plan.tasks.filter(parent=None).order_by("order")
        self.initial.setdefault("tasks", [task.pk for task in target.tasks.all()])


class InterimForm(forms.Form):
    """Interim values, one a line: a date and a number."""

    lines = forms.CharField(
        label=_("阶段值"), required=False, widget=forms.Textarea({"rows": 4}), help_text=_("每行一个：日期 数值，例如 2021-12-31 10")
    )

    def clean_lines(self) -> dict[Any, Any]:
        """Date → value; each wrong line named."""
        found: dict[Any, Any] = {}
        for number, line in enumerate(self.cleaned_data["lines"].splitlines(), start=1):
            if not line.strip():
                continue
            try:
                day, value = line.split()
                found[forms.DateField().clean(day)] = forms.DecimalField(max_digits=18, decimal_places=4).clean(value)
            except (ValueError, forms.ValidationError):
                raise forms.ValidationError(
                    _("第%(n)d行“%(line)s”看不懂：请写成“2021-12-31 10”。"), params={"n": number, "line": line}
                ) from None
        return found
