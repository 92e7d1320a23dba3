"""Shape of what is typed about enterprises."""
