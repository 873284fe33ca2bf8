"""Dates in German: only the comma before the time isn't Django's own."""

DATETIME_FORMAT = "j. F Y, H:i"
