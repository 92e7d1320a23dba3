"""Mutual recognition between tables and ledger: who may choose which course, and what is recognised at home."""
