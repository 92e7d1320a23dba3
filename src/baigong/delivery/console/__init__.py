"""The signed-in pages that span contexts."""
