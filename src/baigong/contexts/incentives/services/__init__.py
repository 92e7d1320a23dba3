"""What changes of incentives."""
