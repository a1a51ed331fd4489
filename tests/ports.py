"""Ports for servers that the tests start by number, which the machine gives to nobody else meanwhile."""

import random
import socket
from contextlib import ExitStack

HOST = "127.0.0.1"
LOWEST, HIGHEST = 10_000, 32_000  # below those that the kernel lends to whoever opens a connection
_DICE = random.SystemRandom()  # several processes pick at once, and hypothesis sets the seed of the other one


def free_port(*, neighbours: int = 1) -> int:
    """One that can be had now, with so many ports behind it: `up` serves live updates at the next one."""
    while True:
        port = _DICE.randrange(LOWEST, HIGHEST)
        with ExitStack() as held:
            try:
                for each in range(port, port + neighbours + 1):
                    held.enter_context(socket.socket()).bind((HOST, each))
            except OSError:
                continue
            return port
