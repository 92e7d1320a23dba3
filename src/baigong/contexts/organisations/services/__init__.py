"""What can be done with bodies, posts and leading bodies. Every service checks, locks, computes, writes and records."""
