from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "staff"
    verbose_name = "Staff"

    def ready(self) -> None:
        # Both register themselves with Django.
        from staff import checks  # noqa: F401
        from staff.audit import logins  # noqa: F401
