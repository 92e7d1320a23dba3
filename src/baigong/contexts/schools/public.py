"""What delivery and the contexts above may use of schools."""

from __future__ import annotations

from baigong.contexts.schools.access import PROJECT_POLICY
from baigong.contexts.schools.models import EvidenceKind, Project, ProjectKind, ProjectReview, ProjectState, all_kinds, kind_of
from baigong.contexts.schools.selectors.projects import KindCount, counts_by_kind, list_public_projects
from baigong.contexts.schools.services.projects import Head, attach, draft_project, edit_project, save_report
from baigong.contexts.schools.services.registering import Entry, register_project
from baigong.contexts.schools.services.reviewing import assign_review, release_review, write_review

__all__ = [
    "PROJECT_POLICY",
    "Entry",
    "EvidenceKind",
    "Head",
    "KindCount",
    "Project",
    "ProjectKind",
    "ProjectReview",
    "ProjectState",
    "all_kinds",
    "assign_review",
    "attach",
    "counts_by_kind",
    "draft_project",
    "edit_project",
    "kind_of",
    "list_public_projects",
    "register_project",
    "release_review",
    "save_report",
    "write_review",
]
