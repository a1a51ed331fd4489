"""The timetable: what runs when, what came of it, and what an operator may do about it."""

from rest_framework.request import Request
from rest_framework.response import Response

from stories.api.authentication import actor
from stories.api.methods import api_view
from stories.api.parsing import body_of
from stories.api.webhooks import Nothing, carried_out
from stories.application import timetable
from stories.application.handle import now
from stories.application.once import Done
from stories.domain.permissions import Action, require


@api_view(["GET"])
def jobs(request: Request) -> Response:
    require(actor(request), Action.RUN_HOUSE)
    return Response({"results": timetable.documents()}, headers={"Cache-Control": "private, no-cache"})


@api_view(["POST"])
def job_verb(request: Request, name: str, verb: str) -> Response:
    """A run that is asked for begins within seconds."""
    by = actor(request)
    body_of(request, Nothing)

    def run() -> Done:
        match verb:
            case "run":
                timetable.want(name, by, now())
            case "pause":
                timetable.pause(name, by, now())
            case _:
                timetable.resume(name, by)
        return Done(name, timetable.document(name))

    return carried_out(request, by, run, status=202 if verb == "run" else 200)
