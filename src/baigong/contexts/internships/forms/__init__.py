"""Forms of internships."""
