"""Services of schools."""
