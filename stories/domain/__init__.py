"""What is true and what is allowed: events, commands, decide, evolve.
Pure Python, standard library only: no clock, no I/O, no randomness; time and ids come in with the command."""
