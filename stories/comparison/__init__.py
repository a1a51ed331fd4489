"""Between texts and claims: same claim, contradiction, copied passages, story grouping.
Pure and versioned; what it finds are proposals, what follows from them is decided in domain."""
