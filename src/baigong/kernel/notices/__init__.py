"""Notices: what the system tells people, on the page, by mail and to chat robots."""
