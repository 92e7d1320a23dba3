"""Forms of filings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baigong.contexts.plans.forms.ledger import DateInput
from baigong.contexts.plans.models import IN_FORCE, Filing, Measure
from baigong.contexts.plans.services.filings import FilingContent
from baigong.contexts.plans.workflow.filings import FORM_ITEMS, form_items


class FilingForm(forms.Form):
    """What a filing says."""

    title = forms.CharField(label=_("方案名称"), max_length=200)
    doc_number = forms.CharField(label=_("本单位文号"), max_length=60, required=False)
    issued_on = forms.DateField(label=_("印发日期"), required=False, widget=DateInput())
    contact_name = forms.CharField(label=_("联系人"), max_length=60)
    contact_phone = forms.CharField(label=_("联系电话"), max_length=30)
    summary = forms.CharField(label=_("主要内容"), required=False, widget=forms.Textarea({"rows": 5}))
    measures = forms.ModelMultipleChoiceField(
        label=_("覆盖的措施"),
        queryset=Measure.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("本单位方案落实了全市方案的哪些措施。没有勾选的会显示为未覆盖。"),
    )

    def __init__(self, *args: Any, filing: Filing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["measures"]
        field.queryset = filing.plan.measures.filter(IN_FORCE)
        for name in ("title", "doc_number", "issued_on", "contact_name", "contact_phone", "summary"):
            self.initial.setdefault(name, getattr(filing, name))
        self.initial.setdefault("measures", [m.pk for m in filing.measures.all()])

    def content(self) -> FilingContent:
        """The typed input as the service takes it."""
        data = dict(self.cleaned_data)
        return FilingContent(**data | {"measures": tuple(data["measures"])})


class FormCheckForm(forms.Form):
    """Each item of the form check: met or not, with a note."""

    def __init__(self, *args: Any, filing: Filing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        before = {check.item: check for check in filing.checks.all()}
        for index, (item, kept) in enumerate(zip(FORM_ITEMS, form_items(), strict=True)):
            known = before.get(kept)
            self.fields[f"met_{index}"] = forms.TypedChoiceField(
                label=item,
                choices=[("yes", _("符合")), ("no", _("不符合"))],
                widget=forms.RadioSelect,
                initial=("yes" if known.is_met else "no") if known else None,
            )
            self.fields[f"note_{index}"] = forms.CharField(
                label=_("“%(item)s”的说明") % {"item": item}, required=False, max_length=200, initial=known.note if known else ""
            )

    def met(self) -> dict[str, tuple[bool, str]]:
        """Item as it is kept → met and note."""
        data = self.cleaned_data
        return {item: (data[f"met_{i}"] == "yes", data[f"note_{i}"]) for i, item in enumerate(form_items())}

    def lines(self) -> list[tuple[Any, Any]]:
        """Each item's two fields, for the template."""
        return [(self[f"met_{i}"], self[f"note_{i}"]) for i in range(len(FORM_ITEMS))]


class FilingRuleForm(forms.Form):
    """Who must file a plan, and by when."""

    filers = forms.CharField(
        label=_("须备案的单位"),
        required=False,
        max_length=300,
        help_text=_("写统称（如各县区、各职业院校）或单位名称，用顿号隔开；不写则没有单位须备案。"),
    )
    due_on = forms.DateField(label=_("备案期限"), required=False, widget=DateInput(), help_text=_("文件没有给出；留空时不算逾期。"))


class CommentForm(forms.Form):
    """Guidance on the content."""

    comment = forms.CharField(label=_("指导意见"), widget=forms.Textarea({"rows": 4}), max_length=4000, required=False)
