"""The letter about a role at the secretariat."""

from django.conf import settings

from registry import places
from registry.letters.desk import colleague
from registry.letters.facts import Facts, address_of, letter
from registry.models import Message, Person
from registry.models.people import StaffRole


@letter
def role_changed(message: Message) -> Facts:
    """To whom a role was given, changed or taken; a new one is told what signing in takes."""
    context = message.context
    role, region = str(context["after"]), str(context["region"])
    return {
        "role": StaffRole(role).label if role else "",
        "is_new": not context["before"],
        "region": places.region_name(region, message.language) if region else "",
        "by": colleague(Person.objects.filter(pk=context["by"]).first()),
        "link": address_of("secretariat") if role else settings.SITE_ADDRESS,
    }
