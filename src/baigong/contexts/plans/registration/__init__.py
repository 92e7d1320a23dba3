"""What the context registers at start: navigation, search, jobs, listeners' handlers; one file a subject."""

from baigong.contexts.plans.registration import documents, filings, ledger, meetings, reporting, requests

__all__ = ["documents", "filings", "ledger", "meetings", "reporting", "requests"]
