"""Navigation, search and jobs of meetings."""
