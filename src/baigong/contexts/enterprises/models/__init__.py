"""Tables of enterprises."""
