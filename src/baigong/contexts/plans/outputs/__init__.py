"""Documents made from the ledger: ledger sheet, circular, minutes."""
