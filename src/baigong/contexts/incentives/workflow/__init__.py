"""Machines of incentives."""
