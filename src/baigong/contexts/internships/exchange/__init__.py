"""Tables in and out of internships."""
