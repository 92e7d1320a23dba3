"""Tables of internships."""
