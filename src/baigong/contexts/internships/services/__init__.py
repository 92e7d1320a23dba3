"""What changes of internships."""
