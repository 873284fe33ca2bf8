"""Exports and erasures of people in the audit log: that there was one, by a command or by the person; never whose."""

from typing import Any

from django.dispatch import receiver

from staff.audit.acting import in_request
from staff.audit.services import entry_add
from tracking.privacy.signals import person_erased, person_exported


@receiver(person_exported)
def exported(**_: Any) -> None:
    entry_add("person_exported", actor=_by(), address="")


@receiver(person_erased)
def erased(*, rows: int, **_: Any) -> None:
    entry_add("person_erased", actor=_by(), address="", rows=rows)


def _by() -> str:
    # Naming the person here would name them after their erasure too.
    return "themselves" if in_request() else "command"
