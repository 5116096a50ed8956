"""A table goes round: brought in, approved, exported, brought in again. Every entry that was listed is the same."""

import pytest
from django.core.files.base import ContentFile

from registry.actions import uploads
from registry.exchange import imports, whole
from registry.models import Import, Organization
from tests.factories import person
from tests.uploads import work

pytestmark = pytest.mark.django_db

# In the columns of a register, with what makes rows differ: several names, no website, a sign that begins a formula.
TABLE = """\
ror_id,name,name_lang,aliases,acronym,type,country_iso2,city,website,established
https://ror.org/03wcpny22,Invented Delta Trust,en,Trust of the Delta; Delta Fund,IDT,nonprofit,KE,Kisumu,https://delta.example.org,1998
,Fundación Inventada del Río,es,,FIR,education,PE,Cusco,,
,"=Invented, with a comma",en,,,government,FR,,https://comma.example.org/a?b=c,1875
,مؤسسة مخترعة,ar,,,ngo,JO,عمان,,2001
,Not Fit Society,en,,,archive,KE,,,
"""


def received(content: bytes) -> Import:
    table = imports.receive(file=ContentFile(content), name="table.csv", by=person("cora"))
    return work(uploads.check(table=table, columns=table.columns, by=person("cora")))


def test_what_was_listed_of_a_table_is_the_same_when_its_export_comes_back() -> None:
    by = person("cora")
    table = received(TABLE.encode())
    assert table.counts == {"new": 4, "error": 1}
    uploads.run(table=table, by=by)
    uploads.approve(table=work(table), by=by)
    work(table)
    assert Organization.objects.listed().count() == 4
    again = received(b"".join(whole.as_csv()))
    assert again.counts == {"same": 4}
