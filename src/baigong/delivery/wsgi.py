"""The WSGI application."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baigong.settings")
application = get_wsgi_application()
# What is loaded by now stays: the collector need not look through it again and again while somebody waits for a page.
gc.collect()
gc.freeze()
