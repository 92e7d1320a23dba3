"""What the duty of places registers at start: menus, its panel on an enterprise's page, words of the log."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.enterprises.public import Enterprise, Panel, PanelContent, PanelFigure, PanelLine, register_panel
from baigong.contexts.internships import indicators_of_duty, pages_of_duty_city  # noqa: F401  (what counts is declared)
from baigong.contexts.internships.access_of_duty import DUTY_RETURN_POLICY, SHORTFALL_POLICY
from baigong.contexts.internships.models import DutyReturn
from baigong.contexts.internships.pages_of_duty import shown, standing
from baigong.contexts.internships.selectors.duty import shortfall_of, year_of
from baigong.contexts.internships.workflow import duty  # noqa: F401  (the machines are declared)
from baigong.kernel.access import Actor
from baigong.kernel.audit.words import register_words
from baigong.kernel.ui.navigation import NavItem, register_nav

register_nav(
    [
        NavItem("internships", _("实习岗位责任"), "internships:duty", "percentage", policy=DUTY_RETURN_POLICY, action="work", order=60),
        NavItem(
            "internships", _("本企业实习岗位责任"), "internships:duty-mine", "percentage", policy=DUTY_RETURN_POLICY, action="own", order=60
        ),
        NavItem("internships", _("岗位责任提醒"), "internships:shortfalls", "bell", policy=SHORTFALL_POLICY, action="view", order=62),
        NavItem("portal_firms", _("企业实习岗位"), "internships:public-duty", "percentage", order=48, place="portal"),
    ]
)
register_words(
    {
        "internships.dutyreturn.drafted": _("算出年度实习岗位责任"),
        "internships.dutyreturn.exported": _("导出企业实习岗位责任"),
        "internships.dutyreturn.overview_exported": _("导出全市实习岗位责任"),
        "internships.dutyshortfall.noticed": _("提醒实习岗位不足"),
        "internships.dutyshortfall.exported": _("导出实习岗位责任提醒"),
        "internships.postshare.entered": _("登记共建岗位"),
        "internships.postshare.edited": _("修改共建岗位份额"),
        "internships.postshare.removed": _("删除共建岗位份额"),
    }
)


def _panel(actor: Actor, enterprise: Enterprise, day: date) -> PanelContent | None:
    """This year's quota on the enterprise's page, with what became of the last."""
    if not DUTY_RETURN_POLICY.decide(actor, "view", DutyReturn(enterprise=enterprise)):
        return None
    found = year_of(enterprise, day.year, day)
    if found is None:
        return None
    address = reverse("internships:duty-year", args=[enterprise.pk, day.year])
    words, tone = standing(found, day)
    figures = [
        PanelFigure(_("应接纳"), shown(found.duty.required), _("人"), words, tone),
        PanelFigure(_("设岗"), shown(found.offered), _("人")),
        PanelFigure(_("已接纳"), shown(found.done.heads), _("人"), gettext("%(n)s人日") % {"n": shown(found.done.person_days)}),
    ]
    lines = []
    before = shortfall_of(actor, enterprise, day.year - 1)
    if before is not None:
        lines.append(PanelLine(str(before), before.get_absolute_url(), state=before.get_state_display(), tone="warn"))
    return PanelContent(figures, lines, acts=[(_("看怎么算的"), address)])


register_panel(Panel("duty", _("实习岗位责任"), 10, _panel, "percentage"))
