"""What changes the credit bank."""
