"""Tables in and out of Excel and CSV: declared once, read with coordinates for every error, exported in one layout."""

from .sheets import Sheet, write_csv, write_xlsx

__all__ = ["Sheet", "write_csv", "write_xlsx"]
