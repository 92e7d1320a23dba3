"""Internships and apprenticeship: posts, rounds, agreements, work, the 2 % duty."""
