"""The form of a mark against a firm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baigong.contexts.enterprises.models import FlagKind
from baigong.contexts.enterprises.services.flags import FlagHead
from baigong.contexts.organisations.public import Organisation


class FlagForm(forms.Form):
    """A mark: only kinds that the actor's bodies own are offered."""

    kind = forms.ChoiceField(label=_("类别"))
    body = forms.ChoiceField(label=_("登记单位"))
    since = forms.DateField(label=_("起"))
    until = forms.DateField(label=_("止"), required=False, help_text=_("没有期限的不填，以后凭文号解除。"))
    document = forms.CharField(label=_("依据文号"), max_length=120)
    facts = forms.CharField(label=_("事由"), max_length=300, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, kinds: Sequence[FlagKind], bodies: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(body.pk): body for body in bodies}
        fields: Any = self.fields
        fields["kind"].choices = [("", _("请选择")), *((kind.code, kind_text(kind)) for kind in kinds)]
        fields["body"].choices = [(pk, str(body)) for pk, body in self.bodies.items()]
        fields["body"].initial = next(iter(self.bodies), None)

    @property
    def chosen_body(self) -> Organisation:
        """On whose behalf it is entered."""
        return self.bodies[self.cleaned_data["body"]]

    def head(self) -> FlagHead:
        """For the service."""
        return FlagHead(**{name: self.cleaned_data[name] for name in ("kind", "since", "until", "document", "facts")})


def kind_text(kind: FlagKind) -> str:
    """A kind, and whether it blocks."""
    return f"{kind}（{_('暂停享受激励')}）" if kind.blocks else str(kind)
