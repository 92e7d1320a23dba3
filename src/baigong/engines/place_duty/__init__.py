"""The duty to offer places to students: how many an enterprise owes for a year, what counts, and whether it has done its part.

``facts`` names what goes in and comes out, ``counting`` turns stays into heads and person-days, ``deciding`` is the plain reference,
``many`` the same for a hundred thousand enterprises at once. Every answer carries its steps: rule, numbers, what was concluded.
"""
