"""Forms of bodies, certificates, the outcomes their levels post by, and the content of standards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.classifications.public import LEVELS
from baigong.contexts.credit_bank.forms.outcomes import CreditsField
from baigong.contexts.credit_bank.models import CertificateLevel, CertificateType, OutcomeType, TrainingBody, level_choices
from baigong.contexts.credit_bank.services.certificate_types import CertificateHead, Link
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.exchange import listed
from baigong.kernel.ui.fields import SeenField


class BodyForm(forms.Form):
    """A training-evaluation body."""

    name = forms.CharField(label=_("名称"), max_length=120)
    batch = forms.IntegerField(label=_("招募批次"), required=False, min_value=1, max_value=99)
    organisation = forms.ChoiceField(label=_("本市机构"), required=False, help_text=_("就是本市机构的选上，由它的账号存入成果。"))

    def __init__(self, *args: Any, bodies: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(row.pk): row for row in bodies}
        fields: Any = self.fields
        fields["organisation"].choices = [("", _("不是本市机构")), *((pk, str(row)) for pk, row in self.bodies.items())]

    def values(self) -> dict[str, Any]:
        """For the service."""
        return self.cleaned_data | {"organisation": self.bodies.get(self.cleaned_data["organisation"])}


class CodesField(forms.CharField):
    """Codes of a code list, several with 、 between them; clean to a tuple."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=300, help_text=_("有几个的用“、”分开。"), **kwargs)

    def clean(self, value: Any) -> Any:
        """The codes without blanks, each once."""
        return tuple(dict.fromkeys(listed(super().clean(value))))


class CertificateForm(forms.Form):
    """A national certificate."""

    code = forms.CharField(label=_("证书代码"), max_length=20)
    title = forms.CharField(label=_("证书名称"), max_length=80)
    body = forms.ChoiceField(label=_("培训评价组织"))
    levels = forms.MultipleChoiceField(
        label=pgettext_lazy("学习成果", "级别"), choices=level_choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("与国家职业资格、职业技能等级不是一回事，不作换算。"),
    )  # fmt: skip
    listed_on = forms.DateField(label=_("列入国家目录日期"))
    listed_by = forms.CharField(label=_("列入文件"), max_length=120, required=False)
    since = forms.DateField(label=_("启用日期"), help_text=_("本市开始使用的日期。"))
    caution = forms.CharField(label=_("存疑之处"), max_length=120, required=False)
    seen = SeenField()

    def __init__(self, *args: Any, bodies: Sequence[TrainingBody], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(row.pk): row for row in bodies}
        fields: Any = self.fields
        fields["body"].choices = [("", _("请选择")), *((pk, str(row)) for pk, row in self.bodies.items())]
        for part, label in LEVELS.items():
            self.fields[part] = CodesField(label=_("%(level)s专业代码") % {"level": label})
        self.fields["occupations"] = CodesField(label=_("职业代码"))

    def head(self) -> CertificateHead:
        """For the service."""
        data = self.cleaned_data
        links: list[Link] = [("programmes", part, code) for part in LEVELS for code in data[part]]
        links += [("occupations", "", code) for code in data["occupations"]]
        return CertificateHead(
            body=self.bodies[data["body"]], code=data["code"], title=data["title"], since=data["since"], listed_on=data["listed_on"],
            listed_by=data["listed_by"], levels=tuple(data["levels"]), links=tuple(links), caution=data["caution"],
        )  # fmt: skip


def initial_of_certificate(row: CertificateType) -> dict[str, Any]:
    """What the form shows of a certificate."""
    codes: dict[str, list[str]] = {}
    for link in row.links.all():
        codes.setdefault(link.part if link.scheme == "programmes" else link.scheme, []).append(link.code)
    plain = {name: getattr(row, name) for name in ("code", "title", "listed_on", "listed_by", "since", "caution")}
    own = {"body": str(row.body_id), "levels": [level.level for level in row.levels.all()], "seen": row.updated_at}
    return plain | own | {name: "、".join(found) for name, found in codes.items()}


class LevelForm(forms.Form):
    """By which entry of the catalogue a level posts: one that is there, or a new one drafted here."""

    outcome_type = forms.ChoiceField(label=_("成果目录"), required=False)
    credits = CreditsField(label=_("认定学分"), help_text=_("另立一项的填写；没有全国统一的数，由学分银行定。"))
    valid_years = forms.IntegerField(
        label=_("有效年数"), required=False, min_value=1, max_value=50, help_text=_("另立一项的填写；长期有效的不填。")
    )  # fmt: skip
    basis = forms.CharField(label=_("依据文件"), max_length=120, required=False)

    NEW = "new"

    def __init__(self, *args: Any, level: CertificateLevel, types: Sequence[OutcomeType], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.types = {str(row.pk): row for row in types}
        fields: Any = self.fields
        choices = [("", _("不对应")), *((pk, f"{row.code} {row} · {row.issuer}") for pk, row in self.types.items())]
        fields["outcome_type"].choices = [*choices, *([] if level.outcome_type_id else [(self.NEW, _("另立一项（草稿，公布后可用）"))])]

    def clean(self) -> dict[str, Any]:
        """A new entry says its credits: a certificate is not counted by hours."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("outcome_type") == self.NEW and data.get("credits") is None and "credits" not in self.errors:
            self.add_error("credits", _("另立一项的，请填写认定学分。"))
        return data


class VersionForm(forms.Form):
    """A version of a standard."""

    version = forms.CharField(label=_("标准版次"), max_length=20, help_text=_("例如 2.0。"))
    since = forms.DateField(label=_("执行日期"), help_text=_("前一版到前一天止。"))
    document = forms.CharField(label=_("标准文件"), max_length=120, required=False)


class ModuleForm(forms.Form):
    """A module of a version."""

    level = forms.ChoiceField(label=pgettext_lazy("学习成果", "级别"))
    code = forms.CharField(label=_("模块代码"), max_length=20, help_text=_("已有的代码，照这里改写。"))
    title = forms.CharField(label=_("模块名称"), max_length=80)
    hours = forms.IntegerField(label=_("学时"), min_value=1, max_value=2000)

    def __init__(self, *args: Any, levels: Sequence[CertificateLevel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["level"].choices = [(one.level, one.level) for one in levels]
