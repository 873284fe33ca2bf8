"""Dates in English, day first, as a store in Europe writes them. The rest is Django's."""

DATE_FORMAT = "j F Y"
MONTH_DAY_FORMAT = "j F"
DATETIME_FORMAT = "j F Y, H:i"
