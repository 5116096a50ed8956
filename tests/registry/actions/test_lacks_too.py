"""Partners say that they lack the same as another one: once each, counted, told to the team that states it."""

import pytest

from registry import mail
from registry.actions import lacks_too
from registry.errors import NotAllowed, NotOnBoard, OwnSupport, TooMany
from registry.models import Message, Organization, PublicChange, SupportGap
from registry.queries import introductions as queries
from tests.factories import person
from tests.introductions import Pair, team, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    return Pair()


def said(pair: Pair) -> list[Organization]:
    return [one.organization for one in queries.lacking(pair.gap.pk)]


def test_said_once_counted_told_and_taken_back(pair: Pair) -> None:
    before = PublicChange.objects.get(pk=pair.bay.pk).at
    first = lacks_too.lack_too(gap=pair.gap, organization=pair.reef, by=person("kim"))
    assert lacks_too.lack_too(gap=pair.gap, organization=pair.reef, by=person("kim")) == first
    assert said(pair) == [pair.reef]
    assert PublicChange.objects.get(pk=pair.bay.pk).at > before
    letter = Message.objects.get(person=person("amina"))
    assert "Reef Trust" in mail.compose(letter).body
    assert {name for _kind, name, _step in told()} == {"Amina", "Bo"}

    lacks_too.take_back(gap=pair.gap, organization=pair.reef, by=person("kim"))
    lacks_too.take_back(gap=pair.gap, organization=pair.reef, by=person("kim"))
    assert said(pair) == []


def test_who_may_not_and_what_not(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OwnSupport):
        lacks_too.lack_too(gap=pair.gap, organization=pair.bay, by=person("amina"))
    for act in (lacks_too.lack_too, lacks_too.take_back):
        with pytest.raises(NotAllowed):
            act(gap=pair.gap, organization=pair.reef, by=person("sam"))
    monkeypatch.setattr(lacks_too, "MOST_A_DAY", 0)
    with pytest.raises(TooMany):
        lacks_too.lack_too(gap=pair.gap, organization=pair.reef, by=person("kim"))
    SupportGap.objects.update(visible_to="secretariat")
    with pytest.raises(NotOnBoard):
        lacks_too.lack_too(gap=pair.gap, organization=pair.reef, by=person("kim"))


def test_one_that_withdrew_is_not_counted(pair: Pair) -> None:
    hill = team("Hill Trust", "sam")
    lacks_too.lack_too(gap=pair.gap, organization=hill, by=person("sam"))
    Organization.objects.filter(pk=hill.pk).update(state="withdrawn")
    assert said(pair) == []
