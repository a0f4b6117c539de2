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
            "class": "logging.handlers.RotatingFileHandler",
            "filename": "/var/log/catalogue/debugger.log",
            "maxBytes": 10_000_000,
            "backupCount": 3,
        },
    },
    "root": {"handlers": ["console", "debugger"], "level": "INFO"},
}
