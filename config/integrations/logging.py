"""Logging: structlog for the project's own words, one readable line each on stderr, and everything to Kafka."""

import structlog

from config.env import env

LOG_SHIPPING = env.bool("LOG_SHIPPING", default=True)
_LEVEL = env.str("LOG_LEVEL", default="INFO")

_SHARED: list[structlog.types.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]

structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_SHARED,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.StackInfoRenderer(),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)

_SHIPPED = ["kafka"] if LOG_SHIPPING else []
# Lines that come by the request, the batch or the task would drown a terminal's other lines.
_FREQUENT = {"handlers": ["frequent", *_SHIPPED], "level": _LEVEL, "propagate": False}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "logs.console.ConsoleFormatter",
            # Python's own form of a stack: structlog's own choice shows every variable.
            "processor": structlog.dev.ConsoleRenderer(
                colors=False, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
            ),
            "foreign_pre_chain": _SHARED,
        },
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "frequent": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "level": env.str("ACCESS_LOG_LEVEL", default="WARNING"),
        },
        **({"kafka": {"class": "logs.handler.KafkaHandler"}} if LOG_SHIPPING else {}),
    },
    "root": {"handlers": ["console", *_SHIPPED], "level": _LEVEL},
    "loggers": {
        "access": _FREQUENT,
        "consumers.batches": _FREQUENT,
        "celery": _FREQUENT,
        # Each task's end says the same, and with its outcome.
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        # Python prints these by itself.
        "uncaught": {"handlers": _SHIPPED, "propagate": False},
        "django.server": {"level": "WARNING"},
        # Made by the servers before Django is there, with handlers of their own.
        "gunicorn.error": {"propagate": True},
        "uvicorn": {"propagate": True},
        # Named, or they would be set back to what their parent does, the lines by the request included.
        "uvicorn.error": {"propagate": True},
        "uvicorn.access": {"propagate": False},
    },
}
