"""Who may see and do what in a plan. What the plan says is open to everybody signed in; what a body reports is its own and its lead's."""

from __future__ import annotations

from baigong.contexts.accounts.public import CITY_STAFF, COUNTY_OFFICER, LEADER, LIAISON, OFFICERS, PUBLISHER, SCHOOL_OFFICER, WORKING_TEAM
from baigong.contexts.plans.models import (
    Circular,
    Duty,
    Evidence,
    Filing,
    LightRecord,
    Measure,
    Meeting,
    Plan,
    PlanDocument,
    Report,
    ReportingCycle,
    Responsibility,
    SupportRequest,
    Target,
    Task,
    TaskKind,
)
from baigong.kernel.access import Allow, Policy

TEAM = {WORKING_TEAM}
STAFF = set(CITY_STAFF)
BODIES = set(OFFICERS)

PLAN_POLICY = Policy(
    Plan,
    [
        Allow.of("view", anyone=True, when={"is_public": True}),
        Allow.of("view", signed_in=True),
        Allow.of("edit start close publish", TEAM),
        Allow.of("overview", STAFF | BODIES),
    ],
)

DOCUMENT_POLICY = Policy(
    PlanDocument,
    [
        Allow.of("view", TEAM | {LEADER}),
        Allow.of("view", signed_in=True, when={"state": {"confirmed", "superseded"}}),
        Allow.of("import correct confirm discard supersede", TEAM),
    ],
)

MEASURE_POLICY = Policy(
    Measure,
    [
        Allow.of("view", anyone=True, when={"plan__is_public": True}),
        Allow.of("view", signed_in=True),
        Allow.of("edit", TEAM),
    ],
)

HELD = {"withdrawn_on": None}
"""What an amended version of the plan withdrew is read, and no longer worked on."""

TASK_POLICY = Policy(
    Task,
    [
        Allow.of("view", anyone=True, when={"plan__is_public": True, "kind": TaskKind.PLAN}),
        Allow.of("view", signed_in=True, when={"kind": TaskKind.PLAN}),
        Allow.of("view", STAFF),
        Allow.of("view", BODIES, via="body"),
        Allow.of("view", BODIES, via="parent_body"),
        Allow.of("edit create import", TEAM),
        Allow.of("set_date", TEAM, when=HELD),
        Allow.of("export", signed_in=True),  # of what one sees
        Allow.of("assign accept return close suspend resume propose_adjustment break_down start", TEAM, when=HELD),
        Allow.of("adjust", {LEADER, WORKING_TEAM}, when=HELD),
        Allow.of(
            "request_acceptance break_down", BODIES, via="body", when={"responsibilities__duty": {Duty.LEAD, Duty.RESPONSIBLE}} | HELD
        ),
        Allow.of("start report", BODIES, via="body", when=HELD),
    ],
    relations={"body": "responsibilities__organisation", "parent_body": "parent__responsibilities__organisation"},
)

TARGET_POLICY = Policy(
    Target,
    [
        Allow.of("view", anyone=True, when={"plan__is_public": True}),
        Allow.of("view", signed_in=True),
        Allow.of("edit create set_date", TEAM),
    ],
)

LIGHT_POLICY = Policy(LightRecord, [Allow.of("view", signed_in=True)])

CYCLE_POLICY = Policy(
    ReportingCycle,
    [
        Allow.of("view", signed_in=True),
        Allow.of("create edit open lock reopen grant_exception remind", TEAM),
        Allow.of("circular", TEAM),
    ],
)

REPORT_POLICY = Policy(
    Report,
    [
        Allow.of("view", STAFF, when={"state": {"submitted", "returned", "accepted", "superseded"}}),
        Allow.of("view", BODIES, via="body"),
        Allow.of("view", BODIES, via="lead_body", when={"task__responsibilities__duty": {Duty.LEAD}, "state": {"accepted"}}),
        Allow.of("write submit withdraw correct", BODIES, via="body"),
        Allow.of("accept return supersede publish", TEAM),
    ],
    relations={"body": "organisation", "lead_body": "task__responsibilities__organisation"},
)

# What a body owes: reports are begun on a responsibility, before there is a report to ask about.
RESPONSIBILITY_POLICY = Policy(
    Responsibility,
    [Allow.of("view", STAFF), Allow.of("view report", BODIES, via="body")],
    relations={"body": "organisation"},
)

# Evidence is seen by whom its report or filing is seen; a draft's by its own body alone.
EVIDENCE_POLICY = Policy(
    Evidence,
    [
        Allow.of("view", STAFF, when={"report__state": {"submitted", "returned", "accepted", "superseded"}}),
        Allow.of("view", STAFF, when={"filing__state": {"submitted", "supplement", "registered", "superseded"}}),
        Allow.of("view", BODIES, via="report_body"),
        Allow.of("view", BODIES, via="filing_body"),
        Allow.of(
            "view", BODIES, via="lead_body", when={"report__task__responsibilities__duty": {Duty.LEAD}, "report__state": {"accepted"}}
        ),
    ],
    relations={
        "report_body": "report__organisation",
        "filing_body": "filing__organisation",
        "lead_body": "report__task__responsibilities__organisation",
    },
)

FILING_POLICY = Policy(
    Filing,
    [
        Allow.of("view", STAFF, when={"state": {"submitted", "supplement", "registered", "superseded"}}),
        Allow.of("view", {COUNTY_OFFICER, SCHOOL_OFFICER}, via="body"),
        Allow.of("write submit resubmit", {COUNTY_OFFICER, SCHOOL_OFFICER}, via="body"),
        Allow.of("check ask_supplement register supersede", TEAM),
        Allow.of("comment", TEAM, when={"state": {"submitted", "supplement", "registered", "superseded"}}),
    ],
    relations={"body": "organisation"},
)

MEETING_POLICY = Policy(
    Meeting,
    [
        Allow.of("view", STAFF),
        Allow.of("view", {LIAISON}, when={"state": {"convened", "held", "minuted"}}),
        Allow.of("create edit convene hold issue_minutes cancel", TEAM),
    ],
)

REQUEST_POLICY = Policy(
    SupportRequest,
    [
        Allow.of("view", STAFF | BODIES),
        Allow.of("create edit note send grant grant_partly decline withdraw", TEAM),
    ],
)

CIRCULAR_POLICY = Policy(
    Circular,
    [
        Allow.of("view", STAFF, when={"state": {"draft", "issued"}}),
        Allow.of("view", BODIES | {PUBLISHER}, when={"state": "issued"}),
        Allow.of("view create edit discard", TEAM),
        Allow.of("issue", TEAM | {LEADER}),
    ],
)
