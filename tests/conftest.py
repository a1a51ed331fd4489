"""Real servers for the tests: those of DATABASE_URL and REDIS_URL, or embedded ones in a folder of this run.

Addresses are fixed here, before Django reads its settings; the servers start with the first test that wants one, so
that tests of the pure rooms wait for nothing. `db` tests run in transactions as usual, as the app's role. A test that
commits takes `committed_db`, a database of its own cloned from the migrated template: Django's flush would TRUNCATE.
"""

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import hypothesis
import psycopg
import pytest
from psycopg import sql
from xdist.scheduler import LoadFileScheduling, LoadScopeScheduling

from newsroom import embedded
from tests.places import place

# How long an example takes is the machine's affair. The examples are the same in each run, so that one which nobody has
# met before turns up where somebody looks for it, with --hypothesis-seed, and not where a change is to land.
hypothesis.settings.register_profile(
    "house", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
RUN = os.environ.setdefault("SLUGLINE_TEST_RUN", uuid.uuid4().hex[:10])
TEMPLATE = f"slugline_template_{RUN}"
LONGEST = ("tests/faults/", "tests/browser/")
PURE = ("tests/analysis/", "tests/comparison/", "tests/domain/", "tests/house/")

if "SLUGLINE_TEST_DATA" not in os.environ:  # the first process of the run; the others inherit
    os.environ["SLUGLINE_TEST_DATA"] = tempfile.mkdtemp(prefix="slugline-test-", dir=place())
    os.environ["NEWSROOM_DATA"] = os.environ["SLUGLINE_TEST_DATA"]
    os.environ["SLUGLINE_TEST_EMBEDDED"] = " ".join(
        name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)
    )
    _addresses = embedded.addresses(Path(os.environ["NEWSROOM_DATA"]))
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = _addresses.database(role=embedded.APP_ROLE)
        os.environ["DATABASE_OWNER_URL"] = _addresses.database(role=embedded.OWNER_ROLE)
    if not os.environ.get("REDIS_URL"):
        os.environ["REDIS_URL"] = _addresses.broker

EMBEDDED = os.environ["SLUGLINE_TEST_EMBEDDED"].split()
DATA = Path(os.environ["SLUGLINE_TEST_DATA"])
os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"

import django  # noqa: E402  # the addresses above come first

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections, transaction  # noqa: E402
from pytest_django import DjangoDbBlocker  # noqa: E402

from stories.application import reactions  # noqa: E402
from stories.eventlog import folding  # noqa: E402
from stories.eventlog.seal import seal  # noqa: E402
from stories.eventlog.subscription import behind  # noqa: E402


class FilesTogether(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    """A file to a worker, and the whole of tests/browser to one: its files share a running service."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return "tests/browser" if file.startswith("tests/browser/") else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    config.option.loadscopereorder = False  # by the number of tests the longest files, which have few, would come last
    return FilesTogether(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: many tests wait for servers and processes of their own."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes first, what takes a moment last, so that the workers end together."""
    items.sort(key=lambda item: item.nodeid.startswith(PURE) - item.nodeid.startswith(LONGEST))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where everything should run, a skip is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("SLUGLINE_REFUSE_SKIPS") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_unconfigure() -> None:
    if WORKER == "alone":
        if "DATABASE_URL" not in EMBEDDED:
            _drop(TEMPLATE)
        embedded.stop(DATA)  # what a killed worker left
        shutil.rmtree(DATA, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Database:
    """A database of one test. `environ` is for processes that the test starts."""

    name: str
    url: str
    owner_url: str

    @property
    def environ(self) -> dict[str, str]:
        return {**os.environ, "DATABASE_URL": self.url, "DATABASE_OWNER_URL": self.owner_url}


@pytest.fixture(scope="session")
def servers() -> Iterator[None]:
    """PostgreSQL and the broker answer."""
    if not EMBEDDED:
        yield
        return
    with embedded.running(DATA, database="DATABASE_URL" in EMBEDDED, broker="REDIS_URL" in EMBEDDED):
        yield


@pytest.fixture(scope="session")
def broker_url(servers: None) -> str:
    """The address of a real Redis or Valkey."""
    return str(settings.REDIS_URL)


@pytest.fixture(scope="session")
def template(servers: None, django_db_blocker: DjangoDbBlocker) -> str:
    """The name of a migrated database to clone, made once for all workers of the run."""
    with _maintenance() as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [TEMPLATE])
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone():
            fresh = f"{TEMPLATE}_making"
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(fresh)))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(fresh)))
            with django_db_blocker.unblock(), _connected_to(fresh):
                call_command("migrate", verbosity=0, interactive=False)
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            connection.execute(rename.format(sql.Identifier(fresh), sql.Identifier(TEMPLATE)))
        connection.execute("SELECT pg_advisory_unlock(hashtext(%s))", [TEMPLATE])
    return TEMPLATE


