"""What the context registers at start: menus, search, words of the log."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.accounts.public import EXPERT
from baigong.contexts.registers.public import DUTY_POLICY
from baigong.contexts.schools import figures, indicators, workflow  # noqa: F401  (what counts, and the machines, are declared)
from baigong.contexts.schools.access import PROJECT_POLICY
from baigong.kernel.audit.words import register_words
from baigong.kernel.search import Searchable, searchable
from baigong.kernel.ui.navigation import NavItem, register_nav

PROJECTS = pgettext_lazy("标题", "建设项目")
register_nav(
    [
        NavItem("schools", pgettext_lazy("标题", "学校"), "schools:schools", "building", policy=DUTY_POLICY, action="view", order=30),
        NavItem(
            "schools",
            _("各校清单"),
            "schools:city-facets",
            "list-details",
            policy=DUTY_POLICY,
            action="view",
            order=31,
            leads_to=frozenset({"schools:city-facet"}),
        ),
        NavItem("schools", PROJECTS, "schools:projects", "award", policy=PROJECT_POLICY, action="work", order=40),
        NavItem("schools", _("我的申报"), "schools:own-projects", "writing-sign", policy=PROJECT_POLICY, action="apply", order=41),
        NavItem("schools", _("我的评审"), "schools:reviews", "checklist", roles=frozenset({EXPERT}), order=42),
        NavItem("portal", PROJECTS, "schools:public-projects", "award", order=35, place="portal"),
    ]
)


def _detail(row: Any) -> str:
    return f"{row.declared} · {row.host} · {row.get_state_display()}"


searchable(
    Searchable(
        PROJECT_POLICY, PROJECTS, ("title", "host__name", "partners", "programme_name", "course", "listing_number"),
        detail=_detail, select=("host",), icon="award",
    )
)  # fmt: skip
register_words(
    {
        "schools.facet.read": _("查看学校清单中的姓名"),
        "schools.facet.exported": _("导出学校清单"),
        "schools.project.drafted": _("起草申报"),
        "schools.project.edited": _("修改申报"),
        "schools.project.registered": _("登记已有项目"),
        "schools.project.reported": _("填写年度进展"),
        "schools.project.exported": _("导出项目名册"),
        "schools.project.imported": _("导入项目名册"),
        "schools.projectevidence.added": _("上传项目材料"),
        "schools.projectevidence.removed": _("删除项目材料"),
        "schools.projectevidence.read": _("查看项目材料"),
        "schools.projectreview.assigned": _("指派专家评审"),
        "schools.projectreview.released": _("撤回专家指派"),
        "schools.projectreview.written": _("填写评审意见"),
        "schools.projectreview.exported": _("导出项目评审"),
    }
)
