"""Lines for people: one readable line each on stderr, redacted as what is shipped is."""

import logging

import structlog

from tracking.redaction import redact_text


class ConsoleFormatter(structlog.stdlib.ProcessorFormatter):
    """structlog's, with what nobody should read taken out: a terminal's lines are gathered somewhere, too."""

    def format(self, record: logging.LogRecord) -> str:
        return redact_text(super().format(record))
