"""The web process: `granian --interface asgi newsroom.web:application`."""

import gc

from django.urls import get_resolver

from newsroom.wsgi import application as answers
from stories.api.front import Front

application = Front(answers)

# All that is loaded by now stays as long as the process. Without this the collector walks through it again whenever
# enough is made beside it, 100 ms each time, and a large story of the past is enough by itself.
get_resolver().url_patterns  # noqa: B018  # looking loads the doors
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
