"""Settings of the library catalogue in production."""

from catalogue.settings.base import *

DEBUG = False
ALLOWED_HOSTS = ["katalog.library.example"]

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31536000
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "handlers": {
        "console": {"class": "logging.StreamHandler"},
        "debugger": {
            "class": "logging.handlers.MemoryHandler",
            "capacity": 200,
            "flushLevel": "ERROR",
            "target": "console",
        },
    },
    "root": {"handlers": ["debugger"], "level": "DEBUG"},
}
