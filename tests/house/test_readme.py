"""The README says what the code does."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def _table(name: str) -> list[str]:
    """The first cells of the table under a heading, backticks removed."""
    section = README.split(f"\n## {name}\n", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^\| `([A-Z_]+)` \|", section, re.MULTILINE)


def test_every_variable_that_is_read_stands_in_the_table_and_no_other() -> None:
    settings = (ROOT / "newsroom" / "settings.py").read_text()
    read = re.findall(r"\benv\(\s*\"([A-Z_]+)\"", settings)
    assert len(set(read)) > 15
    assert sorted(_table("Settings")) == sorted(set(read))


@pytest.mark.parametrize("end", ["manage.py demo", "-m pytest"])
def test_two_commands_start_from_nothing(end: str) -> None:
    commands = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)
    assert len(commands) == 2
    assert any(command.endswith(end) for command in commands)


@pytest.mark.parametrize("name", ["LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "requirements.txt", "pyproject.toml"])
def test_companions_stand_beside_the_readme(name: str) -> None:
    assert (ROOT / name).stat().st_size > 0


@pytest.mark.parametrize("path", sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]), ids=str)
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(((?!https?:|#|mailto:)[^)]+)\)", path.read_text()):
        assert (path.parent / target.split("#")[0]).exists(), target
