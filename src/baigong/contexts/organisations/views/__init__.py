"""Pages of organisations: bodies, posts, leading bodies, imports."""
