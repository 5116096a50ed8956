"""The link by which somebody wants no more mailings."""

import pytest

from registry.actions import unsubscribing
from registry.errors import LinkInvalid
from registry.models import Person
from tests.factories import person

pytestmark = pytest.mark.django_db


def test_the_link_of_a_person_leads_to_that_person_and_to_nobody_else() -> None:
    token = unsubscribing.token(person("amina"))

    assert unsubscribing.find(token) == person("amina")
    for forged in (token[:-1], person("bo").pk.hex, "x" + token, ""):
        with pytest.raises(LinkInvalid):
            unsubscribing.find(forged)


def test_a_closed_account_has_no_link() -> None:
    token = unsubscribing.token(person("amina"))
    Person.objects.filter(pk=person("amina").pk).update(is_active=False)
    with pytest.raises(LinkInvalid):
        unsubscribing.find(token)
    Person.objects.filter(pk=person("amina").pk).delete()
    with pytest.raises(LinkInvalid):
        unsubscribing.find(token)


def test_no_stays_since_it_was_said_first_and_can_be_taken_back() -> None:
    amina = person("amina")
    unsubscribing.want_none(person=amina)
    amina.refresh_from_db()
    first = amina.no_mailings_since
    unsubscribing.want_none(person=amina)
    amina.refresh_from_db()
    assert amina.no_mailings_since == first is not None
    unsubscribing.want_them(person=amina)
    amina.refresh_from_db()
    assert amina.no_mailings_since is None
