"""Commands of the machine.
What starts, watches and stops processes; commands on stories live in stories."""
