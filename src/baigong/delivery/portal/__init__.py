"""The public pages that span contexts."""
