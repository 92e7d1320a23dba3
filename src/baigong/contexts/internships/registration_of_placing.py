"""What posts, interns and rounds register at start: machines, menus, search, words of the log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from baigong.contexts.enterprises.public import Panel, register_panel
from baigong.contexts.internships import indicators_of_placing  # noqa: F401  (what counts is declared)
from baigong.contexts.internships.access import INTERN_POLICY, POST_POLICY, ROUND_POLICY
from baigong.contexts.internships.panel_of_posts import posts_panel
from baigong.contexts.internships.registration_of_work import Learners
from baigong.contexts.internships.services import posts as services_of_posts  # noqa: F401  (the job is declared)
from baigong.contexts.internships.services import solving  # noqa: F401  (the same)
from baigong.contexts.internships.workflow import posts, rounds  # noqa: F401  (the machines are declared)
from baigong.kernel.audit.words import register_words
from baigong.kernel.search import Searchable, searchable
from baigong.kernel.ui.navigation import NavItem, register_nav

register_nav(
    [
        NavItem("internships", _("实习岗位"), "internships:posts", "briefcase", policy=POST_POLICY, action="view", order=10,
                leads_to=frozenset({"internships:post-import"})),
        NavItem("internships", _("实习生"), "internships:interns", "users-group", policy=INTERN_POLICY, action="work", order=12),
        NavItem("internships", _("安排轮次"), "internships:rounds", "sitemap", policy=ROUND_POLICY, action="work", order=14),
        NavItem("internships", _("如果增加岗位"), "internships:what-if", "chart-line", policy=ROUND_POLICY, action="plan", order=16),
        NavItem("internships", _("我的实习安排"), "internships:own-rounds", "sitemap", policy=Learners(), order=8),
    ]
)  # fmt: skip

register_panel(Panel("posts", _("实习岗位"), 20, posts_panel, "briefcase"))


searchable(
    Searchable(POST_POLICY, _("实习岗位"), ("title", "enterprise__organisation__name"), detail=lambda row: row.days_text, icon="briefcase")
)
register_words(
    {
        "internships.intern.taken": _("从学生名册取实习生"),
        "internships.intern.edited": _("登记实习生须照顾的情况"),
        "internships.intern.read": _("查看实习生须照顾的情况"),
        "internships.intern.exported": _("导出实习生"),
        "internships.internshippost.entered": _("登记实习岗位"),
        "internships.internshippost.edited": _("修改实习岗位"),
        "internships.internshippost.need_filed": _("登记特殊实习备案"),
        "internships.internshippost.exported": _("导出实习岗位"),
        "internships.placementround.opened": _("创建实习安排轮次"),
        "internships.placementround.students_added": _("加入轮次学生"),
        "internships.placementround.posts_set": _("确定轮次岗位"),
        "internships.placementround.exported": _("导出实习安排"),
        "internships.placementround.certificate_taken": _("下载最优性证明"),
        "internships.roundentry.chosen": _("填报实习志愿"),
        "internships.roundentry.paired": _("登记结伴"),
        "internships.roundentry.overridden": _("人工调整安排"),
        "internships.roundentry.withdrawn": _("退出轮次"),
        "internships.placement.planned": _("公布实习安排"),
        "internships.placementappeal.lodged": _("提出安排申诉"),
    }
)
