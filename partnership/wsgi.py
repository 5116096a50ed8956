"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnership.settings")

application = get_wsgi_application()

from partnership import checks  # noqa: E402 -- after the settings have been read

checks.refuse_unsafe_serving()
