"""The headings of the console's menu, in their order."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.accounts.public import ENTERPRISE_OFFICER
from baigong.kernel.ui.navigation import NavItem, NavSection, declare_sections, register_nav

FIRMS = frozenset({ENTERPRISE_OFFICER})
SECTIONS = [
    NavSection("today", _("今日")),
    NavSection("plan", _("计划执行"), for_staff=True),
    NavSection("reporting", pgettext_lazy("栏目", "报送"), for_staff=True),
    NavSection("filing", _("备案"), for_staff=True),
    NavSection("returns", _("数据返回")),
    NavSection("schools", _("职业学校")),
    NavSection("credits", _("学分银行")),
    NavSection("internships", _("实习与学徒"), first_for=FIRMS),
    NavSection("enterprises", _("企业与产教融合"), first_for=FIRMS),
    NavSection("supervision", _("督查")),
    NavSection("bodies", _("机构与职务")),
    NavSection("reference", _("代码与指标"), for_staff=True),
    NavSection("publications", _("信息公开")),
    NavSection("system", _("系统管理")),
    NavSection("portal", _("公众服务")),
    NavSection("portal_firms", _("企业与实习")),
    NavSection("portal_learners", _("学分与证书")),
    NavSection("portal_data", _("数据与方法")),
]


def register() -> None:
    """Declare the headings and the entries that belong to no context."""
    declare_sections(SECTIONS, outside=FIRMS)
    register_nav(
        [
            NavItem("today", _("工作台"), "console:home", "home", order=1),
            NavItem("today", _("搜索"), "console:search", "search", order=2),
            NavItem("portal", _("首页"), "portal:home", "home", order=10, place="portal"),
            NavItem("portal", _("承诺与进展"), "portal:promises", "clipboard-list", order=20, place="portal"),
            NavItem("portal_data", _("开放数据"), "portal:open-data", "table", order=40, place="portal"),
            NavItem("portal_data", _("灯色怎么来"), "portal:about", "scale", order=50, place="portal"),
            NavItem("reference", pgettext_lazy("标题", "指标"), "console:indicators", "chart-bar", order=10),
            NavItem("reference", pgettext_lazy("标题", "数据快照"), "console:snapshots", "database", order=11),
        ]
    )
