"""What joining is, and its first page."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from partnership.forms.joining import BeginningForm
from partnership.views.joining import begin
from registry.actions import drafts, submissions
from registry.errors import AlreadyBegun
from registry.likeness import Profile
from registry.models import Message, Organization, Relation, Submission
from registry.queries.duplicates import Candidate
from tests import factories
from tests.factories import person
from tests.listings import partner
from tests.web.joining import at, errors, said, signed_in

pytestmark = pytest.mark.django_db

START = "/join/start/"
ANSWERS = {"name": "Bay Council", "language": "en", "type": "ngo", "website": "", "base_country": "KE"}


def answers(**changed: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), **ANSWERS, **changed}


def test_joining_says_that_it_has_no_deadline_and_what_listing_does_not_mean(client: Client) -> None:
    words = said(client.get("/join/"))
    for sentence in (
        "There is no deadline for joining",
        "about ten minutes",
        "Being listed certifies nothing beyond this",
    ):
        assert sentence in words


def test_begin_leads_through_signing_up_to_the_first_page(client: Client) -> None:
    assert 'href="/accounts/signup/?next=/join/start/"' in client.get("/join/").content.decode()
    assert client.get(START).headers["Location"] == "/accounts/signup/?next=/join/start/"


def test_begin_in_arabic_stays_in_arabic(client: Client) -> None:
    assert 'href="/ar/accounts/signup/?next=/ar/join/start/"' in client.get("/ar/join/").content.decode()


def test_whoever_has_a_draft_is_shown_it_first() -> None:
    draft = factories.draft(name="Bay Council")
    page = signed_in().get("/join/").content.decode()
    assert f'href="{at(draft)}"' in page
    assert page.index("Bay Council") < page.index("There is no deadline")
    assert "Bay Council" not in said(signed_in("sam").get("/join/"))


def test_the_first_page_opens_a_draft_and_mails_its_link() -> None:
    response = signed_in().post(START, answers())
    submission = Submission.objects.get()
    assert response.headers["Location"] == at(submission, "organization")
    (name,) = submission.document["names"].values()
    assert name == {"text": "Bay Council", "language": "en", "kind": "official"}
    assert submission.document["where"]["base_country"] == "KE"
    assert [message.kind for message in Message.objects.all()] == ["draft_link"]


def test_a_form_sent_twice_opens_one_draft() -> None:
    client, once = signed_in(), answers()
    first, second = client.post(START, once), client.post(START, once)
    assert first.headers["Location"] == second.headers["Location"]
    assert Organization.objects.count() == 1


def test_whoever_goes_back_and_writes_another_name_is_shown_the_draft_and_loses_nothing() -> None:
    client, once = signed_in(), answers()
    client.post(START, once)
    draft = Submission.objects.get()
    page = client.post(START, {**once, "name": "Bay Councils"}).content.decode()
    assert f'href="{at(draft)}"' in page
    assert 'value="Bay Councils"' in page


def test_whoever_goes_back_and_writes_of_another_organization_begins_another() -> None:
    client, once = signed_in(), answers()
    first = client.post(START, once)
    second = client.post(START, {**once, "name": "Dune Keepers", "base_country": "UG"})
    assert second.headers["Location"] != first.headers["Location"]
    names = [name["text"] for one in Submission.objects.all() for name in one.document["names"].values()]
    assert sorted(names) == ["Bay Council", "Dune Keepers"]


@pytest.mark.parametrize("seen", [True, False], ids=["before it was compared", "after it was compared"])
def test_a_copy_of_the_form_that_was_sent_at_once_leads_to_the_draft_of_the_first(
    seen: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = answers()
    compare = begin.candidates

    def meanwhile(profile: Profile) -> list[Candidate]:
        found = [] if seen else compare(profile)
        begun = BeginningForm(once)
        assert begun.is_valid()
        drafts.open_registration(by=person("amina"), beginning=begun.beginning(), submission_id=begun.submission_id)
        return compare(profile) if seen else found

    monkeypatch.setattr(begin, "candidates", meanwhile)
    response = signed_in().post(START, once)
    assert (response.status_code, response.headers.get("Location")) == (
        302,
        at(Submission.objects.get(), "organization"),
    )


def test_a_page_copied_from_somebody_else_opens_a_draft_of_its_own() -> None:
    theirs = factories.draft(person("bo"), name="Another Council")
    signed_in().post(START, answers(id=str(theirs.pk)))
    assert Submission.objects.filter(opened_by=person("amina")).exclude(pk=theirs.pk).count() == 1


BAD = {
    "name": ["", "x" * 301, "Bay\x00Council", "Bay \u202eCouncil", "Bay\x07", "   "],
    "language": ["", "xx-nonsense", "🦊"],
    "type": ["", "spaceship"],
    "website": ["javascript:alert(1)", "https://localhost/", "ftp://bay.example.org", "x" * 600, "http://[::1"],
    "base_country": ["", "XK", "ke", "9" * 5000],
}


@pytest.mark.parametrize(("field", "typed"), [(field, typed) for field, values in BAD.items() for typed in values])
def test_what_does_not_pass_is_told_at_its_field_and_nothing_is_opened(field: str, typed: str) -> None:
    response = signed_in().post(START, answers(**{field: typed}))
    assert response.status_code == 200
    assert list(errors(response)) == [field]
    assert Organization.objects.count() == 0


@pytest.mark.parametrize(("field", "typed"), [("base_country", "QQ"), ("language", "🦊"), ("type", "spaceship")])
def test_what_no_list_offers_is_told_in_plain_words(field: str, typed: str) -> None:
    response = signed_in().post(START, answers(**{field: typed}))
    assert errors(response) == {field: ["This is not in the list. Choose one that is."]}


def test_a_country_and_no_seat_exclude_each_other() -> None:
    assert list(errors(signed_in().post(START, answers(no_seat="on")))) == ["no_seat"]


def test_no_seat_takes_the_place_of_a_country() -> None:
    signed_in().post(START, answers(base_country="", no_seat="on"))
    assert Submission.objects.get().document["where"]["no_seat"] is True


def test_what_did_not_pass_is_there_when_the_person_comes_back() -> None:
    client = signed_in()
    client.post(START, answers(name="Bay Council of the nine villages", website="javascript:alert(1)"))
    page = client.get(START).content.decode()
    assert "Bay Council of the nine villages" in page
    assert "javascript:alert(1)" in page


@pytest.mark.parametrize("forged", ["", "no-id", "\x00", "0" * 4000])
def test_an_id_that_is_none_gives_way_to_a_new_one(forged: str) -> None:
    client = signed_in()
    for page in (client.post(START, answers(id=forged, name="")), client.get(START)):
        assert list(errors(page)) == ["name"]
        assert re.search(r'name="id" value="[0-9a-f-]{36}"', page.content.decode())
    assert client.post(START, answers(id=forged)).status_code == 302
    assert Submission.objects.count() == 1


def test_what_an_older_session_kept_under_an_id_that_is_none_can_be_sent() -> None:
    client = signed_in()
    session = client.session
    session[begin.SESSION_KEY] = {name: [value] for name, value in answers(id="nonsense").items()}
    session.save()
    page = client.get(START)
    assert errors(page) == {}
    assert page.context["form"]["id"].value() != "nonsense"


def test_a_draft_that_was_opened_leaves_nothing_behind_on_the_first_page() -> None:
    client = signed_in()
    client.post(START, answers(website="nonsense"))
    client.post(START, answers())
    assert "Bay Council" not in said(client.get(START))


def test_the_same_name_in_the_same_country_is_here_already_and_there_is_no_way_on() -> None:
    listed = factories.listed(person("bo"), name="Bay Council")
    client, typed = signed_in(), answers(name="BAY council")
    response = client.post(START, typed)
    assert "It has the same name, in the same country. Names alike: 100%." in said(response)
    assert f"/directory/{listed.public_id_id}/" in response.content.decode()
    assert "None of these is us" not in said(response)
    forced = {**typed, "none_of_these": response.context["compared"], "reason": "We are others."}
    assert client.post(START, forced).status_code == 200
    assert Submission.objects.filter(opened_by=person("amina")).count() == 0


def test_the_same_identifier_is_here_already_whatever_the_name_and_there_is_no_way_on() -> None:
    listed = factories.listed(person("bo"), name="Society of Otters", scheme="ror", identifier="03wcpny22")
    client, typed = signed_in(), answers(scheme="ror", identifier="https://ror.org/03wcpny22")
    response = client.post(START, typed)
    assert "It has the same identifier." in said(response)
    assert f"/directory/{listed.public_id_id}/" in response.content.decode()
    forced = {**typed, "none_of_these": response.context["compared"], "reason": "We are others."}
    assert client.post(START, forced).status_code == 200
    assert Submission.objects.filter(opened_by=person("amina")).count() == 0


def test_an_identifier_that_nobody_has_is_in_the_draft_as_its_register_writes_it() -> None:
    client, typed = signed_in(), answers(scheme="isni", identifier="0000 0001 2150 090X")
    client.post(START, typed)
    client.post(START, typed)
    submission = Submission.objects.get(opened_by=person("amina"))
    assert list(submission.document["identifiers"].values()) == [{"scheme": "isni", "value": "000000012150090X"}]


def test_whoever_goes_back_and_gives_another_identifier_is_shown_the_draft() -> None:
    client, typed = signed_in(), answers(scheme="isni", identifier="0000 0001 2150 090X")
    client.post(START, typed)
    response = client.post(START, {**typed, "scheme": "wikidata", "identifier": "Q42"})
    assert "You began this registration" in said(response)
    assert "Q42" in response.content.decode()


NO_ROR = "This is not a ROR identifier. Copy it from ror.org: it has nine characters, the first a zero."


@pytest.mark.parametrize(
    ("scheme", "identifier", "told"),
    [
        ("", "03wcpny22", {"scheme": ["Choose the register that gave this identifier."]}),
        ("ror", " ", {"identifier": ["Write the identifier."]}),
        ("spaceship", "1", {"scheme": ["This is not in the list. Choose one that is."]}),
        ("ror", "03wcpny23", {"identifier": [NO_ROR]}),
        ("other", "x" * 101, {"identifier": ["This is too long: 101 characters. Shorten it to 100."]}),
    ],
)
def test_an_identifier_is_whole_or_is_told_at_its_field(scheme: str, identifier: str, told: dict[str, Any]) -> None:
    response = signed_in().post(START, answers(scheme=scheme, identifier=identifier))
    assert errors(response) == told
    assert '<details class="group" open>' in response.content.decode()
    assert Organization.objects.count() == 0


def test_who_is_here_already_joins_its_team_or_claims_it() -> None:
    theirs = factories.listed(person("bo"), name="Bay Council")
    nobodys = factories.imported(name="Delta Trust", website="https://delta.example.org")
    for name, entry, button, way in (
        ("BAY council", theirs, "Ask to join its team", "team/join"),
        ("DELTA trust", nobodys, "Claim this entry", "claim"),
    ):
        response = signed_in().post(START, answers(name=name))
        page = response.content.decode()
        assert button in said(response)
        assert f'href="/directory/{entry.public_id_id}/{way}/"' in page
        assert signed_in().get(f"/directory/{entry.public_id_id}/{way}/").status_code == 200


def test_what_is_likely_is_shown_with_its_reasons() -> None:
    factories.listed(person("bo"), name="Bay Council")
    words = said(signed_in().post(START, answers(name="Council of the Bay")))
    assert "Its name has nearly the same words." in words
    assert "None of these is us: continue" in words


def test_none_of_these_is_us_goes_on_with_a_reason_that_is_kept() -> None:
    listed = factories.listed(person("bo"), name="Bay Council")
    client, typed = signed_in(), answers(name="Council of the Bay")
    compared = client.post(START, typed).context["compared"]
    sent = {**typed, "none_of_these": compared, "reason": "We work at another bay."}
    response = client.post(START, sent)
    submission = Submission.objects.get(opened_by=person("amina"))
    assert response.headers["Location"] == at(submission, "organization")
    assert submission.insisted == {"of": [str(listed.pk)], "reason": "We work at another bay."}


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_without_a_reason_that_passes_nothing_is_opened_and_nothing_typed_is_lost(reason: str) -> None:
    factories.listed(person("bo"), name="Bay Council")
    client, typed = signed_in(), answers(name="Council of the Bay")
    compared = client.post(START, typed).context["compared"]
    response = client.post(START, {**typed, "none_of_these": compared, "reason": reason})
    assert response.context["insisting"].errors.keys() == {"reason"}
    assert reason in response.content.decode()
    assert 'value="Council of the Bay"' in response.content.decode()
    assert Submission.objects.filter(opened_by=person("amina")).count() == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "The Reef Council"},
        {"website": "https://reef.example.net"},
        {"base_country": "UG"},
        {"scheme": "wikidata", "identifier": "Q42"},
    ],
)
def test_whoever_changes_what_was_compared_is_compared_anew(changed: dict[str, str]) -> None:
    for name, country in (("Bay Council", "KE"), ("Reef Council", "KE"), ("Council of the Bay", "UG")):
        factories.draft(person("bo"), name=name, base_country=country)
    client, typed = signed_in(), answers(name="The Bay Council")
    compared = client.post(START, typed).context["compared"]
    again = {**typed, **changed, "none_of_these": compared, "reason": "We are others."}
    response = client.post(START, again)
    assert response.context["alike"]
    assert Submission.objects.filter(opened_by=person("amina")).count() == 0


BRANCH = "We are a national office or branch of it"


def test_an_organization_of_the_same_country_is_no_branch() -> None:
    listed = factories.listed(person("bo"), name="Bay Council")
    client, typed = signed_in(), answers()
    assert BRANCH not in said(client.post(START, typed))

    response = client.post(START, {**typed, "branch_of": listed.public_id_id})

    assert "This is already here." in said(response)
    assert Submission.objects.filter(opened_by=person("amina")).count() == Relation.objects.count() == 0


def test_a_branch_is_still_asked_about_what_else_is_like_it() -> None:
    parent = partner("Bay Council", base_country_id="UG")
    partner("Council of the Bay")
    client, typed = signed_in(), answers()
    branch = {**typed, "branch_of": parent}

    response = client.post(START, branch)
    words = said(response)
    assert "You said that you are a branch of Bay Council ." in words
    assert [card.listing.name for card, _may in response.context["alike"]] == ["Council of the Bay"]
    assert Submission.objects.filter(opened_by=person("amina")).count() == 0

    sent = {**branch, "none_of_these": response.context["compared"], "reason": "We work at another bay."}
    client.post(START, sent)
    submission = Submission.objects.get(opened_by=person("amina"))
    assert submission.insisted["reason"] == "We work at another bay."
    assert Relation.objects.get().other.public_id_id == parent


def test_a_branch_of_one_is_not_let_past_the_very_same_one() -> None:
    parent = partner("Bay Council", base_country_id="UG")
    partner("Bay Council")
    response = signed_in().post(START, answers(branch_of=parent))
    assert "This is already here." in said(response)
    assert not Relation.objects.exists()


def test_a_branch_goes_on_and_proposes_its_parent() -> None:
    listed = Organization.objects.get(public_id=partner("Bay Council", base_country_id="UG"))
    client, typed = signed_in(), answers()
    assert BRANCH in said(client.post(START, typed))
    client.post(START, {**typed, "branch_of": listed.public_id_id})
    submission = Submission.objects.get(opened_by=person("amina"))
    relation = Relation.objects.get()
    assert (relation.kind, relation.organization_id, relation.other_id) == (
        "parent",
        submission.organization_id,
        listed.pk,
    )
    assert (relation.proposed_by, relation.accepted_at) == (person("amina"), None)


def test_a_branch_of_what_no_card_shows_is_none() -> None:
    factories.listed(person("bo"), name="Bay Council")
    other = factories.listed(person("bo"), name="Salt Marsh Trust", base_country="UG")
    response = signed_in().post(START, answers(branch_of=other.public_id_id))
    assert response.status_code == 200
    assert not Relation.objects.exists()


def test_registrations_of_others_are_told_as_one() -> None:
    for number in range(3):
        factories.draft(person(f"stranger{number}"), name="Bay Council")
    assert len(signed_in().post(START, answers()).context["alike"]) == 1


def test_a_registration_of_ones_own_that_is_alike_is_named() -> None:
    factories.draft(name="Bay Council of the Nine Villages", website="https://dunes.example.net")
    page = signed_in().post(START, answers(name="Something else", website="https://dunes.example.net"))
    assert "Bay Council of the Nine Villages You began this registration" in said(page)


def test_a_registration_that_is_alike_reveals_only_that_it_is_there() -> None:
    """Whatever it is that fits, and whoever it is: the same words."""
    pages = []
    for name, country, theirs in (
        ("Other Words", "UG", {"name": "Other Word", "base_country": "UG"}),
        ("Bay Council", "KE", {"name": "Bay Council"}),
        ("Dune Keepers", "KE", {"name": "Something else", "website": "https://www.dunes.example.net/start"}),
    ):
        draft = factories.draft(person("bo"), name=name, base_country=country, website="https://dunes.example.net")
        response = signed_in().post(START, answers(**theirs))
        words, page = said(response), response.content.decode()
        assert "A registration like this is being written or under review" in words
        for secret in (str(draft.pk), str(draft.organization_id), draft.organization.public_id_id):
            assert secret not in page
        if name not in theirs["name"]:
            assert name not in words
        card = page[page.index('<ul class="list stack">') : page.index("None of these is us")]
        pages.append(card)
        submissions.discard(submission=draft, by=person("bo"))
    assert pages[0] == pages[1] == pages[2]


def test_two_open_registrations_of_a_name_are_one_too_many() -> None:
    factories.draft(name="Bay Council", base_country="UG")
    client, typed = signed_in(), answers()
    compared = client.post(START, typed).context["compared"]
    response = client.post(START, {**typed, "none_of_these": compared, "reason": "Another office."})
    assert errors(response) == {"name": [str(AlreadyBegun.sentence)]}
    assert 'value="Bay Council"' in response.content.decode()
    assert Submission.objects.count() == 1


def test_a_draft_of_ones_own_that_is_alike_can_be_continued() -> None:
    own = factories.draft(name="Bay Council")
    assert f'href="{at(own)}"' in signed_in().post(START, answers()).content.decode()


def test_a_discarded_registration_is_nothing_to_warn_of() -> None:
    submissions.discard(submission=factories.draft(name="Bay Council"), by=person("amina"))
    assert signed_in().post(START, answers()).status_code == 302


def test_the_id_of_a_new_page_is_new() -> None:
    client = signed_in()
    ids = {re.findall(r'name="id" value="([^"]+)"', client.get(START).content.decode())[0] for _ in range(2)}
    assert len(ids) == 2


@pytest.mark.parametrize("drafts", [1, 3])
def test_the_page_asks_the_same_for_any_number_of_drafts(
    drafts: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(drafts):
        factories.draft()
    client = signed_in()
    client.get("/join/")
    with django_assert_num_queries(3):  # the session, the person, their drafts
        client.get("/join/")


def test_a_bare_host_is_taken_as_the_address_of_a_secure_page() -> None:
    signed_in().post(START, answers(website="www.bay.example.org"))
    assert Submission.objects.get().document["organization"]["website"] == "https://www.bay.example.org"
