"""Being away: who covers, who may say so, and what is refused."""

import datetime

import pytest
from django.utils import timezone

from registry import mail
from registry.actions import absences
from registry.errors import AwayToo, NotAllowed, NotOfStaff
from registry.models import Absence, Message, Person
from registry.models.messages import MessageKind
from registry.queries import queue
from tests.factories import person

pytestmark = pytest.mark.django_db

MONDAY, FRIDAY = datetime.date(2027, 3, 1), datetime.date(2027, 3, 5)


def go(who: str = "rosa", cover: str = "ravi", by: str = "", since: datetime.date = MONDAY) -> Absence:
    return absences.go_away(person=person(who), cover=person(cover), since=since, until=FRIDAY, by=person(by or who))


def test_the_cover_is_told_from_when_to_when() -> None:
    go()
    message = Message.objects.get(kind=MessageKind.HANDED_ON)
    assert message.person == person("ravi")
    letter = mail.compose(message)
    assert letter.subject == "You cover for a colleague"
    assert "\u2068Rosa\u2069 is away from 1 March 2027 to 5 March 2027" in str(letter.body)


def test_saying_it_again_replaces_what_was_said() -> None:
    go()
    go(cover="ada", since=FRIDAY)
    absence = Absence.objects.get()
    assert (absence.cover, absence.since, absence.until) == (person("ada"), FRIDAY, FRIDAY)


def test_an_administrator_says_it_for_somebody_who_fell_ill_and_may_cover() -> None:
    go(by="ada", cover="ada")
    assert Absence.objects.get().person == person("rosa")
    assert not Message.objects.filter(kind=MessageKind.HANDED_ON).exists()  # who covers said so


@pytest.mark.parametrize("by", ["ravi", "amina"])
def test_nobody_else_says_it(by: str) -> None:
    go()
    with pytest.raises(NotAllowed):
        go(by=by)
    with pytest.raises(NotAllowed):
        absences.come_back(person=person("rosa"), by=person(by))
    assert Absence.objects.count() == 1


def test_who_does_not_review_neither_covers_nor_is_away() -> None:
    with pytest.raises(NotOfStaff):
        go(cover="sam")
    with pytest.raises(NotOfStaff):
        go(who="sam", by="ada")
    with pytest.raises(NotAllowed):
        go(who="sam")


def test_who_is_away_too_does_not_cover() -> None:
    go("ravi", "ada")
    with pytest.raises(AwayToo):
        go("rosa", "ravi", since=FRIDAY)
    absences.go_away(
        person=person("rosa"),
        cover=person("ravi"),
        since=FRIDAY + datetime.timedelta(days=1),
        until=FRIDAY + datetime.timedelta(days=2),
        by=person("rosa"),
    )


def test_who_goes_away_while_covering_hands_the_covering_on() -> None:
    go("rosa", "ravi")
    go("ravi", "ada", since=FRIDAY)
    assert Absence.objects.get(person=person("rosa")).cover == person("ada")
    absences.go_away(
        person=person("ada"),
        cover=person("ravi"),
        since=FRIDAY + datetime.timedelta(days=1),
        until=FRIDAY + datetime.timedelta(days=2),
        by=person("ada"),
    )
    assert Absence.objects.get(person=person("rosa")).cover == person("ada")  # on other days


def test_what_is_covered_is_not_handed_to_who_is_away_on_some_of_its_days() -> None:
    go("rosa", "ravi")
    absences.go_away(person=person("ada"), cover=person("ravi"), since=FRIDAY, until=FRIDAY, by=person("ada"))
    absences.go_away(person=person("ravi"), cover=person("ada"), since=MONDAY, until=MONDAY, by=person("ravi"))
    assert Absence.objects.get(person=person("rosa")).cover == person("ravi")


def test_days_in_the_wrong_order_and_ones_own_cover_are_mistakes() -> None:
    with pytest.raises(ValueError, match=str(person("ravi").pk)):
        absences.go_away(person=person("rosa"), cover=person("ravi"), since=FRIDAY, until=MONDAY, by=person("rosa"))
    with pytest.raises(ValueError, match=str(person("rosa").pk)):
        go(cover="rosa")


def test_coming_back_ends_it_and_twice_is_once() -> None:
    today = timezone.now().date()
    absences.go_away(person=person("rosa"), cover=person("ravi"), since=today, until=today, by=person("rosa"))
    assert [*queue.covered_by(person("ravi").pk)] == [{"person": person("rosa").pk}]
    for _time in range(2):
        absences.come_back(person=person("rosa"), by=person("rosa"))
    assert [*queue.covered_by(person("ravi").pk)] == []


def test_the_letter_of_an_absence_that_is_over_has_nothing_to_tell() -> None:
    go()
    absences.come_back(person=person("rosa"), by=person("rosa"))
    message = Message.objects.get(kind=MessageKind.HANDED_ON)
    with pytest.raises(Absence.DoesNotExist):
        mail.compose(message)
    assert Person.objects.filter(pk=message.person_id).exists()
