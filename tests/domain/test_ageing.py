"""When a claim that we carry is to be looked at again."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from stories.domain.ageing import recheck_of
from stories.domain.state import Claim
from stories.domain.values import ClaimId, DateMention, Modality, TimexType, Values

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def claim(modality: Modality | None = None, *, volatile: bool = False, day: date | None = None) -> Claim:
    dates = (DateMention(0, 1, TimexType.DATE, "x", day, day),) if day else ()
    made = Claim(ClaimId("clm_" + "1" * 32), "The pier is closed.", NOW, NOW)
    return replace(made, values=Values(modality=modality, dates=dates), volatile=volatile)


@pytest.mark.parametrize(
    ("about", "due"),
    [
        (claim(Modality.HAPPENED, volatile=True), datetime(2026, 3, 1, 15, tzinfo=UTC)),
        (claim(Modality.ONGOING), datetime(2026, 3, 1, 18, tzinfo=UTC)),
        (claim(Modality.PLANNED), datetime(2026, 3, 2, 12, tzinfo=UTC)),
        (claim(Modality.PLANNED, day=date(2026, 3, 9)), datetime(2026, 3, 10, 6, tzinfo=UTC)),
        (claim(Modality.PLANNED, day=date(2026, 3, 1)), datetime(2026, 3, 2, 6, tzinfo=UTC)),
        (claim(Modality.PLANNED, day=date(2026, 2, 1)), datetime(2026, 3, 2, 12, tzinfo=UTC)),
        (claim(Modality.ONGOING, volatile=True, day=date(2026, 3, 9)), datetime(2026, 3, 1, 15, tzinfo=UTC)),
        (claim(Modality.POSSIBLE), datetime(2026, 3, 2, 12, tzinfo=UTC)),
    ],
)
def test_each_kind_has_its_time(about: Claim, due: datetime) -> None:
    found = recheck_of(about, NOW)
    assert found is not None
    assert found[0] == due
    assert found[1]


@pytest.mark.parametrize("modality", [None, Modality.HAPPENED, Modality.DENIED, Modality.OPINION])
def test_what_has_happened_stays(modality: Modality | None) -> None:
    assert recheck_of(claim(modality), NOW) is None
