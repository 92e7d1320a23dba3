"""What the context registers at start: menus, search, words of the log."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank import (  # noqa: F401  (what counts, and the machines, are declared)
    indicators,
    indicators_of_office,
    registration_of_mutual,
    registration_of_pilots,
    registration_of_standards,
    workflow,
)
from baigong.contexts.credit_bank.access import (
    CONVERSION_POLICY,
    CREDENTIAL_POLICY,
    ISSUER_KEY_POLICY,
    LEARNER_POLICY,
    OUTCOME_POLICY,
    OUTCOME_TYPE_POLICY,
    PROGRAMME_POLICY,
    RULE_POLICY,
    TRUSTED_ISSUER_POLICY,
)
from baigong.contexts.credit_bank.access_of_office import APPEAL_POLICY, POSTING_POLICY, RECONCILIATION_POLICY
from baigong.contexts.credit_bank.ledger import jobs  # noqa: F401  (sealing is declared)
from baigong.contexts.credit_bank.services import reconciliations  # noqa: F401  (reconciling is declared)
from baigong.kernel.audit.words import register_words
from baigong.kernel.search import Searchable, searchable
from baigong.kernel.ui.navigation import NavItem, register_nav

register_nav(
    [
        NavItem("credits", _("我的学分"), "credit_bank:mine", "wallet", policy=LEARNER_POLICY, action="register", order=10),
        NavItem(
            "credits",
            _("学分账户"),
            "credit_bank:learners",
            "users",
            policy=LEARNER_POLICY,
            action="work",
            order=20,
            leads_to=frozenset({"credit_bank:accounts-import"}),
        ),
        NavItem(
            "credits",
            _("名册开户"),
            "credit_bank:roster",
            "users",
            policy=LEARNER_POLICY,
            action="enrol",
            order=22,
            leads_to=frozenset({"credit_bank:guardians-import"}),
        ),
        NavItem(
            "credits",
            _("学习成果"),
            "credit_bank:outcomes",
            "certificate",
            policy=OUTCOME_POLICY,
            action="work",
            order=30,
            leads_to=frozenset({"credit_bank:register-results", "credit_bank:register-courses", "credit_bank:register-courses-import"}),
        ),
        NavItem("credits", _("成果目录"), "credit_bank:outcome-types", "list-details", policy=OUTCOME_TYPE_POLICY, action="work", order=40),
        NavItem(
            "credits",
            _("学分转换"),
            "credit_bank:conversions",
            "arrows-join",
            policy=CONVERSION_POLICY,
            action="work",
            order=42,
            leads_to=frozenset({"credit_bank:exemptions"}),
        ),
        NavItem("credits", _("转换规则"), "credit_bank:rules", "gavel", policy=RULE_POLICY, action="work", order=44),
        NavItem(
            "credits",
            _("转换专业"),
            "credit_bank:programmes",
            "book",
            policy=PROGRAMME_POLICY,
            action="work",
            order=46,
            leads_to=frozenset({"credit_bank:settings", "credit_bank:settings-add", "credit_bank:settings-edit"}),
        ),
        NavItem("credits", _("电子凭证"), "credit_bank:credentials", "rosette", policy=CREDENTIAL_POLICY, action="work", order=60),
        NavItem("credits", _("签发密钥"), "credit_bank:issuer-keys", "key", policy=ISSUER_KEY_POLICY, action="view", order=80),
        NavItem(
            "credits",
            _("认可的签发者"),
            "credit_bank:trusted-issuers",
            "shield-check",
            policy=TRUSTED_ISSUER_POLICY,
            action="view",
            order=85,
        ),
        NavItem("credits", _("申诉复核"), "credit_bank:appeals", "gavel", policy=APPEAL_POLICY, action="work", order=70),
        NavItem("credits", _("记账和冲正"), "credit_bank:postings", "notes", policy=POSTING_POLICY, action="view", order=72),
        NavItem("credits", _("学分银行统计"), "credit_bank:statistics", "chart-bar", policy=OUTCOME_POLICY, action="work", order=76),
        NavItem("credits", _("对账报告"), "credit_bank:reconciliations", "scale", policy=RECONCILIATION_POLICY, action="view", order=74),
        NavItem("portal_learners", _("核验电子凭证"), "credentials:verify", "shield-check", order=46, place="portal"),
        NavItem("portal_learners", _("学分银行"), "credit_bank:public-outcome-types", "wallet", order=45, place="portal"),
    ]
)


def _url(row: Any) -> str:
    return str(row.get_absolute_url())


searchable(Searchable(LEARNER_POLICY, _("学分账户"), ("name", "number"), _url, detail=lambda row: row.number, icon="wallet"))
searchable(
    Searchable(OUTCOME_TYPE_POLICY, _("成果目录"), ("title", "issuer", "code"), _url, detail=lambda row: row.issuer, icon="list-details")
)
register_words(
    {
        "credit_bank.creditprogramme.saved": _("登记转换专业"),
        "credit_bank.creditprogramme.courses_saved": _("登记专业课程"),
        "credit_bank.creditprogramme.courses_exported": _("导出专业课程"),
        "credit_bank.creditprogramme.exported": _("导出转换专业"),
        "credit_bank.schoolcreditsettings.set": _("登记转换规定"),
        "credit_bank.schoolcreditsettings.exported": _("导出转换规定"),
        "credit_bank.conversionrule.drafted": _("起草转换规则"),
        "credit_bank.conversionrule.edited": _("修改转换规则"),
        "credit_bank.conversionrule.imported": _("导入转换规则"),
        "credit_bank.conversionrule.exported": _("导出转换规则"),
        "credit_bank.conversion.applied": _("申请学分转换"),
        "credit_bank.conversion.read": _("查看学分转换申请"),
        "credit_bank.conversion.decision_taken": _("下载转换决定书"),
        "credit_bank.ruletrial.started": _("试算转换规则"),
        "credit_bank.ruletrial.dropped": _("删除规则试算"),
        "credit_bank.ruletrial.exported": _("导出规则试算"),
        "credit_bank.trialchange.exported": _("导出试算结果"),
        "credit_bank.conversion.exported": _("导出学分转换"),
        "credit_bank.conversionline.exported": _("导出免修名单"),
        "credit_bank.posting.reversed": _("冲正记账"),
        "credit_bank.posting.reversal_ordered": _("办理冲正"),
        "credit_bank.posting.exported": _("导出记账"),
        "credit_bank.reconciliation.requested": _("开始对账"),
        "credit_bank.reconciliation.exported": _("导出对账报告目录"),
        "credit_bank.reconciliation.taken": _("下载对账报告"),
        "credit_bank.statistics.exported": _("导出学分银行统计"),
        "credit_bank.appeal.lodged": _("提出申诉"),
        "credit_bank.appeal.exported": _("导出申诉"),
        "credit_bank.appeal.letter_taken": _("下载申诉答复函"),
        "credit_bank.appealpaper.added": _("上传申诉材料"),
        "credit_bank.appealpaper.removed": _("删除申诉材料"),
        "credit_bank.appealpaper.read": _("查看申诉材料"),
        "credit_bank.posting.batch_posted": _("批量记账"),
        "credit_bank.ledger.key_made": _("启用封存密钥"),
        "credit_bank.learner.opened": _("开户"),
        "credit_bank.learner.opened_together": _("批量开户"),
        "credit_bank.learner.read": _("查看学分账户"),
        "credit_bank.learner.statement_taken": _("下载学分对账单"),
        "credit_bank.learner.exported": _("导出学分账户"),
        "credit_bank.learner.document_added": _("登记证件"),
        "credit_bank.learner.document_checked": _("核验证件"),
        "credit_bank.learner.guardian_added": _("登记监护人"),
        "credit_bank.learner.merged": _("合并账户"),
        "credit_bank.learner.split": _("拆分账户"),
        "credit_bank.outcome.drafted": _("起草成果申报"),
        "credit_bank.outcome.edited": _("修改成果申报"),
        "credit_bank.outcome.exported": _("导出学习成果"),
        "credit_bank.outcomeevidence.added": _("上传成果佐证"),
        "credit_bank.outcomeevidence.removed": _("删除成果佐证"),
        "credit_bank.outcome.read": _("查看学习成果"),
        "credit_bank.outcomeevidence.read": _("查看成果佐证"),
        "credit_bank.outcomebatch.posted": _("批量存入成果"),
        "credit_bank.outcomebatch.exported": _("导出报送的课程成绩"),
        "credit_bank.registercourse.set": _("登记课程对照"),
        "credit_bank.registercourse.exported": _("导出课程对照"),
        "credit_bank.outcometype.drafted": _("登记成果目录"),
        "credit_bank.outcometype.edited": _("修改成果目录"),
        "credit_bank.outcometype.exported": _("导出成果目录"),
        "credit_bank.credential.issued": _("签发电子凭证"),
        "credit_bank.credential.downloaded": _("下载电子凭证"),
        "credit_bank.credential.exported": _("导出电子凭证"),
        "credit_bank.issuerkey.rotated": _("换用签发密钥"),
        "credit_bank.issuerkey.revoked": _("作废签发密钥"),
        "credit_bank.trustedissuer.trusted": _("登记认可的签发者"),
        "credit_bank.trustedissuer.ended": _("停止认可签发者"),
        "credit_bank.share.given": _("授权他人查看"),
        "credit_bank.share.ended": _("收回授权"),
        "credit_bank.share.opened": _("凭授权查看"),
    }
)
