"""Navigation, search and jobs of requests."""
