"""Pure Python: no Django, no I/O, no clock, no global randomness. Engines import nothing but ``engines.common``."""
