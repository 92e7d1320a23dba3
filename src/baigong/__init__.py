"""Baigong 百工: a city carries out its vocational-education reform, and everyone can see whether it does."""

__version__ = "0.1.0"
