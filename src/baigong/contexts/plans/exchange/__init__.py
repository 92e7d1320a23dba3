"""Excel tables of the context."""
