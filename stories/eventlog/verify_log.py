"""The verifier as a command. Stand-alone: the verifier's own modules, the standard library and Ed25519.

    python -m stories.eventlog.verify_log [FILE] [--key KEY --checkpoint NOTE]... [--state FILE] [--root SIZE:HEX]...
    python -m stories.eventlog.verify_log --key KEY --checkpoint NOTE [--checkpoint NOTE] --proof FILE

The first holds a whole export against what is known from elsewhere; the second needs no export, only a proof that the
service hands out. Its modules: verify, verify_log, verify_proof, notes, proofs, merkle, canonical, strict.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path

from stories.eventlog.notes import Checkpoint, NoNote, Unbelieved, VerifierKey, believe, read_key, read_note
from stories.eventlog.proofs import Unproven
from stories.eventlog.verify import Tampered, verify
from stories.eventlog.verify_proof import check_proof

PASS, TAMPERED, UNUSABLE = 0, 1, 2  # exit status

_ROOT = re.compile(r"[0-9a-f]{64}", re.ASCII)


class _Fails(Exception):
    """What was given from elsewhere does not hold, whatever the export says."""


def arguments(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("file", nargs="?", default="-", help="an export; standard input if left out or -")
    parser.add_argument("--state", type=Path, help="size and root of the last pass: must reappear, and is renewed")
    parser.add_argument("--root", action="append", default=[], metavar="SIZE:HEX", help="a root known from elsewhere")
    parser.add_argument(
        "--checkpoint", action="append", default=[], type=Path, metavar="NOTE",
        help="a signed note that was kept, or a folder of them; needs --key",
    )  # fmt: skip
    parser.add_argument(
        "--key", action="append", default=[],
        help="whom to believe: name+id+base64, a file of such lines, or 64 hexadecimal digits",
    )  # fmt: skip
    parser.add_argument("--origin", help="the log's name, for keys in hexadecimal; else the first note's")
    parser.add_argument("--proof", type=Path, help="a proof of the service, instead of an export")
    return parser


def check(
    *,
    file: str = "-",
    state: Path | None = None,
    root: Sequence[str] = (),
    checkpoint: Sequence[Path] = (),
    key: Sequence[str] = (),
    origin: str | None = None,
    proof: Path | None = None,
) -> tuple[int, str]:
    """Exit status and what to say."""
    try:
        kept = list(_checkpoints(checkpoint, key, origin))
        if proof:
            return PASS, f"PASS {check_proof(proof.read_bytes(), [found for _, found in kept])}"
        known = [("--root", *_known(text, ":")) for text in root]
        known += [(name, found.size, found.root.hex()) for name, found in kept]
        if state and state.exists():
            known.append((str(state), *_known(state.read_text(), " ")))
        with nullcontext(sys.stdin.buffer) if file == "-" else open(file, "rb") as lines:
            size, found_root = verify(lines, _agreeing(known))
        if state:
            state.write_text(f"{size} {found_root}\n")
    except (Tampered, Unproven, Unbelieved, _Fails) as error:
        return TAMPERED, f"FAIL {error}"
    except (OSError, ValueError) as error:
        return UNUSABLE, f"unusable: {error}"
    held = f", {len(kept)} checkpoints hold" if kept else ""
    return PASS, f"PASS {size} events, root {found_root}{held}"


def _agreeing(known: Iterable[tuple[str, int, str]]) -> dict[int, str]:
    """Roots by size. The same size implies the same root, or somebody showed two histories."""
    found: dict[int, str] = {}
    for name, size, root in known:
        if found.setdefault(size, root) != root:
            raise _Fails(f"{name}: two roots of size {size}, {found[size]} and {root}")
    return found


def _checkpoints(paths: Sequence[Path], keys: Sequence[str], origin: str | None) -> Iterator[tuple[str, Checkpoint]]:
    notes = [note for path in paths for note in (sorted(path.glob("*.note")) if path.is_dir() else [path])]
    if paths and not keys:
        raise ValueError("a checkpoint is believed for the sake of a key: give --key")
    if paths and not notes:
        raise ValueError(f"no notes in {paths[0]}")
    for note in notes:
        found = believed(str(note), note.read_bytes(), keys, origin)
        origin = origin or found.origin
        yield str(note), found


def believed(name: str, note: bytes, keys: Sequence[str], origin: str | None = None) -> Checkpoint:
    """What a note says. keys: as they are given on the command line; origin: for those in hexadecimal.

    Raises Unbelieved, and ValueError for what is no note or no key.
    """
    try:
        return believe(note, list(_keys(keys, origin or read_note(note).checkpoint.origin)))
    except NoNote as error:
        raise ValueError(f"{name}: {error}") from None
    except Unbelieved as error:
        raise Unbelieved(f"{name}: {error}") from None


def _keys(given: Iterable[str], origin: str) -> Iterator[VerifierKey]:
    for key in given:
        if _ROOT.fullmatch(key):
            yield VerifierKey(origin, bytes.fromhex(key))
        elif "+" in key:
            yield read_key(key)
        else:
            yield from (read_key(line) for line in Path(key).read_text().splitlines() if line.strip())


def _known(text: str, separator: str) -> tuple[int, str]:
    size, _, root = text.strip().partition(separator)
    if not size.isdecimal() or not _ROOT.fullmatch(root):
        raise ValueError(f"a known root is a size and 64 hexadecimal digits, not {text.strip()!r}")
    return int(size), root


if __name__ == "__main__":
    status, verdict = check(
        **vars(arguments(argparse.ArgumentParser(description="Verify an export of the log, or a proof.")).parse_args())
    )
    sys.stderr.write(verdict + "\n")
    sys.exit(status)
