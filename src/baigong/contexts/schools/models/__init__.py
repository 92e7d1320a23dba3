"""Models of schools."""
