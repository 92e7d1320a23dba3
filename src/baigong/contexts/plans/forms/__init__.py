"""Typed input of pages; one file a subject."""
