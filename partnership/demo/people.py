"""The people of the demonstration. All addresses lie below demo.example, where no mail arrives."""

from collections.abc import Mapping
from dataclasses import dataclass

from registry.actions import people
from registry.models import Person
from registry.models.people import StaffRole

DOMAIN = "demo.example"


@dataclass(frozen=True)
class Role:
    """Someone who can sign in, and what there is to see then."""

    address: str
    name: str
    sees: str
    staff_role: str = ""
    language: str = "en"

    @property
    def email(self) -> str:
        return f"{self.address}@{DOMAIN}"


CAST = (
    Role("registrant", "Nila Firstdraft", "has begun to register an organization"),
    Role("changes", "Théo Presque", "is asked for changes to a registration", language="fr"),
    Role("owner", "Orla Entrykeep", "owns the entry of a partner"),
    Role("editor", "Edo Commafix", "edits the same entry", language="es"),
    Role("reviewer", "Revi Stackwell", "reviews what is sent to the secretariat", StaffRole.REVIEWER),
    Role("reviewer2", "Rolf Queueman", "reviews beside the first", StaffRole.REVIEWER),
    Role("administrator", "Ada Keyring", "may do everything that staff may do", StaffRole.ADMINISTRATOR),
    Role("stranger", "Sam Passerby", "belongs to no organization"),
    Role("partner-ar", "فوموريا بلماندا", "owns entries in Arabic", language="ar"),
    Role("partner-en", "Vumoria Plimander", "owns entries in English"),
    Role("partner-es", "Vumoria Plumanda", "owns entries in Spanish", language="es"),
    Role("partner-fr", "Vumorie Plouande", "owns entries in French", language="fr"),
    Role("partner-ru", "Вумория Плиманда", "owns entries in Russian", language="ru"),
    Role("administrator2", "Abel Latchworth", "confirms what the first one asks for", StaffRole.ADMINISTRATOR),
    Role("lost", "Lena Seafall", "has lost a second factor: signing in says what to do"),
    Role("found", "Paz Backagain", "had a second factor taken off by two administrators"),
    Role("curator", "Cora Tablemend", "brings tables in, writes to partners, and reviews", StaffRole.CURATOR),
    Role("desk", "Dov Africadesk", "reviews what has its seat in Africa", StaffRole.REVIEWER),
    Role("retired", "Reta Gonefishing", "worked at the secretariat before"),
    Role("partner-zh", "乌莫里亚·普利安达", "owns entries in Chinese", language="zh-hans"),
)
# Whoever is there only when the demonstration was made to its end.
LAST = CAST[6]


def make() -> Mapping[str, Person]:
    """Everyone of the cast, by the part of the address before the @."""
    made = {}
    for role in CAST:
        person, _new = people.find_or_make(email=role.email, name=role.name, language=role.language)
        person.staff_role = role.staff_role
        person.save(update_fields=["staff_role"])
        made[role.address] = person
    return made


def is_here() -> bool:
    return Person.objects.filter(email=LAST.email).exists()
