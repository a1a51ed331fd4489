"""The web process: `granian --interface wsgi newsroom.wsgi:application`."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
handler = get_wsgi_application()

from stories.api.senders import Bodies  # noqa: E402  # the application comes first

application = Bodies(handler, at_once=3)  # of the four threads that newsroom/machine.py gives the process

# All that is loaded by now stays as long as the process. Without this the collector walks through it again whenever
# enough is made beside it, 100 ms each time, and a large story of the past is enough by itself.
get_resolver().url_patterns  # noqa: B018  # looking loads the doors
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
