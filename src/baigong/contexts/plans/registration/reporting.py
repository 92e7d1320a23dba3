"""Navigation, search and jobs of reporting."""
