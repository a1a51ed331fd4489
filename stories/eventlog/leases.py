"""Leases: one worker at a time in a partition, though it holds no transaction while it works.

A lease ends with its time (a frozen worker) or at once with its holder's connection (a dead one). Whoever is overtaken
finds another holder's name beside the checkpoint and takes no effect.
"""

from typing import Final, LiteralString

# To be put in an UPDATE or SELECT of `subscription`.
FREE: Final[LiteralString] = """(
    lease_until IS NULL OR lease_until <= now() OR lease_pid = pg_backend_pid()
    OR NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = lease_pid)
)"""

# What `key` below names: one lease on one checkpoint.
HELD: Final[LiteralString] = """
name = %(name)s AND partition = %(partition)s AND checkpoint = %(checkpoint)s AND lease_holder = %(holder)s
"""
