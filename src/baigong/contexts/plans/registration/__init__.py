"""What the context registers at start: navigation, search, jobs, listeners' handlers; one file a subject."""

from baigong.contexts.plans.registration import circulars, documents, filings, ledger, meetings, reporting, requests

__all__ = ["circulars", "documents", "filings", "ledger", "meetings", "reporting", "requests"]
