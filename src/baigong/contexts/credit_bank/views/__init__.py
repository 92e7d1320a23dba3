"""Pages of the credit bank."""
