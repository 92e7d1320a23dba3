"""Every subscription in one place: which news of a context who listens to."""

from __future__ import annotations

from baigong.contexts.accounts.public import keep_accounts_with_posts
from baigong.contexts.enterprises.public import EnterpriseClosed, EnterpriseFlagged, StaffCorrected
from baigong.contexts.incentives.public import follow_flagged
from baigong.contexts.internships.public import DutyNotMet, DutySettled, ViolationReported, staff_corrected, unit_closed
from baigong.contexts.organisations.public import PostChangedHands
from baigong.contexts.plans.public import ReportAccepted, TaskMoved, keep_lights, read_taken
from baigong.contexts.supervision.public import open_for_shortfall, open_for_violation, settle_for_shortfall
from baigong.delivery.console import finding, navigation
from baigong.kernel.events import subscribe
from baigong.kernel.indicators.events import SnapshotTaken


def connect() -> None:
    """Connect listeners and declare the menu's headings. Called once at start."""
    navigation.register()
    finding.register()
    subscribe(PostChangedHands, keep_accounts_with_posts)
    subscribe(TaskMoved, keep_lights)
    subscribe(ReportAccepted, keep_lights)
    subscribe(SnapshotTaken, read_taken)
    subscribe(ViolationReported, open_for_violation)
    subscribe(DutyNotMet, open_for_shortfall)
    subscribe(DutySettled, settle_for_shortfall)
    subscribe(EnterpriseClosed, unit_closed)
    subscribe(EnterpriseFlagged, follow_flagged)
    subscribe(StaffCorrected, staff_corrected)
