"""Says what is going on: a moving line on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console


@contextmanager
def steps(*, quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """Yields a function that names the step that begins now."""
    console = Console(file=sys.stdout, highlight=False, soft_wrap=True)
    if quiet:
        yield lambda _: None
    elif console.is_terminal:
        with console.status("") as status:
            yield status.update
    else:
        yield lambda text: print(text, flush=True)  # noqa: T201
