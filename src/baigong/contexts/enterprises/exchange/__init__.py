"""Enterprises, head-counts and insured numbers in and out of Excel: one layout both ways, the plan shown first."""
