"""State machines of the credit bank."""
