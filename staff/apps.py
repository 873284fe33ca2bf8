from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "staff"
    verbose_name = "Staff"

    def ready(self) -> None:
        # They register themselves with Django.
        from staff import checks  # noqa: F401
        from staff.audit import logins, privacy  # noqa: F401
