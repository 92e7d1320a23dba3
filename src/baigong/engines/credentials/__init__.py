"""Verifiable credentials: built, signed, carried and checked; knows nothing of who issues them."""
