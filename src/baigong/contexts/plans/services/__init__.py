"""What people do in a plan; one file a subject."""
