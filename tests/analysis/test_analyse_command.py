"""The text command: lines in, lines out, bad lines told and counted."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from stories.management.lines import LONGEST

TEXT = "“It is late. The pier is gone,” said Joren Falk on Monday. More than 300 lorries waited."


def run(path: Path, rows: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[list[dict[str, Any]], str, int]:
    file = path / "articles.ndjson"
    file.write_text("\n".join(rows), encoding="utf8")
    errors, status = io.StringIO(), 0
    try:
        call_command("analyse", str(file), stderr=errors)
    except SystemExit as end:
        status = int(end.code or 0)
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()], errors.getvalue(), status


def test_one_line_for_one_line_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [json.dumps({"id": name, "text": TEXT, "published_at": "2024-05-09"}) for name in ("b", "a")]
    found, errors, status = run(tmp_path, rows, capsys)
    assert [row["id"] for row in found] == ["b", "a"]
    assert (errors, status) == ("", 0)


def test_bad_lines_are_told_and_the_rest_is_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = json.dumps({"id": 1, "text": TEXT})
    bad = [
        "{",
        '{"id": 2}',
        '{"text": "x"}',
        "[1]",
        '{"id": 3, "text": 4}',
        '{"id": 5, "text": "a", "published_at": "soon"}',
    ]
    found, errors, status = run(tmp_path, [good, *bad, good], capsys)
    assert len(found) == 2
    assert status == 1
    assert [line.split(":")[0] for line in errors.splitlines()] == [f"line {n}" for n in range(2, 8)]


def test_an_utterance_is_one_line_and_its_text_is_verbatim(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found, _, _ = run(tmp_path, [json.dumps({"id": 1, "text": TEXT})], capsys)
    said = [c for c in found[0]["claims"] if c["voice"] == "quoted"]
    assert len(said) == 1
    assert len(said[0]["spans"]) == 2
    for claim in found[0]["claims"]:
        assert claim["text"] == "".join(TEXT[start:end] for start, end in claim["spans"])


def test_a_bound_leaves_the_other_end_null(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found, _, _ = run(tmp_path, [json.dumps({"id": 1, "text": TEXT})], capsys)
    figure = next(q for q in found[0]["quantities"] if q["noun"] == "lorry")
    assert (figure["low"], figure["high"], figure["comparator"]) == (300, None, ">")


def test_the_model_is_not_loaded_by_importing_the_room() -> None:
    code = "import sys, stories.analysis.extract; sys.exit('spacy' in sys.modules)"
    import_only = subprocess.run([sys.executable, "-c", code], check=False)
    assert import_only.returncode == 0


def test_a_terminal_is_told_how_many_are_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    file, terminal = tmp_path / "articles.ndjson", Terminal()
    file.write_text("\n".join(json.dumps({"id": name, "text": TEXT}) for name in "ab"), encoding="utf8")
    monkeypatch.setattr("sys.stderr", terminal)
    call_command("analyse", str(file), stdout=io.StringIO())
    assert terminal.getvalue() == "\r1 done\r2 done\n"


def test_a_line_too_long_to_hold_is_refused_and_the_next_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    endless = json.dumps({"id": "x", "text": "a" * (LONGEST + 1)})
    found, errors, status = run(tmp_path, [endless, json.dumps({"id": 2, "text": TEXT})], capsys)
    assert [row["id"] for row in found] == [2]
    assert (errors.split(":")[0], status) == ("line 1", 1)
