"""What gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnership.settings")

application = get_wsgi_application()

from django.urls import get_resolver  # noqa: E402 -- after the settings have been read

from partnership import checks  # noqa: E402

checks.refuse_unsafe_serving()

# What every process needs is loaded before they are forked, and the collector of garbage leaves it alone: walking
# through all of it took a twentieth of the time of a large page.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
