"""What is read from the credit bank."""
