"""Services of registers."""
