"""What is read of enterprises."""
