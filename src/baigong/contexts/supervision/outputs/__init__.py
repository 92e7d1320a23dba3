"""What leaves the house: letters."""
