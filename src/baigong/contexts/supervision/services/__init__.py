"""What changes of supervision."""
