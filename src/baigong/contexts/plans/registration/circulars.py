"""Navigation, search and words of circulars."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from baigong.contexts.plans.access import CIRCULAR_POLICY
from baigong.kernel.audit.words import register_words
from baigong.kernel.search import Searchable, searchable
from baigong.kernel.ui.navigation import NavItem, register_nav

register_nav([NavItem("reporting", _("进展情况通报"), "plans:circulars", "news", policy=CIRCULAR_POLICY, order=60)])
WORDS = ("title", "remarks", "problems", "requirements")
searchable(Searchable(CIRCULAR_POLICY, _("通报"), WORDS, icon="news"))
register_words(
    {
        "plans.circular.drafted": _("拟通报"),
        "plans.circular.written": _("修改通报"),
        "plans.circular.refreshed": _("更新通报数据"),
        "plans.circular.numbered": _("通报编号"),
        "plans.circular.exported": _("导出通报目录"),
        "plans.report.summary_published": _("公开报告摘要"),
        "plans.report.summary_withdrawn": _("撤下报告摘要"),
        "plans.task.imported": _("导回台账"),
    }
)
