"""Enterprises: the register, head-counts, flags, groups and alliances, co-operation with schools."""
