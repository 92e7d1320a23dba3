"""Tables of incentives."""
