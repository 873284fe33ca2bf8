"""E-mail: how it leaves. The demo keeps it in a folder."""

from config.env import env

DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="Larkspur <hello@example.com>")

_BACKEND = env.str("EMAIL_BACKEND", default="django.core.mail.backends.smtp.EmailBackend")
_OPTIONS: dict[str, dict[str, object]] = {
    "smtp": {
        "host": env.str("EMAIL_HOST", default="localhost"),
        "port": env.int("EMAIL_PORT", default=25),
        # A worker must not be held by a server that does not answer.
        "timeout": 10,
    },
    "filebased": {"file_path": env.str("EMAIL_FILE_PATH", default="mail")},
}

# A backend refuses options that are another's: "django.core.mail.backends.<kind>.EmailBackend".
MAILERS = {"default": {"BACKEND": _BACKEND, "OPTIONS": _OPTIONS.get(_BACKEND.split(".")[-2], {})}}
