"""What the context registers at start: menus, search, its panel on an enterprise's page, words of the log."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.enterprises.public import Enterprise, Panel, PanelContent, PanelFigure, PanelLine, register_panel
from baigong.contexts.incentives import indicators, workflow  # noqa: F401  (what is counted, and the machines, are declared)
from baigong.contexts.incentives.access import CANDIDACY_POLICY, ENTITLEMENT_POLICY, INCENTIVE_POLICY, LEDGER_POLICY, TRIAL_POLICY
from baigong.contexts.incentives.models import CandidacyState, LedgerEntry
from baigong.contexts.incentives.pages import package_page
from baigong.contexts.incentives.services import jobs, trials  # noqa: F401  (what runs by itself is declared)
from baigong.contexts.incentives.views.listings import CANDIDACY_TONES
from baigong.kernel.access import Actor
from baigong.kernel.audit.words import register_words
from baigong.kernel.search import Searchable, searchable
from baigong.kernel.ui.navigation import NavItem, register_nav

REACHED = frozenset({
    "incentives:package", "incentives:statement", "incentives:entry-add", "incentives:candidacy-add", "incentives:entitlement-add",
    "incentives:surcharge-add", "incentives:ledger-import",
})  # fmt: skip

register_nav(
    [
        NavItem("enterprises", _("我的激励"), "incentives:own", "award", policy=CANDIDACY_POLICY, action="own", order=40, leads_to=REACHED),
        NavItem("enterprises", _("产教融合型企业"), "incentives:candidacies", "certificate", policy=CANDIDACY_POLICY, action="work",
                order=50,
                leads_to=frozenset({"incentives:reports", "incentives:report"})),
        NavItem("enterprises", _("投资台账"), "incentives:ledger", "wallet", policy=LEDGER_POLICY, order=60),
        NavItem("enterprises", _("组合激励"), "incentives:incentives", "rosette", policy=INCENTIVE_POLICY, action="work", order=70,
                leads_to=frozenset({"incentives:entitlements", "incentives:entitlement"})),
        NavItem("enterprises", _("抵免试算"), "incentives:trials", "chart-line", policy=TRIAL_POLICY, order=80),
        NavItem("portal_firms", _("产教融合型企业目录"), "incentives:public-catalogue", "certificate", order=47, place="portal"),
    ]
)  # fmt: skip


searchable(
    Searchable(
        CANDIDACY_POLICY, _("产教融合型企业"), ("enterprise__organisation__name", "enterprise__organisation__credit_code"),
        detail=lambda row: row.get_state_display(), icon="certificate", select=("enterprise__organisation",),
    )
)  # fmt: skip
searchable(
    Searchable(
        LEDGER_POLICY,
        _("投资台账"),
        ("title", "voucher_number"),
        detail=lambda row: f"{row.enterprise} · {row.on}",
        icon="wallet",
        select=("enterprise__organisation",),
    )
)
searchable(
    Searchable(
        ENTITLEMENT_POLICY, _("激励享受"), ("enterprise__organisation__name", "incentive__title"),
        detail=lambda row: row.get_state_display(), icon="award", select=("enterprise__organisation", "incentive"),
    )
)  # fmt: skip


def _money(actor: Actor, enterprise: Enterprise, day: date) -> PanelContent | None:
    """Money on an enterprise's page: what is invested, credited, carried on, what of the package is held."""
    if not LEDGER_POLICY.decide(actor, "view", LedgerEntry(enterprise=enterprise)):
        return None
    page = package_page(actor, enterprise, day)
    lines = []
    if page.candidacy is not None:
        row = page.candidacy
        lines.append(
            PanelLine(
                gettext("产教融合型企业"), row.get_absolute_url(), "", row.get_state_display(), CANDIDACY_TONES[CandidacyState(row.state)]
            )
        )
    lines += [
        PanelLine(
            offer.incentive.title, offer.entitlement.get_absolute_url(), str(offer.incentive.owner), offer.entitlement.get_state_display()
        )
        for offer in page.offers
        if offer.entitlement is not None
    ]
    figures = [
        PanelFigure(gettext("台账投资"), page.invested, gettext("元")), PanelFigure(gettext("累计抵免"), page.used, gettext("元")),
        PanelFigure(gettext("结转余额"), page.carried, gettext("元")),
    ]  # fmt: skip
    acts = [
        (gettext("激励与抵免"), reverse("incentives:package", args=[enterprise.pk])),
        (gettext("抵免测算"), reverse("incentives:statement", args=[enterprise.pk])),
    ]
    return PanelContent(figures, lines, acts, note=page.missing[0] if page.missing else "")


register_panel(Panel("money", _("激励与抵免"), 40, _money, "wallet"))
register_words(
    {
        "incentives.candidacy.drafted": _("起草产教融合型企业申报"),
        "incentives.candidacy.edited": _("修改产教融合型企业申报"),
        "incentives.candidacy.claimed": _("填写申报条件"),
        "incentives.candidacy.exported": _("导出产教融合型企业"),
        "incentives.candidacypaper.added": _("上传申报材料"),
        "incentives.candidacypaper.removed": _("删除申报材料"),
        "incentives.candidacypaper.read": _("查看申报材料"),
        "incentives.yearlyreport.opened": _("建立年度报告"),
        "incentives.yearlyreport.written": _("填写年度报告"),
        "incentives.yearlyreport.exported": _("导出年度报告"),
        "incentives.ledgerentry.entered": _("登记投资"),
        "incentives.ledgerentry.withdrawn": _("登记撤回投资"),
        "incentives.ledgerentry.reversed": _("冲正投资"),
        "incentives.ledgerentry.imported": _("导入投资"),
        "incentives.ledgerentry.exported": _("导出投资台账"),
        "incentives.ledgerpaper.added": _("上传凭证扫描件"),
        "incentives.ledgerpaper.removed": _("删除凭证扫描件"),
        "incentives.ledgerpaper.read": _("查看凭证扫描件"),
        "incentives.surcharge.entered": _("登记应缴附加"),
        "incentives.statement.taken": _("下载抵免测算表"),
        "incentives.incentive.drafted": _("登记激励措施"),
        "incentives.incentive.edited": _("修改激励措施"),
        "incentives.incentive.exported": _("导出激励措施"),
        "incentives.entitlement.applied": _("申请激励"),
        "incentives.entitlement.exported": _("导出激励享受"),
        "incentives.suspension.begun": _("暂停激励"),
        "incentives.suspension.lifted": _("恢复激励"),
        "incentives.credittrial.started": _("开始抵免试算"),
        "incentives.credittrial.dropped": _("删除抵免试算"),
        "incentives.credittrial.exported": _("导出抵免试算"),
        "incentives.credittrialchange.exported": _("导出试算结果"),
    }
)
