"""Told when somebody's data was handed out or erased, in the transaction of an erasure; never whose."""

from django.dispatch import Signal

# Without arguments.
person_exported = Signal()
# ``rows``: how many there were.
person_erased = Signal()