@pytest.fixture(scope="session")
def django_db_setup(template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Takes the place of pytest-django's: a clone of the template for the `db` tests of this worker."""
    with _clone(template, f"slugline_test_{RUN}_{WORKER}") as database, django_db_blocker.unblock():
        with _connected_to(database.name):
            django_db_blocker.block()
            yield
            django_db_blocker.unblock()
        django_db_blocker.block()


@pytest.fixture
def committed_db(django_db_setup: None, template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Database]:
    """A database of the test's own, in which it may commit, use threads and start processes."""
    with (
        _clone(template, f"slugline_test_{RUN}_{uuid.uuid4().hex[:8]}") as database,
        django_db_blocker.unblock(),
        _connected_to(database.name),
    ):
        yield database


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A transaction around a whole module: what module fixtures make in it stands for every test, and what a test does
    besides is undone after it. No test of such a module may commit."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """Folded streams are kept between requests; between tests the database underneath is another one."""
    yield
    for shelf in (folding.STORIES, folding.SOURCES, folding.DESK):
        shelf.forget()


@pytest.fixture(scope="module")
def shared_db(django_db_setup: None, template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Database]:
    """A database for all tests of a module that commit and do not mind what the others wrote."""
    with (
        _clone(template, f"slugline_test_{RUN}_{uuid.uuid4().hex[:8]}") as database,
        django_db_blocker.unblock(),
        _connected_to(database.name),
    ):
        yield database


@pytest.fixture
def pump(committed_db: Database) -> Callable[[], None]:
    """Seals what was written and lets every subscription catch up, in this process: what relay and workers do."""

    def until_quiet() -> None:
        for _ in range(100):
            seal()
            todo = behind(reactions.SUBSCRIPTIONS)
            if not todo:
                return
            for name, partition in todo:
                reactions.advance(name, partition)
        raise AssertionError("the subscriptions do not come to rest")

    return until_quiet


@contextmanager
def _maintenance() -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    """The owner's connection outside the databases that are made and dropped."""
    with psycopg.connect(_named(settings.DATABASE_OWNER_URL, "postgres"), autocommit=True) as connection:
        yield connection


@contextmanager
def _clone(template: str, name: str) -> Iterator[Database]:
    with _maintenance() as connection:
        clone = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")  # half the work of the other one
        connection.execute(clone.format(sql.Identifier(name), sql.Identifier(template)))
    try:
        yield Database(name, _named(settings.DATABASE_URL, name), _named(settings.DATABASE_OWNER_URL, name))
    finally:
        _drop(name)


@contextmanager
def _connected_to(name: str) -> Iterator[None]:
    """Django's connections, those of new threads included, lead to this database."""
    wrapper = connections["default"]
    wrapper.close()
    before = wrapper.settings_dict["NAME"]
    wrapper.settings_dict["NAME"] = name
    try:
        yield
    finally:
        wrapper.close()
        wrapper.settings_dict["NAME"] = before


def _drop(name: str) -> None:
    with _maintenance() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _named(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
