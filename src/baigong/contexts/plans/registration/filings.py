"""Navigation, search and jobs of filings."""
