"""Who confirms an enterprise's year, who reminds and goes on, who answers."""

from __future__ import annotations

from baigong.contexts.accounts.public import COUNTY_OFFICER, ENTERPRISE_OFFICER, LEADER, WORKING_TEAM
from baigong.contexts.internships.models import DutyReturn, DutyShortfall, PostShare
from baigong.kernel.access import Allow, Policy

BUREAU = {WORKING_TEAM}
COUNTY = {COUNTY_OFFICER}
FIRM = {ENTERPRISE_OFFICER}
DUTY_RETURN_POLICY = Policy(
    DutyReturn,
    [
        Allow.of("view work draft submit drop supersede", BUREAU),
        Allow.of("view work", {LEADER}),
        Allow.of("view work draft submit drop supersede", COUNTY, via="body"),
        Allow.of("view own draft submit drop supersede", FIRM, via="body"),
    ],
    relations={"body": "enterprise__organisation"},
)
"""The bureau and the county confirm for firms without an account of their own."""

POST_SHARE_POLICY = Policy(
    PostShare,
    [
        Allow.of("view", {LEADER}),
        Allow.of("view share", BUREAU),
        Allow.of("view share", COUNTY | FIRM, via="host"),
        Allow.of("view", FIRM, via="body"),
    ],
    relations={"host": "post__enterprise__organisation", "body": "enterprise__organisation"},
)

SHORTFALL_POLICY = Policy(
    DutyShortfall,
    [
        Allow.of("view work notice summon hold publish suspend make_up lift withdraw void", BUREAU),
        Allow.of("view work", {LEADER}),
        Allow.of("view work explain plan make_up hold void", COUNTY, via="body"),
        Allow.of("view explain plan void", FIRM, via="body"),
    ],
    relations={"body": "enterprise__organisation"},
)
"""What is published is read through ``selectors.duty.list_published`` by everybody."""
