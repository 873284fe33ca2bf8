"""Where log lines are kept: each tool by its address. One without an address isn't run."""

from config.env import BASE_DIR, env

LOG_FILES_DIR = env.str("LOG_FILES_DIR", default=str(BASE_DIR / "log-files"))
# Addresses may hold credentials: https://user:password@host.
LOG_LOKI_URL = env.str("LOG_LOKI_URL", default="")
LOG_OPENSEARCH_URL = env.str("LOG_OPENSEARCH_URL", default="")
LOG_OPENSEARCH_INDEX = env.str("LOG_OPENSEARCH_INDEX", default="larkspur-logs")
LOG_OTLP_URL = env.str("LOG_OTLP_URL", default="")
# How long PostgreSQL and the files keep a line. Kafka keeps it for a week.
LOG_DAYS = env.int("LOG_DAYS", default=14)
