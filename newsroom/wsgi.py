"""What answers a request: Django, in a thread. The web process is `newsroom.web`, which lets no sender hold one."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
application = get_wsgi_application()
