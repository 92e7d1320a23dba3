"""What is read of supervision."""
