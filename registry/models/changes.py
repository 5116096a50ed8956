"""When what everyone may see of an organization last changed: for programs that keep a copy and ask what is new."""

from django.db import models

from registry.models.organizations import Organization


class PublicChange(models.Model):
    """One row for each organization that was ever listed, whatever became of it.

    Written with its listing, under the lock of `DataVersion`; so the times rise in the order of the commits, and who
    has read up to one of them has missed nothing before it. Derived, and so exempt from the audit.
    """

    organization = models.OneToOneField(Organization, models.CASCADE, primary_key=True, related_name="public_change")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at", "organization"], name="publicchange_order")]

    def __str__(self) -> str:
        return f"{self.organization_id}: {self.at}"
