"""What a firm fills in that asks to be entered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baigong.contexts.enterprises.forms.register import EnterpriseForm
from baigong.contexts.enterprises.models import EnterpriseApplication
from baigong.contexts.enterprises.services.applications import FACTS, PAPERS, ApplicationHead
from baigong.contexts.enterprises.services.registering import EnterpriseHead


class ApplicationForm(EnterpriseForm):
    """The register's own fields, who acts for the firm, and the papers that show it. ``is_new``: a licence is asked for."""

    email = forms.EmailField(label=_("邮箱"), required=False, help_text=_("找回密码用；没有的可以不填。"))
    licence = forms.FileField(label=_("营业执照"), help_text=_("扫描件或照片：PDF、JPG、PNG。"))
    mandate = forms.FileField(label=_("授权委托书"), required=False, help_text=_("经办人不是法定代表人的，上传盖章的委托书。"))

    field_order = (
        "name", "credit_code", "county", "opened_on", "address", "industry_code", "ownership", "size", "business", "contact", "phone",
        "email", "licence", "mandate",
    )  # fmt: skip

    def __init__(self, *args: Any, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("parent_code", "stake", "seen"):
            del self.fields[name]
        county: Any = self.fields["county"]
        county.choices = [("", _("请选择")), *county.choices]
        for name in ("address", "contact", "phone"):
            self.fields[name].required = True
        self.fields["contact"].label, self.fields["contact"].help_text = _("经办人"), _("以后用账号办理的人；只有审核的教育局看得到。")
        for name in ("licence", "mandate"):
            self.fields[name].widget.attrs["accept"] = PAPERS.endings
        if not is_new:
            self.fields["licence"].required = False
            self.fields["licence"].help_text = _("已上传过的不用再传；要求更换的，在这里传新的。")

    def application(self) -> ApplicationHead:
        """For the services."""
        data = self.cleaned_data
        firm = EnterpriseHead(
            name=data["name"], credit_code=data["credit_code"], county=self.counties[data["county"]], **{name: data[name] for name in FACTS}
        )
        return ApplicationHead(firm, data["email"], data["licence"], data["mandate"])


def initial_of_application(row: EnterpriseApplication) -> dict[str, Any]:
    """What was said before."""
    return {name: getattr(row, name) for name in (*FACTS, "name", "credit_code", "email")} | {"county": str(row.county_id)}
