"""What is read of internships."""
