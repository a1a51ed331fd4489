"""The text commands as outsiders call them: NDJSON in and out, bad lines reported and counted."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.comparison.test_lineage import AGENCY, OTHER


def run(command: str, folder: Path, lines: list[str]) -> tuple[list[dict[str, object]], str, int]:
    source = folder / "rows.ndjson"
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    out, err, status = StringIO(), StringIO(), 0
    try:
        call_command(command, str(source), stdout=out, stderr=err)
    except SystemExit as stopped:
        status = int(stopped.code or 0)
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), status


def test_compare_answers_line_by_line_in_order(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "a": {"text": "The bridge opened in 2019."}, "b": {"text": "The bridge opened in 2021."}},
        {"id": "2", "a": {"text": "The bridge opened in 2019."}, "b": {"text": "Herring is cheap."}},
    ]
    out, err, status = run("compare", tmp_path, [json.dumps(row) for row in rows])
    assert [(row["id"], row["relation"], row["kind"]) for row in out] == [
        ("1", "contradicts", "date"),
        ("2", "unrelated", None),
    ]
    assert (err, status) == ("", 0)


def test_lineage_writes_one_line_for_each_pair(tmp_path: Path) -> None:
    texts = {"a": AGENCY, "b": OTHER, "c": AGENCY}
    out, _, status = run("lineage", tmp_path, [json.dumps({"id": k, "text": t}) for k, t in texts.items()])
    assert [(row["a"], row["b"], row["extent"]) for row in out] == [("a", "c", "whole")]
    assert status == 0


@pytest.mark.parametrize("command", ["group", "lineage"])
@pytest.mark.parametrize(
    "bad",
    [
        "not json",
        "[]",
        '{"id": 3, "text": "x"}',
        '{"id": "x"}',
        '{"id": "x", "text": "\\ud800"}',
        '{"id": "a", "text": "y"}',
    ],
)
def test_a_bad_line_is_named_and_the_rest_is_done(tmp_path: Path, command: str, bad: str) -> None:
    out, err, status = run(command, tmp_path, [json.dumps({"id": "a", "text": AGENCY}), bad])
    assert "line 2: " in err
    assert status == 1
    assert len(out) == (1 if command == "group" else 0)


@pytest.mark.parametrize("command", ["analyse", "compare", "lineage", "group"])
def test_a_file_that_is_not_there_is_said_in_words(command: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command(command, str(tmp_path / "nothing.ndjson"))
