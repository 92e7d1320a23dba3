"""The credit bank: learners' accounts, outcomes, the ledger of credits, conversion, credentials."""
