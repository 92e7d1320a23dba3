"""What issuing and verifying share: addresses, keys at rest, lists of statuses, what an outcome says as a credential, its pictures."""
