"""Assembly only."""
