"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# Only now are there settings.
from config.loaded import keep_what_is_loaded  # noqa: E402

keep_what_is_loaded()
