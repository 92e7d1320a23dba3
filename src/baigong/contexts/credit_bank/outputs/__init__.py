"""Papers of the credit bank."""
