"""Who may act: accounts, roles at organisations, factors."""
