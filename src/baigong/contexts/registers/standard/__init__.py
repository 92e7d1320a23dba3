"""The standards as data: editions of tables and fields, read from files; no class per table, no database."""

from baigong.contexts.registers.standard.loading import all_standards, find_standard, find_table
from baigong.contexts.registers.standard.model import CodeSet, Correction, Frequency, Standard, StandardField, StandardTable

__all__ = [
    "CodeSet",
    "Correction",
    "Frequency",
    "Standard",
    "StandardField",
    "StandardTable",
    "all_standards",
    "find_standard",
    "find_table",
]
