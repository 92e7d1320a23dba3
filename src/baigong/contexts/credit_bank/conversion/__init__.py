"""Conversion between the tables and the engine: facts in, decisions out, words for people, postings for the ledger."""
