from django.apps import AppConfig

from analytics import naming


class OperationsConfig(AppConfig):
    name = "operations"
    verbose_name = "Operations"

    def ready(self) -> None:
        # Models can't be imported before all apps are there.
        from promotions.selectors import titles_of

        naming.look_up("promotion", titles_of)
