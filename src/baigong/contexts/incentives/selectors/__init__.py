"""What is read of incentives."""
