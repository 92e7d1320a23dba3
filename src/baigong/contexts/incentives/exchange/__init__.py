"""Tables of incentives, in and out of Excel."""
