"""The roles people hold at organisations. System, security and audit administration are separate (GB/T 22239, level 3).

They are declared here, below ``accounts``, because the policies of organisations speak of them; every context above imports them
from ``accounts.public``, where people and roles meet.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from baigong.kernel.access import Reach, role

WORKING_TEAM = role("working_team", _("工作专班"), Reach.EVERYWHERE, _("推动全部任务：分解、催报、审核、调整"))
LEADER = role("leader", _("领导"), Reach.EVERYWHERE, _("查看全市情况，作出决定"))
LIAISON = role("liaison", _("部门联络员"), Reach.OWN, _("报送本部门任务进展"))
COUNTY_OFFICER = role("county_officer", _("县区教育局经办"), Reach.SUBTREE, _("报送本县区方案与进展"))
SCHOOL_OFFICER = role("school_officer", _("学校经办"), Reach.OWN, _("报送本校方案、进展和数据"))
ENTERPRISE_OFFICER = role("enterprise_officer", _("企业经办"), Reach.OWN, _("办理本企业的实习岗位与申报"))
EXPERT = role("expert", _("专家"), Reach.OWN, _("参加评审与督导"))
CREDIT_OFFICER = role("credit_officer", _("学分银行管理"), Reach.EVERYWHERE, _("学习成果目录、账户核验与合并、转换规则与申诉"))
PUBLISHER = role("publisher", _("信息公开经办"), Reach.EVERYWHERE, _("发布政府信息"))
SYSTEM_ADMIN = role("system_admin", _("系统管理员"), Reach.EVERYWHERE, _("机构、代码表、后台任务；不看业务内容"))
SECURITY_ADMIN = role("security_admin", _("安全管理员"), Reach.EVERYWHERE, _("账号、授权、解锁；不看业务内容"))
AUDIT_ADMIN = role("audit_admin", _("审计管理员"), Reach.EVERYWHERE, _("查看与校验审计日志"))

OFFICERS = (LIAISON, COUNTY_OFFICER, SCHOOL_OFFICER)
CITY_STAFF = (WORKING_TEAM, LEADER)
ADMINISTRATORS = (SYSTEM_ADMIN, SECURITY_ADMIN, AUDIT_ADMIN)

# One person may not hold two of these: who sets rights must not be who checks the log.
EXCLUSIVE = frozenset(ADMINISTRATORS)
