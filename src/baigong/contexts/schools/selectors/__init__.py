"""Selectors of schools."""
