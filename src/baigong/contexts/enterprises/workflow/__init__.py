"""Machines of enterprises."""
