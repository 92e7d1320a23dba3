"""The push interface of the standard: its cryptography, its refusals, and a reference client. No database here."""
