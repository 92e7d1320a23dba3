"""Registers of schools in and out of Excel."""
