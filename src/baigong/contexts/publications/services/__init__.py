"""What is done with public documents."""
