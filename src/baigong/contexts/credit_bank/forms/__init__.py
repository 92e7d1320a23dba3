"""Forms of the credit bank."""
