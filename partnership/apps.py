from django.apps import AppConfig


class PartnershipConfig(AppConfig):
    name = "partnership"

    def ready(self) -> None:
        from partnership import bounces, checks  # noqa: F401 -- importing the checks registers them

        bounces.connect()
