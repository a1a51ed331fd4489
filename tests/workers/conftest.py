"""A broker that one test alone talks to, and may stop, empty or kill."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from newsroom import embedded
from tests.places import place


@dataclass(frozen=True, slots=True)
class Broker:
    process: psutil.Process
    url: str
    data: Path


@pytest.fixture
def own_broker() -> Iterator[Broker]:
    data = Path(tempfile.mkdtemp(prefix="slugline-test-", dir=place()))
    with embedded.running(data, database=False) as where:
        process = embedded.valkey_process(data)
        assert process is not None
        yield Broker(process, where.broker, data)
    shutil.rmtree(data)
