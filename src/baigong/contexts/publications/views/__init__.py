"""Pages of public documents."""
