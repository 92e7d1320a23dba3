"""Tables of supervision."""
