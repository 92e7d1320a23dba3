"""Checks rows of a declared table: one value, one row, or a million rows, by the same rules."""
