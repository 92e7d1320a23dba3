"""Running a plan: document, measures, tasks, targets, reports, filings, lights, meetings."""
