"""The consumers of log lines."""

from logs.sinks import consumers as sink_consumers

__all__ = ["sink_consumers"]
