"""Between tables and engine: the facts of the credit, its statement in words, and the whole city at once."""
