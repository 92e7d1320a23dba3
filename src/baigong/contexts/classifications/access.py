"""Codes are public; new editions come from the system administrator."""

from __future__ import annotations

from baigong.contexts.accounts.public import SYSTEM_ADMIN
from baigong.contexts.classifications.models import Edition, EditionUpload, Entry, Mapping, Supplement
from baigong.kernel.access import Allow, Policy

EDITION_POLICY = Policy(Edition, [Allow.of("view", anyone=True), Allow.of("load", {SYSTEM_ADMIN})])
ENTRY_POLICY = Policy(Entry, [Allow.of("view", anyone=True)])
MAPPING_POLICY = Policy(Mapping, [Allow.of("view", anyone=True)])
SUPPLEMENT_POLICY = Policy(Supplement, [Allow.of("view", anyone=True)])
UPLOAD_POLICY = Policy(EditionUpload, [Allow.of("view create queue load discard", {SYSTEM_ADMIN})])
