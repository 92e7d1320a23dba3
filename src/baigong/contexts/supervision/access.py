"""Who works on a case, who answers in it, who sees where it came from."""

from __future__ import annotations

from baigong.contexts.accounts.public import COUNTY_OFFICER, ENTERPRISE_OFFICER, LEADER, LIAISON, SCHOOL_OFFICER, WORKING_TEAM
from baigong.contexts.supervision.models import Case, CasePaper, CaseRecord, PaperKind
from baigong.kernel.access import Allow, Policy

TEAM = {WORKING_TEAM}
"""The city's supervision, at the bureau."""
COUNTY = {COUNTY_OFFICER}
ANSWERERS = {SCHOOL_OFFICER, LIAISON, ENTERPRISE_OFFICER}
"""Who answers for a body that a case is against."""
TELLS_NO_SOURCE = {kind.value for kind in PaperKind if kind is not PaperKind.CLUE}
"""Papers by which nobody finds out who gave the hint."""
HANDLING = "take_up dismiss feed_back go_on order interview return close clear attach"
ANSWERING = "state report ask_review submit"

CASE_POLICY = Policy(
    Case,
    [
        Allow.of(f"view work open see_source see_informant tolerate refer uphold revoke {HANDLING}", TEAM),
        Allow.of("view work", {LEADER}),
        Allow.of("see_source", {LEADER}, when={"is_protected": False}),
        Allow.of(f"view work {HANDLING}", COUNTY, via="handler"),
        Allow.of("see_source", COUNTY, via="handler", when={"is_protected": False}),
        Allow.of(f"view {ANSWERING}", ANSWERERS, via="subject", when={"is_shown": True}),
        Allow.of("view", COUNTY, via="subject", when={"is_shown": True}),
    ],
    relations={"handler": "handler", "subject": "subject"},
)

CASE_RECORD_POLICY = Policy(
    CaseRecord,
    [
        Allow.of("view", TEAM | {LEADER}),
        Allow.of("view", COUNTY, via="handler"),
        Allow.of("view", ANSWERERS | COUNTY, via="subject", when={"is_shown": True, "case__is_shown": True}),
    ],
    relations={"handler": "case__handler", "subject": "case__subject"},
)

CASE_PAPER_POLICY = Policy(
    CasePaper,
    [
        Allow.of("view detach", TEAM),
        Allow.of("view", {LEADER}, when={"case__is_protected": False}),
        Allow.of("view detach", COUNTY, via="handler", when={"case__is_protected": False}),
        Allow.of("view detach", COUNTY, via="handler", when={"kind": TELLS_NO_SOURCE}),
        Allow.of("view", ANSWERERS, via="subject", when={"is_shown": True, "case__is_shown": True}),
    ],
    relations={"handler": "case__handler", "subject": "case__subject"},
)
