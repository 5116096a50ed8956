import pytest

from registry.actions import people
from registry.errors import NotAllowed
from registry.models import Person
from registry.queries import queue
from tests.factories import person

pytestmark = pytest.mark.django_db


def test_someone_new_is_made_without_a_password() -> None:
    amina, made = people.find_or_make(email=" Amina@Forests.example ", name="Amina", language="fr")

    assert made is True
    assert (amina.email, amina.name, amina.language) == ("amina@forests.example", "Amina", "fr")
    assert amina.has_usable_password() is False


def test_someone_known_is_found_and_stays_as_they_are() -> None:
    amina, _made = people.find_or_make(email="amina@forests.example", name="Amina", language="fr")

    again, made = people.find_or_make(email="AMINA@forests.example", name="Someone else", language="ru")

    assert (again, made) == (amina, False)
    assert (again.name, again.language) == ("Amina", "fr")


def test_the_first_administrator_is_made_once() -> None:
    first = people.make_administrator(email="head@secretariat.example", name="The Head")
    second = people.make_administrator(email="Head@secretariat.example", name="The Head of Office")

    assert first == second
    assert list(Person.objects.values_list("email", "name", "staff_role")) == [
        ("head@secretariat.example", "The Head of Office", "administrator")
    ]


def test_an_administrator_who_was_shut_out_may_sign_in_again() -> None:
    head, _made = people.find_or_make(email="head@secretariat.example")
    Person.objects.filter(pk=head.pk).update(is_active=False)

    assert people.make_administrator(email="head@secretariat.example", name="The Head").is_active is True


def test_a_person_chooses_a_language_of_the_site() -> None:
    amina, _made = people.find_or_make(email="amina@forests.example")

    people.set_language(person=amina, language="zh-hans")

    assert Person.objects.get(pk=amina.pk).language == "zh-hans"
    with pytest.raises(ValueError, match="'de'"):
        people.set_language(person=amina, language="de")


def test_the_secretariat_says_which_scripts_it_reads_in_one_order() -> None:
    rosa = person("rosa")
    assert queue.reads(rosa) == ["Latn"]
    people.set_scripts(person=rosa, scripts={"Arab", "Latn"})
    rosa.refresh_from_db()
    assert rosa.reads_scripts == ["Latn", "Arab"]
    people.set_scripts(person=rosa, scripts=())
    assert queue.reads(rosa) == ["Latn"]


def test_a_script_that_cannot_be_chosen_and_who_does_not_review_are_refused() -> None:
    with pytest.raises(ValueError, match="Xxxx"):
        people.set_scripts(person=person("rosa"), scripts=["Xxxx"])
    with pytest.raises(NotAllowed):
        people.set_scripts(person=person("amina"), scripts=["Latn"])
