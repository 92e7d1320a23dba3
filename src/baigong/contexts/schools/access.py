"""Who applies, recommends, reviews and lists; what a host has not handed in is its own, what is listed everybody may know."""

from __future__ import annotations

from baigong.contexts.accounts.public import CITY_STAFF, COUNTY_OFFICER, EXPERT, LIAISON, SCHOOL_OFFICER, WORKING_TEAM
from baigong.contexts.organisations.public import OrganisationKind
from baigong.contexts.schools.models import OPEN_STATES, UNSENT, Project, ProjectEvidence, ProjectReview, ProjectState, ReviewState
from baigong.kernel.access import Allow, Policy

TEAM = {WORKING_TEAM}
STAFF = set(CITY_STAFF)
HOSTS = {SCHOOL_OFFICER, LIAISON}
"""Who acts for a body that applies."""
COUNTY = {COUNTY_OFFICER}
SENT = {state.value for state in ProjectState if state not in UNSENT}
OPEN = {state.value for state in OPEN_STATES | {ProjectState.WITHDRAWN}}
"""What was listed everybody may know, and that it is listed no more."""
HOST_ACTS = "create edit apply recall cancel request_acceptance report attach detach"

PROJECT_POLICY = Policy(
    Project,
    [
        Allow.of("view", anyone=True, when={"state": OPEN}),
        Allow.of("view", STAFF, when={"state": SENT}),
        Allow.of("view", HOSTS, via="host"),
        Allow.of("view", COUNTY, via="host", when={"state": SENT}),
        Allow.of("view", {EXPERT}, mine="reviews__expert", when={"state": SENT}),
        Allow.of("work", STAFF, when={"state": SENT}),
        Allow.of("work", HOSTS, via="host"),
        Allow.of("work", COUNTY, via="host", when={"state": SENT}),
        Allow.of(HOST_ACTS, HOSTS, via="host"),
        # A base has nobody of its own at a desk: its county acts for it.
        Allow.of(f"view work {HOST_ACTS}", COUNTY, via="host", when={"host__kind": OrganisationKind.BASE.value}),
        Allow.of("recommend return rescind", COUNTY, via="host"),
        Allow.of("recommend", TEAM, when={"county": None}),
        Allow.of("return open_review assign enlist decline unlist sign check_midterm accept defer fail reopen withdraw import", TEAM),
        Allow.of("register_listed register_accepted", TEAM),  # steps of the import
    ],
    relations={"host": "host"},
)

EVIDENCE_POLICY = Policy(
    ProjectEvidence,
    [
        Allow.of("view", STAFF, when={"project__state": SENT}),
        Allow.of("view detach", HOSTS, via="host"),
        Allow.of("view", COUNTY, via="host", when={"project__state": SENT}),
        Allow.of("view detach", COUNTY, via="host", when={"project__host__kind": OrganisationKind.BASE.value}),
        Allow.of("view", {EXPERT}, mine="project__reviews__expert", when={"project__state": SENT}),
    ],
    relations={"host": "project__host"},
)

REVIEW_POLICY = Policy(
    ProjectReview,
    [
        Allow.of("view", STAFF),
        Allow.of("view submit recuse", {EXPERT}, mine="expert"),
        Allow.of("give_back", TEAM),
        Allow.of("release", TEAM, when={"state": {ReviewState.ASSIGNED.value, ReviewState.RECUSED.value}}),
    ],
)
