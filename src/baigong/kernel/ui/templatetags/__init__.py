"""Template tags for the pages that stay Django templates: the sign-in library's."""
