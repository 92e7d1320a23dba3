"""Who may do what with bodies, posts and leading bodies.

Everybody who signs in may look (a plan names bodies and posts in the open). The register is kept by the system administrator; the
working team keeps what changes with the work: names as documents write them, holders of posts, seats of leading bodies.
"""

from __future__ import annotations

from baigong.contexts.organisations.models import Collective, ImportDraft, LeadingBody, Organisation, Post
from baigong.contexts.organisations.roles import SYSTEM_ADMIN, WORKING_TEAM
from baigong.kernel.access import Allow, Policy

KEEPERS = {SYSTEM_ADMIN, WORKING_TEAM}

ORGANISATIONS: Policy[Organisation] = Policy(
    Organisation,
    rules=[
        Allow.of("view export", signed_in=True),
        Allow.of("create edit alias import", KEEPERS),
        Allow.of("reorganise", KEEPERS, when={"ended_on": None}),
    ],
)

POSTS: Policy[Post] = Policy(
    Post,
    rules=[
        Allow.of("view export", signed_in=True),
        Allow.of("create edit import", KEEPERS),
        Allow.of("appoint", KEEPERS, when={"abolished_on": None}),
    ],
)

LEADING_BODIES: Policy[LeadingBody] = Policy(
    LeadingBody,
    rules=[
        Allow.of("view export", signed_in=True),
        Allow.of("create edit import", KEEPERS),
        Allow.of("seat", KEEPERS, when={"dissolved_on": None}),
    ],
)

COLLECTIVES: Policy[Collective] = Policy(
    Collective,
    rules=[Allow.of("view", signed_in=True), Allow.of("edit", KEEPERS)],
)

IMPORTS: Policy[ImportDraft] = Policy(
    ImportDraft,
    rules=[
        Allow.of("create", KEEPERS),
        Allow.of("view confirm discard", KEEPERS, mine="uploaded_by"),
    ],
)
