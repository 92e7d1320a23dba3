"""Navigation, search and jobs of ledger."""
