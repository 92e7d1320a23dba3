"""Papers and files that the context makes."""
