"""The log: canonical bytes, append, seal, read, subscriptions, Merkle tree, export and verification.
Plain SQL, whole and readable; knows events as bytes and types, never the newsroom's rules."""
