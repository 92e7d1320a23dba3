"""Machines of supervision."""
