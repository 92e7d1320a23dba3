"""Open-government documents and what is published."""
