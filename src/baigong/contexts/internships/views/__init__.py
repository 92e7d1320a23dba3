"""Pages of internships."""
