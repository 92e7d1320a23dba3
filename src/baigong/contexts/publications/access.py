"""Who prepares, examines and publishes, and what everybody may read."""

from __future__ import annotations

from baigong.contexts.accounts.public import LEADER, PUBLISHER, WORKING_TEAM
from baigong.contexts.publications.models import OPEN_STATES, Attachment, Examination, Openness, Publication
from baigong.kernel.access import Allow, Policy

PREPARING = {PUBLISHER, WORKING_TEAM}

PUBLICATION_POLICY = Policy(
    Publication,
    [
        Allow.of("view", anyone=True, when={"state": set(OPEN_STATES), "openness": Openness.ACTIVE}),
        Allow.of("view work", PREPARING | {LEADER}),
        Allow.of("create edit submit discard", PREPARING),
        Allow.of("examine return issue publish withdraw amend repeal archive set_validity", {PUBLISHER}),
    ],
)

# A file is seen by whom its document is seen; what was examined stays inside.
ATTACHMENT_POLICY = Policy(
    Attachment,
    [
        Allow.of("view", anyone=True, when={"publication__state": set(OPEN_STATES), "publication__openness": Openness.ACTIVE}),
        Allow.of("view", PREPARING | {LEADER}),
        Allow.of("remove", PREPARING),
    ],
)
EXAMINATION_POLICY = Policy(Examination, [Allow.of("view", PREPARING | {LEADER})])
