"""A day's allowance: shared by all who spend it, new each day, none where it cannot be counted."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from stories.gateways.allowance import spend


def test_all_together_spend_no_more_than_the_day_has(tmp_path: Path) -> None:
    kept = tmp_path / "new folder" / "spent"
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: spend(kept, 25), range(80)))
    assert sum(taken) == 25


def test_yesterdays_count_is_forgotten_and_so_is_nonsense(tmp_path: Path) -> None:
    kept = tmp_path / "spent"
    for text in ("2020-01-01 900", "", "nonsense", "\0" * 50):
        kept.write_text(text)
        assert spend(kept, 1)
        assert not spend(kept, 1)


def test_what_cannot_be_counted_is_not_spent(tmp_path: Path) -> None:
    assert not spend(tmp_path, 10)
    kept = tmp_path / "spent"
    kept.write_bytes(b"\xff\xfe")
    assert not spend(kept, 10)
