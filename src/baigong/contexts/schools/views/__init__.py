"""Views of schools."""
