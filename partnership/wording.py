"""Headings and first sentences of the pages of a registration, worded for the type of organization."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.vocabulary import OrganizationType

Text = str | Promise


@dataclass(frozen=True)
class Wording:
    """Of a section `change` is the heading; of an item `add` stands over a new one."""

    change: Text
    lead: Text = ""
    add: Text = ""
    another: Text = ""
    nothing: Text = ""
    none_yet: Text = ""
    remove: Text = ""


WORDING: dict[str, Wording] = {
    "organization": Wording(_("Your organization"), _("Who it is and what it does, in its own words.")),
    "where": Wording(
        _("Where you work"), _("Visitors search by place. Choose what is true today; it can change later.")
    ),
    "activities": Wording(
        change=_("Change an activity"),
        remove=_("Remove this activity"),
        add=_("Add an activity"),
        lead=_("One thing that you do, or plan to do, for Target 3. You can add as many as you like, now or later."),
        another=_("Add another activity"),
        nothing=_("We have no activity to state"),
        none_yet=_("Activities let others find you, join forces with you and not do the same twice."),
    ),
    "gaps": Wording(
        change=_("Change a support gap"),
        remove=_("Remove this support gap"),
        add=_("Add a support gap"),
        lead=_("Support that you, or those you work for, need for Target 3 and lack. Others see where they can help."),
        another=_("Add another support gap"),
        nothing=_("We have no support gap to state"),
        none_yet=_("Support gaps show what is missing, and who could help."),
    ),
    "offers": Wording(
        change=_("Change a support offer"),
        remove=_("Remove this support offer"),
        add=_("Add a support offer"),
        lead=_("Support that you can give to others for Target 3. Money is only one kind of it."),
        another=_("Add another support offer"),
        nothing=_("We have no support offer to state"),
        none_yet=_("Support offers are found by those who lack just that."),
    ),
    "contacts": Wording(
        change=_("Change a contact"),
        remove=_("Remove this contact"),
        add=_("Add a contact"),
        lead=_("Whom the secretariat can reach. Nothing of it is public unless you tick it."),
        another=_("Add another contact"),
        none_yet=_("One main contact is needed, so that the secretariat can reach you."),
    ),
    "names": Wording(
        change=_("Change a name"),
        remove=_("Remove this name"),
        add=_("Add a name"),
        lead=_("Translations, acronyms and former names let people find the organization by the name that they know."),
        another=_("Add another name"),
        none_yet=_("An official name is needed."),
    ),
    "identifiers": Wording(
        change=_("Change an identifier"),
        remove=_("Remove this identifier"),
        add=_("Add an identifier"),
        lead=_("A number or code under which another register knows the organization. None is ever required."),
        another=_("Add another identifier"),
        none_yet=_("None is required. An identifier helps to tell organizations of the same name apart."),
    ),
}

# The colours of meaning (The look, Character).
TINTS = {"activities": "activity", "gaps": "gap", "offers": "offer"}

# What a type of organization is told beside the first sentence of a page: a heading, and paragraphs.
NOTES: dict[tuple[str, str], tuple[Text, tuple[Text, ...]]] = {
    (OrganizationType.IPLC.value, "organization"): (
        _("You decide what is shown"),
        (
            _(
                "No registration number, website or written proof is needed. Say whom the organization speaks for, "
                "or how it is mandated: by a letter, by the minutes of a meeting, or by custom, told in words."
            ),
            _(
                "Who you speak for and how you are mandated stays with the secretariat unless you tick that it is "
                "shown. This follows the CARE principles: collective benefit, authority to control, "
                "responsibility, ethics."
            ),
        ),
    ),
    (OrganizationType.IPLC.value, "where"): (
        _("You decide what is shown"),
        (_("The country is shown. Your place below the country is hidden unless you tick that it may be shown."),),
    ),
    **{
        (OrganizationType.IPLC.value, part): (
            _("You decide what is shown"),
            (_("You can keep this item with the secretariat: choose so at the end of this page."),),
        )
        for part in ("activities", "gaps", "offers")
    },
    (OrganizationType.IPLC.value, "contacts"): (
        _("A collective may be the contact"),
        (_("It need not be one person: write the name of a council, an office or a collective."),),
    ),
    (OrganizationType.PRIVATE_SECTOR.value, "organization"): (
        _("For companies"),
        (
            _("Visitors see the sector. Being listed is no endorsement of the company or of what it sells."),
            _("Before sending you declare that the company keeps to the code of conduct of the partnership."),
        ),
    ),
    (OrganizationType.NETWORK.value, "organization"): (
        _("For networks and coalitions"),
        (_("Speak for the network itself. Its members register on their own, whenever they like."),),
    ),
}
