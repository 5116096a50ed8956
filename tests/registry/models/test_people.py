import pytest
from django.conf import settings
from django.db import IntegrityError

from registry.models import Person
from registry.models.people import Language, StaffRole
from registry.vocabulary import SITE_LANGUAGES

pytestmark = pytest.mark.django_db


def test_the_address_is_kept_in_lower_case_and_belongs_to_one_person() -> None:
    Person.objects.create(email="Amina@Forests.Example")

    assert Person.objects.get_by_natural_key("AMINA@forests.example").email == "amina@forests.example"
    with pytest.raises(IntegrityError):
        Person.objects.create(email="amina@forests.EXAMPLE")


def test_nobody_is_found_without_an_address() -> None:
    with pytest.raises(Person.DoesNotExist):
        Person.objects.get_by_natural_key(None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "Amina@forests.example"},
        {"email": ""},
        {"language": "de"},
        {"staff_role": "king"},
        {"desk_region": "150"},
    ],
)
def test_the_database_refuses_a_person_who_cannot_be(wrong: dict[str, str]) -> None:
    person = Person.objects.create(email="amina@forests.example")

    with pytest.raises(IntegrityError):
        Person.objects.filter(pk=person.pk).update(**wrong)


def test_the_staff_is_everyone_with_a_role_who_may_sign_in() -> None:
    Person.objects.create(email="amina@forests.example")
    rashid = Person.objects.create(email="rashid@secretariat.example", staff_role=StaffRole.REVIEWER)
    Person.objects.create(email="left@secretariat.example", staff_role=StaffRole.CURATOR, is_active=False)

    assert list(Person.objects.staff()) == [rashid]
    assert rashid.is_staff_member is True
    assert Person(email="amina@forests.example").is_staff_member is False


def test_a_person_is_written_into_logs_by_id_alone() -> None:
    person = Person(email="amina@forests.example", name="Amina")

    assert str(person) == str(person.id)


def test_people_may_choose_each_language_of_the_site() -> None:
    assert set(Language.values) == set(SITE_LANGUAGES) == {code for code, _name in settings.LANGUAGES}
    assert dict(Language.choices) == {code: language.own_name for code, language in SITE_LANGUAGES.items()}


def test_who_got_which_role_is_kept_without_name_and_address() -> None:
    person = Person.objects.create(email="rashid@secretariat.example", name="Rashid")
    person.name = "Rashid the Second"
    person.save(update_fields=["name"])
    person.staff_role = StaffRole.REVIEWER
    person.save(update_fields=["staff_role"])

    history = Person.pgh_event_model.objects.order_by("pgh_id")

    assert list(history.values_list("staff_role", "is_active")) == [("", True), ("reviewer", True)]
    assert not hasattr(history[0], "email")
