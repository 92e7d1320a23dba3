"""Django's SQLite, told what the SQLite at hand can do."""
