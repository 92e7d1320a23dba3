"""Who exists: bodies, posts, holders, leading bodies."""
