"""What the parts about certificates, local standards and mappings register at start: menus, search, words of the log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.access_of_standards import (
    CERTIFICATE_TYPE_POLICY,
    LOCAL_STANDARD_POLICY,
    STANDARD_MAPPING_POLICY,
    TRAINING_BODY_POLICY,
)
from baigong.kernel.audit.words import register_words
from baigong.kernel.search import Searchable, searchable
from baigong.kernel.ui.navigation import NavItem, register_nav

register_nav(
    [
        NavItem(
            "credits",
            _("证书目录"),
            "credit_bank:x-types",
            "certificate",
            policy=CERTIFICATE_TYPE_POLICY,
            action="work",
            order=50,
            leads_to=frozenset(
                f"credit_bank:{name}" for name in ("x-bodies", "x-body", "x-body-add", "x-body-edit", "x-level", "x-module-import")
            ),
        ),
        NavItem("credits", _("地方标准"), "credit_bank:x-locals", "file-text", policy=LOCAL_STANDARD_POLICY, action="work", order=52),
        NavItem("credits", _("课证对应"), "credit_bank:x-mappings", "arrows-join", policy=STANDARD_MAPPING_POLICY, action="work", order=54),
        NavItem("portal_learners", _("1+X证书"), "credit_bank:x-public", "certificate", order=45, place="portal"),
    ]
)


searchable(Searchable(CERTIFICATE_TYPE_POLICY, _("证书目录"), ("title", "code"), detail=lambda row: row.code, icon="certificate"))
searchable(Searchable(TRAINING_BODY_POLICY, _("培训评价组织"), ("name",), icon="building"))
searchable(
    Searchable(
        LOCAL_STANDARD_POLICY,
        _("地方标准"),
        ("certificate__title", "certificate__code", "skill_field"),
        detail=lambda row: row.school.name,
        select=("certificate", "school"),
        icon="file-text",
    )
)
register_words(
    {
        "credit_bank.trainingbody.saved": _("登记培训评价组织"),
        "credit_bank.trainingbody.exported": _("导出培训评价组织"),
        "credit_bank.certificatetype.drafted": _("登记证书"),
        "credit_bank.certificatetype.edited": _("修改证书"),
        "credit_bank.certificatetype.linked": _("对应成果目录"),
        "credit_bank.certificatetype.listed": _("列入国家目录"),
        "credit_bank.certificatetype.imported": _("导入证书目录"),
        "credit_bank.certificatetype.exported": _("导出证书目录"),
        "credit_bank.certificatetype.version_begun": _("登记标准版次"),
        "credit_bank.certificatetype.modules_saved": _("登记标准模块"),
        "credit_bank.certificatetype.module_removed": _("删除标准模块"),
        "credit_bank.localstandard.drafted": _("起草地方标准"),
        "credit_bank.localstandard.edited": _("修改地方标准"),
        "credit_bank.localstandard.exported": _("导出地方标准"),
        "credit_bank.localstandard.party_added": _("登记参与单位"),
        "credit_bank.localstandard.party_removed": _("去掉参与单位"),
        "credit_bank.localstandard.opinion_given": _("登记评审意见"),
        "credit_bank.standardpaper.added": _("上传标准材料"),
        "credit_bank.standardpaper.removed": _("删除标准材料"),
        "credit_bank.standardpaper.read": _("查看标准材料"),
        "credit_bank.standardmapping.drafted": _("编制课证对应"),
        "credit_bank.standardmapping.lines_saved": _("登记对应关系"),
        "credit_bank.standardmapping.exported": _("导出课证对应"),
    }
)
