"""What the push interface registers at start: its machine, its menu entry, its words, its job."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.registers import workflow  # noqa: F401  (the machine is declared)
from baigong.contexts.registers.access import RETURN_ACCOUNT_POLICY
from baigong.contexts.registers.services import calling  # noqa: F401  (the job is declared)
from baigong.kernel.audit.words import register_words
from baigong.kernel.ui.navigation import NavItem, register_nav

register_nav(
    [NavItem("returns", pgettext_lazy("标题", "接口账号"), "registers:interface", "cloud-upload", policy=RETURN_ACCOUNT_POLICY, order=60)]
)
register_words(
    {
        "registers.returnaccount.applied": _("申请接口账号"),
        "registers.returnaccount.renewed": _("生成接口凭据"),
        "registers.returnaccount.set": _("修改接口账号的地址与加密"),
        "registers.returnaccount.exported": _("导出接口账号"),
        "registers.returnaccount.logged_in": _("推送程序登录"),
        "registers.returnaccount.refused": _("拒绝接口调用"),
    }
)
