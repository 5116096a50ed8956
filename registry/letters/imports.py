"""The letter about an import: the work that somebody asked for and left alone is done."""

from django.utils.formats import number_format

from registry.letters.facts import Facts, Title, address_of, letter
from registry.models import Import, Message
from registry.states import RowOutcome


@letter
def import_ended(message: Message) -> Facts:
    """To whoever asked for something that took long: it is done, what was found, and where to go on.

    `work` in the context is the state in which the table was meanwhile.
    """
    table = Import.objects.get(pk=message.context["import"])
    counts = [
        (RowOutcome(outcome).label, number_format(number, force_grouping=True))
        for outcome, number in sorted(table.counts.items())
        if number
    ]
    return {
        "table": Title(table.name, "") if table.name else "",
        "work": message.context["work"],
        "refusal": table.refusal,
        "counts": counts,
        "rows": table.done,
        "done": number_format(table.done, force_grouping=True),
        "link": address_of("import", table.pk),
    }
