"""Reads what a school hands in as a file: text of the declared columns, and where each cell stood. Checks nothing of the content."""

from baigong.contexts.registers.reading.files import read_file, refuse_too_large
from baigong.contexts.registers.reading.sheet import Sheet

__all__ = ["Sheet", "read_file", "refuse_too_large"]
