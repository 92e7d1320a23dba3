"""Questions about stored plans; one file a subject."""
