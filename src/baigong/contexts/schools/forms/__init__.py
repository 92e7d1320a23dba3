"""Forms of schools."""
