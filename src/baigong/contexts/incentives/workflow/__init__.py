"""Machines of incentives."""

from __future__ import annotations

from baigong.contexts.incentives.workflow.candidacies import CANDIDACY
from baigong.contexts.incentives.workflow.entitlements import ENTITLEMENT, INCENTIVE
from baigong.contexts.incentives.workflow.reports import REPORT

__all__ = ["CANDIDACY", "ENTITLEMENT", "INCENTIVE", "REPORT"]
