"""Live updates: what happens in the log, told to open connections as it is sealed (WHATWG EventSource).
A process of its own. No rules here: who may know what is decided where every other read decides it."""
