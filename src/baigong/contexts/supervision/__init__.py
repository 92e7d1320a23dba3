"""Supervision: cases opened when a rule is broken, and their way to an end."""
