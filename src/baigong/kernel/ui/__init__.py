"""The user interface toolkit every page of every context uses: shells, macros, lists, navigation. Knows nothing of education."""
