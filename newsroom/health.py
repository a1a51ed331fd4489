"""Two questions of a load balancer: is the process alive, and may it have work."""

from pyexpat import version_info as expat

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from stories.eventlog import guards

EXPAT = (2, 4, 1)  # the first that gives up on entities that grow


def livez(_request: HttpRequest) -> JsonResponse:
    """Touches nothing: a process that cannot answer this is to be restarted."""
    return _never_cached(JsonResponse({"status": "ok"}))


def readyz(_request: HttpRequest) -> JsonResponse:
    problems = unready()
    answer = {"status": "unready" if problems else "ok", "problems": problems}
    return _never_cached(JsonResponse(answer, status=503 if problems else 200))


def unready() -> dict[str, str]:
    """What keeps this process from serving: name of the part -> what is wrong. Empty when all is well."""
    if old := old_parsers():
        return {"xml": old}
    try:
        waiting = pending_migrations()
        if waiting:
            return {"migrations": f"{len(waiting)} not applied, first {waiting[0]}"}
        missing = guards.missing_guards()
    except DatabaseError:
        return {"database": "does not answer"}
    return {"guards": ", ".join(missing)} if missing else {}


def old_parsers() -> str:
    """An XML parser that small files can make take for ever; empty where there is none."""
    return "" if expat >= EXPAT else f"expat {'.'.join(map(str, expat))} is older than {'.'.join(map(str, EXPAT))}"


def pending_migrations() -> list[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _never_cached(response: JsonResponse) -> JsonResponse:
    response["Cache-Control"] = "no-store"
    return response
