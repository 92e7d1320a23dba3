"""Counts that take too long for a page: kept for a day for all who see the same, with the time at which they were made.

``counting.Counting`` declares one and is asked for it; see ``docs/kernel/counts.md``.
"""
