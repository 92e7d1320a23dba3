"""Machines of internships."""
