"""Who works with interns, posts and rounds: the firm offers, bureau and county review, the school places, a student sees his own."""

from __future__ import annotations

from baigong.contexts.accounts.public import CITY_STAFF, COUNTY_OFFICER, ENTERPRISE_OFFICER, SCHOOL_OFFICER, WORKING_TEAM
from baigong.contexts.internships.models import (
    Intern,
    InternshipPost,
    PlacementAppeal,
    PlacementRound,
    PostState,
    RoundEntry,
    RoundState,
)
from baigong.kernel.access import Allow, Policy

BUREAU = {WORKING_TEAM}
"""Who decides for the city's education bureau."""
COUNTY = {COUNTY_OFFICER}
SCHOOL = {SCHOOL_OFFICER}
FIRM = {ENTERPRISE_OFFICER}
KNOWN = {PostState.PUBLISHED.value, PostState.PAUSED.value, PostState.CLOSED.value}
"""Posts that everybody who signs in may see."""

INTERN_POLICY = Policy(
    Intern,
    [
        Allow.of("view", mine="learner__user"),
        Allow.of("view work", set(CITY_STAFF)),
        Allow.of("view work take edit", SCHOOL, via="school"),
        Allow.of("view work", COUNTY, via="school"),
        Allow.of("view work take edit", BUREAU),
    ],
    relations={"school": "school"},
)

ENTERED = "view work create edit file submit recall pause resume close withdraw"
POST_POLICY = Policy(
    InternshipPost,
    [
        Allow.of("view", signed_in=True, when={"state": KNOWN}),
        Allow.of("view work", set(CITY_STAFF)),
        Allow.of(ENTERED, FIRM, via="enterprise"),
        Allow.of(ENTERED, SCHOOL, via="entered_for"),
        Allow.of(f"{ENTERED} review return publish", BUREAU),
        Allow.of(f"{ENTERED} review return publish", COUNTY, via="enterprise"),
    ],
    relations={"enterprise": "enterprise__organisation", "entered_for": "entered_for"},
)

RUN = "view work create edit invite solve start settle give_up give_up_refill publish close cancel"
ROUND_POLICY = Policy(
    PlacementRound,
    [
        Allow.of("view work", set(CITY_STAFF)),
        Allow.of(f"{RUN} plan", BUREAU),
        Allow.of(RUN, SCHOOL, via="school"),
        Allow.of("view work", SCHOOL, via="member"),
        Allow.of("view work", COUNTY, via="school"),
        Allow.of("view work", COUNTY, via="member"),
    ],
    relations={"school": "school", "member": "members"},
)
"""A joint round is run by the bureau; each school that takes part sees it, and works with its own students in it."""

ENTRY_POLICY = Policy(
    RoundEntry,
    [
        Allow.of("view", mine="intern__learner__user"),
        Allow.of("choose", mine="intern__learner__user", when={"round__state": RoundState.CHOOSING.value}),
        Allow.of("appeal", mine="intern__learner__user", when={"round__state": RoundState.PUBLISHED.value}),
        Allow.of("view work", set(CITY_STAFF)),
        Allow.of("view work choose override withdraw appeal", SCHOOL, via="school"),
        Allow.of("view work choose override withdraw appeal", BUREAU),
        Allow.of("view work", COUNTY, via="school"),
    ],
    relations={"school": "intern__school"},
)

APPEAL_POLICY = Policy(
    PlacementAppeal,
    [
        Allow.of("view withdraw", mine="entry__intern__learner__user"),
        Allow.of("view", set(CITY_STAFF)),
        Allow.of("view uphold reject withdraw", SCHOOL, via="school"),
        Allow.of("view uphold reject withdraw", BUREAU),
        Allow.of("view", COUNTY, via="school"),
    ],
    relations={"school": "entry__intern__school"},
)
