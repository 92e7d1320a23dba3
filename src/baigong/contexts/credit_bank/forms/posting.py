"""The form with which a table of results is brought."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baigong.contexts.organisations.public import Organisation
from baigong.kernel.ui.import_pages import TableForm


class ResultsForm(TableForm):
    """For which body, by which decision, which file."""

    body = forms.ChoiceField(label=_("颁发单位"))
    decision = forms.CharField(label=_("决定文号或说明"), max_length=200, help_text=_("如“2021—2022学年第二学期成绩册”，记在每一笔账上。"))

    def __init__(self, *args: Any, bodies: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(body.pk): body for body in bodies}
        fields: Any = self.fields
        if len(bodies) == 1:
            del fields["body"]
        else:
            fields["body"].choices = [(pk, str(body)) for pk, body in self.bodies.items()]

    @property
    def chosen_body(self) -> Organisation:
        """For which body."""
        return self.bodies[self.cleaned_data["body"]] if "body" in self.fields else next(iter(self.bodies.values()))
