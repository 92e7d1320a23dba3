"""The signed-in pages that span contexts: workbench and search."""
