from django.apps import AppConfig


class PartnershipConfig(AppConfig):
    name = "partnership"

    def ready(self) -> None:
        from partnership import again, bounces, checks, sessions  # noqa: F401 -- importing registers them

        bounces.connect()
