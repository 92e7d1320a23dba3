"""What the context registers at start: menus, search, words of the log."""
