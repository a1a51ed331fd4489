"""The web process: `granian --interface wsgi newsroom.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
handler = get_wsgi_application()

from stories.api.senders import Bodies  # noqa: E402  # the application comes first

application = Bodies(handler, at_once=3)  # of the four threads that newsroom/machine.py gives the process
