"""The store of the ledger: writing postings, sealing them, checking the whole, proving one.

It stands beside the layers and knows only the models, so that the machines of outcomes and conversions can post in their own transaction.
"""
