"""Questions about bodies, their names, posts and leading bodies, each asked for a day."""
