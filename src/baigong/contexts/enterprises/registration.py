"""What the context registers at start: menus, search, jobs, what it counts, words of the log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from baigong.contexts.enterprises import indicators, workflow  # noqa: F401  (what is counted, and the machines, are declared)
from baigong.contexts.enterprises.access import (
    ALLIANCE_POLICY,
    APPLICATION_POLICY,
    COOPERATION_POLICY,
    ENTERPRISE_POLICY,
    FLAG_POLICY,
    STAFF_RETURN_POLICY,
)
from baigong.contexts.enterprises.services import jobs  # noqa: F401  (what runs by itself is declared)
from baigong.kernel.audit.words import register_words
from baigong.kernel.search import Searchable, searchable
from baigong.kernel.ui.navigation import NavItem, register_nav

OWN = frozenset({"enterprises:enterprise", "enterprises:staff-return", "enterprises:flag"})
register_nav(
    [
        NavItem(
            "enterprises", _("我的企业"), "enterprises:mine", "building-factory-2", policy=ENTERPRISE_POLICY, action="own", order=1,
            leads_to=OWN,
        ),
        NavItem(
            "enterprises", _("企业名册"), "enterprises:enterprises", "building-factory-2", policy=ENTERPRISE_POLICY, action="work",
            order=10,
        ),
        NavItem(
            "enterprises", _("入册申请"), "enterprises:applications", "building-community", policy=APPLICATION_POLICY, action="work",
            order=10,
        ),
        NavItem("enterprises", _("职工人数"), "enterprises:staff", "users-group", policy=STAFF_RETURN_POLICY, action="work", order=11),
        NavItem("enterprises", _("信用标记"), "enterprises:flags", "flag", policy=FLAG_POLICY, action="work", order=12),
        NavItem(
            "enterprises", _("校企合作"), "enterprises:cooperations", "arrows-join", policy=COOPERATION_POLICY, action="work", order=13
        ),
        NavItem("enterprises", _("集团和联盟"), "enterprises:alliances", "sitemap", policy=ALLIANCE_POLICY, action="work", order=14),
        NavItem("portal_firms", _("校企合作"), "enterprises:public-cooperations", "arrows-join", order=37, place="portal"),
        NavItem("portal_firms", _("企业入册申请"), "enterprises:public-apply", "building-community", order=49, place="portal"),
    ]
)  # fmt: skip


searchable(
    Searchable(
        ENTERPRISE_POLICY, _("企业"), ("organisation__name", "organisation__credit_code", "business"),
        detail=lambda row: f"{row.credit_code} · {row.industry} · {row.get_state_display()}", select=("organisation",),
        icon="building-factory-2", order=30,
    )
)  # fmt: skip
searchable(
    Searchable(
        ALLIANCE_POLICY, _("集团和联盟"), ("name", "industry"),
        detail=lambda row: f"{row.get_kind_display()} · {row.lead}", select=("lead",), icon="sitemap", order=40,
    )
)  # fmt: skip
register_words(
    {
        "enterprises.enterprise.entered": _("登记企业"),
        "enterprises.enterprise.edited": _("修改企业信息"),
        "enterprises.enterprise.identified": _("变更企业登记事项"),
        "enterprises.enterprise.imported": _("导入企业名册"),
        "enterprises.enterprise.exported": _("导出企业名册"),
        "enterprises.enterpriseapplication.lodged": _("提交企业入册申请"),
        "enterprises.enterpriseapplication.collected": _("领取企业账号"),
        "enterprises.enterpriseapplication.exported": _("导出企业入册申请"),
        "enterprises.applicationpaper.added": _("上传入册申请材料"),
        "enterprises.applicationpaper.removed": _("删除入册申请材料"),
        "enterprises.applicationpaper.read": _("查看入册申请材料"),
        "enterprises.site.saved": _("登记经营场所"),
        "enterprises.postkind.saved": _("登记岗位类别"),
        "enterprises.staffreturn.drafted": _("填报职工人数"),
        "enterprises.staffreturn.edited": _("修改职工人数草稿"),
        "enterprises.staffreturn.corrected": _("更正职工人数"),
        "enterprises.staffreturn.exported": _("导出职工人数"),
        "enterprises.staffbatch.posted": _("成批报送职工人数"),
        "enterprises.insuredcount.entered": _("登记参保人数"),
        "enterprises.insuredcount.exported": _("导出参保人数"),
        "enterprises.flag.entered": _("登记信用标记"),
        "enterprises.flag.exported": _("导出信用标记"),
        "enterprises.alliance.drafted": _("登记集团或联盟"),
        "enterprises.alliance.edited": _("修改集团或联盟"),
        "enterprises.alliance.joined": _("登记成员加入"),
        "enterprises.alliance.left": _("登记成员退出"),
        "enterprises.alliance.recorded": _("记入联盟台账"),
        "enterprises.alliance.struck": _("删除联盟台账"),
        "enterprises.alliance.exported": _("导出集团和联盟"),
        "enterprises.cooperation.drafted": _("登记校企合作"),
        "enterprises.cooperation.edited": _("修改校企合作"),
        "enterprises.cooperation.exported": _("导出校企合作"),
    }
)
