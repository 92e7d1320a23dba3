"""What changes of enterprises."""
