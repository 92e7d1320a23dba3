"""Forms with which the accounts of many are opened."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.models import CheckedBy
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.ui.import_pages import TableForm

HOW = (
    (CheckedBy.ROSTER.value, _("与学籍名册核对：本校名册里有的即启用，其余以后核验")),
    (CheckedBy.SIGHT.value, _("证件原件已全部查验：即启用")),
    ("", _("以后逐个核验")),
)


class AccountsForm(TableForm):
    """Where the accounts are kept, how the documents were seen, which file."""

    home = forms.ChoiceField(label=_("办理单位"))
    how = forms.ChoiceField(label=_("核验方式"), choices=HOW, required=False, initial=CheckedBy.ROSTER.value)

    def __init__(self, *args: Any, homes: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.homes = {str(body.pk): body for body in homes}
        fields: Any = self.fields
        if len(homes) == 1:
            del fields["home"]
        else:
            fields["home"].choices = [(pk, str(body)) for pk, body in self.homes.items()]

    @property
    def chosen_home(self) -> Organisation:
        """Where the accounts are kept."""
        return self.homes[self.cleaned_data["home"]] if "home" in self.fields else next(iter(self.homes.values()))
