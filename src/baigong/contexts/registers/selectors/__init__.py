"""Selectors of registers."""
