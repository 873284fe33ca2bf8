"""Celery: broker and limits. The beat schedule is static, so that it can be read here and reviewed."""

from celery.schedules import crontab

from config.env import env

CELERY_BROKER_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Whoever hands a task over doesn't wait for a queue that is away (6 s, else); sweeps find what was not handed over.
CELERY_BROKER_TRANSPORT_OPTIONS = {"max_retries": 0}
CELERY_TIMEZONE = env.str("TIME_ZONE", default="UTC")
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "confirmations that were left lying": {"task": "shop.tasks.order_confirmations_sweep", "schedule": 60.0},
    # A tick that waited in the queue until the next one is of no use.
    "alerts by the clock": {"task": "logs.tasks.alerts_tick", "schedule": 5.0, "options": {"expires": 5.0}},
    "old counts of alerts": {"task": "logs.tasks.alert_windows_prune", "schedule": 600.0},
    "refresh-search-words": {"task": "shop.tasks.refresh_search_words", "schedule": 600.0},
    # Late enough for the orders that midnight found under way. In the store's time zone, whose day it is.
    "orders of the day before": {
        "task": "shop.tasks.orders_count",
        "schedule": crontab(hour="0", minute="10"),
    },
    # What it finds to do after a pause is all there is to do: runs that piled up would do it again for nothing.
    "rollups of the warehouse": {
        "task": "analytics.tasks.rollups_refresh",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "partitions of the warehouse": {
        "task": "analytics.tasks.partitions_keep",
        "schedule": crontab(minute="5"),
    },
    "mails of the dashboard's views": {
        "task": "analytics.tasks.view_mails_send",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    # Late enough for what phones without a network send after midnight.
    "watched figures": {"task": "analytics.tasks.figures_watch", "schedule": crontab(hour="2", minute="0")},
    "guests' old carts": {
        "task": "shop.tasks.guest_carts_delete",
        "schedule": crontab(hour="3", minute="40"),
    },
    "who waits for stock": {
        "task": "shop.tasks.stock_alerts_sweep",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    # An hour's orders change little of a year's; what can't be had is left out when it is shown.
    "what is bought together": {
        "task": "shop.tasks.pairs_count",
        "schedule": crontab(minute="25"),
        "options": {"expires": 3000},
    },
    "guests' old wishlists": {
        "task": "shop.tasks.guest_wishlists_delete",
        "schedule": crontab(hour="3", minute="50"),
    },
    # A worker that was killed had part of it in its hands.
    "re-validation that was left lying": {
        "task": "moderation.tasks.revalidations_sweep",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "days of the log store": {"task": "logs.tasks.store_tend", "schedule": 21_600.0},
    "delete what was kept long enough": {
        "task": "tracking.tasks.retention_enforce",
        "schedule": crontab(hour="3", minute="20"),
    },
}
