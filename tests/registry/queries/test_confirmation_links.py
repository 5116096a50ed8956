"""Links that confirm without signing in: good for whoever got one, while they belong to the team, and for 120 days."""

from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from registry.errors import ConfirmLinkInvalid
from registry.models import Membership, Organization, Person
from registry.queries.confirmation_links import SALT, read, token
from tests.factories import join_team, listed, person

pytestmark = pytest.mark.django_db


def test_a_link_says_to_whom_it_was_sent_about_what_and_with_which_reminder(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    organization = listed()
    sent = token(organization, person("amina"), 2)
    with django_assert_num_queries(3):
        link = read(sent)
    assert (link.organization, link.person, link.number) == (organization, person("amina"), 2)
    assert "amina" not in sent


@pytest.mark.parametrize(("days", "good"), [(119, True), (121, False)])
def test_it_is_good_for_120_days(days: int, good: bool) -> None:
    sent = token(listed(), person("amina"), 1)
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        if good:
            assert read(sent).number == 1
        else:
            with pytest.raises(ConfirmLinkInvalid):
                read(sent)


def test_one_that_we_did_not_sign_is_none() -> None:
    organization, amina = listed(), person("amina")
    sent = token(organization, amina, 1)
    told = [organization.public_id_id, amina.pk.hex, 1]
    for forged in (
        "",
        "x",
        sent[:-1],
        sent.replace(":", ""),
        "é\x00" + sent,
        signing.dumps(told, salt="another"),
        signing.dumps(told, salt=SALT, key="another key"),
    ):
        with pytest.raises(ConfirmLinkInvalid):
            read(forged)


@pytest.mark.parametrize("gone", ["left", "shut out", "erased", "withdrawn", "never belonged"])
def test_it_ends_with_the_place_in_the_team(gone: str) -> None:
    organization, bo = listed(), person("bo")
    if gone != "never belonged":
        join_team(bo, organization)
    sent = token(organization, bo, 1)
    if gone == "left":
        Membership.objects.filter(person=bo).delete()
    elif gone == "shut out":
        Person.objects.filter(pk=bo.pk).update(is_active=False)
    elif gone == "erased":
        bo.delete()
    elif gone == "withdrawn":
        Organization.objects.update(state="withdrawn")
    with pytest.raises(ConfirmLinkInvalid):
        read(sent)
