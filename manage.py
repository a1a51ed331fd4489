#!/usr/bin/env python3
"""Slugline's commands. Where no DATABASE_URL and REDIS_URL are set, the embedded servers run for the duration."""

import os
import signal
import sys
from types import FrameType

from django.core.management import execute_from_command_line

from newsroom import embedded
from newsroom.wheels import Unavailable

# Commands on texts, files and code alone. Everything else gets servers.
WITHOUT_SERVERS = {
    "analyse", "compare", "lineage", "group", "verify_log",
    "help", "version", "--help", "-h", "--version", "check", "collectstatic", "findstatic", "diffsettings",
    "startapp", "startproject", "makemessages", "compilemessages", "squashmigrations", "optimizemigration",
}  # fmt: skip


def main(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    if len(arguments) < 2 or arguments[1] in WITHOUT_SERVERS or {"--help", "-h"} & set(arguments):
        execute_from_command_line(arguments)
        return
    signal.signal(signal.SIGTERM, _leave)  # so that whatever we started is stopped as after Ctrl-C
    try:
        with embedded.provided(os.environ):
            execute_from_command_line(arguments)
    except Unavailable as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)


def _leave(signum: int, _frame: FrameType | None) -> None:
    sys.exit(128 + signum)


if __name__ == "__main__":
    main(sys.argv)
