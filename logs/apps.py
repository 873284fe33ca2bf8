from django.apps import AppConfig
from django.conf import settings


class LogsConfig(AppConfig):
    name = "logs"
    verbose_name = "Logs"

    def ready(self) -> None:
        from logs import celery, uncaught

        celery.signals_connect()
        if settings.LOG_SHIPPING:
            uncaught.hooks_install()
