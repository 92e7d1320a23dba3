"""Checks of the rules of internship at work: values in, findings out, in words; nothing of tables."""
