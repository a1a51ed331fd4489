"""The floors hold, the rooms bear their plates, and no module grows beyond its measure."""

import ast
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("newsroom", "workers", "stories")
LONGEST = 400
MEDIAN = 150
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "managers", "base", "common", "misc", "signals"}
MODULES = sorted(
    path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.relative_to(ROOT).parts
)


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _said(path: Path) -> str | None:
    return ast.get_docstring(ast.parse(path.read_text()))


def test_imports_keep_to_the_floors() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    assert linter.exists() or shutil.which("lint-imports")
    done = subprocess.run(
        [linter if linter.exists() else "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_no_module_is_too_long() -> None:
    assert [_name(path) for path in MODULES if len(path.read_text().splitlines()) > LONGEST] == []


def test_most_modules_are_short() -> None:
    sizes = [len(path.read_text().splitlines()) for path in MODULES if path.name != "__init__.py"]
    assert statistics.median(sizes) <= MEDIAN


def test_modules_are_named_for_what_they_mean() -> None:
    assert [_name(path) for path in MODULES if FORBIDDEN_NAMES & {path.stem, path.parent.name}] == []


def test_every_room_bears_its_plate() -> None:
    rooms = [path for path in MODULES if path.name == "__init__.py"]
    assert rooms
    assert [_name(path) for path in rooms if not 1 <= len((_said(path) or "").splitlines()) <= 3] == []


def test_every_module_says_what_it_is_for() -> None:
    assert [_name(path) for path in MODULES if path.read_text().strip() and not _said(path)] == []


def test_the_web_process_never_loads_the_language_model() -> None:
    program = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'newsroom.settings'\n"
        "import newsroom.web; from django.urls import get_resolver; get_resolver().url_patterns\n"
        "print('spacy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "False", done.stderr
