"""Navigation, search and jobs of documents."""
