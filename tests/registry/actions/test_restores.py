"""Going back to an earlier state: a proposal like any other, and never one that shows more (The entry, Restore)."""

from typing import Any

import pytest

from registry.actions import drafts, less_public, restores, submissions
from registry.entry.difference import difference
from registry.entry.document import present, read
from registry.entry.less_public import Hide, shows_more
from registry.errors import BeingReviewed, IllegalMove, NotAllowed
from registry.models import Contact, Decision, Organization, Submission
from registry.states import Origin, SubmissionState
from tests import factories
from tests.factories import ACTIVITY, GAP, WHERE, new_key, person, save, send
from tests.registry.actions.test_less_public import fresh, hide, item_of, partner, published

pytestmark = pytest.mark.django_db


def change(organization: Organization, key: str, values: dict[str, Any]) -> None:
    """A change of the team that was approved."""
    draft = drafts.open_change(organization=organization, by=person("amina"))
    assert save(draft, key, values).is_done
    submissions.approve(submission=send(fresh(draft), person("amina")), by=person("rosa"))


def state(organization: Organization, version: int) -> Decision:
    return Decision.objects.select_related("submission").get(
        submission__organization=organization, live_version=version, kind="approve"
    )


def restore(organization: Organization, version: int = 1, by: str = "amina", **kwargs: Any) -> restores.Restored:
    decision = state(organization, version)
    return restores.restore(organization=organization, decision=decision, by=person(by), **kwargs)


def changed(submission: Submission) -> list[str]:
    return [one.path for one in difference(submission.base, submission.document)]


def test_the_earlier_state_is_proposed_and_nothing_is_listed_by_that() -> None:
    organization = factories.listed()
    change(organization, "where", {**WHERE, "scales": ["national"]})
    added = new_key("activities")
    change(organization, added, {**ACTIVITY, "title": "Something else"})
    live = read(Organization.objects.get(pk=organization.pk))
    restored = restore(organization)
    assert changed(restored.submission) == ["where.scales", added]
    assert restored.submission.document["activities"][added.partition(".")[2]] == {"removed": True}
    assert (restored.submission.origin, restored.submission.state) == (Origin.TEAM, SubmissionState.DRAFT)
    assert read(Organization.objects.get(pk=organization.pk)) == live
    submissions.approve(submission=send(fresh(restored.submission), person("amina")), by=person("rosa"))
    now = read(Organization.objects.get(pk=organization.pk))
    assert now == state(organization, 1).snapshot


def test_it_is_written_into_the_open_draft_and_nothing_typed_there_is_lost() -> None:
    organization = factories.listed()
    change(organization, "where", {**WHERE, "scales": ["national"]})
    draft = drafts.open_change(organization=organization, by=person("amina"))
    gap = item_of(organization, "gaps")
    save(draft, gap, {**GAP, "title": "Only fuel"})
    save(draft, new_key("gaps"), {**GAP, "title": "Radios"})
    restored = restore(organization)
    assert restored.submission == draft
    after = fresh(draft)
    assert [item["title"] for item in present(after.document, "gaps").values()] == ["Only fuel", "Radios"]
    assert after.document["where"]["scales"] == ["local"]
    assert len(restored.kept) == 2
    assert gap in restored.kept
    assert after.saved_at > draft.saved_at
    assert drafts.version_of(after, "where") == 1


def test_a_page_that_was_open_meanwhile_is_shown_both_texts() -> None:
    organization = factories.listed()
    change(organization, "where", {**WHERE, "scales": ["national"]})
    draft = drafts.open_change(organization=organization, by=person("amina"))
    restore(organization)
    saved = save(draft, "where", {**WHERE, "scales": ["global"]}, seen=0)
    assert saved.theirs == {"scales": ["local"]}


def test_a_correction_of_the_secretariat_that_the_draft_has_not_seen_is_no_conflict() -> None:
    organization = factories.listed()
    draft = drafts.open_change(organization=organization, by=person("amina"))
    staff = drafts.open_change(organization=organization, by=person("ravi"), origin=Origin.STAFF)
    save(staff, "where", {**WHERE, "scales": ["national"]}, person("ravi"))
    submissions.approve(submission=fresh(staff), by=person("ravi"))
    restore(organization)
    submissions.approve(submission=send(fresh(draft), person("amina")), by=person("rosa"))
    assert Organization.objects.get(pk=organization.pk).scales == ["local"]


def test_nothing_comes_back_that_was_hidden_or_erased() -> None:
    organization = partner()
    key = item_of(organization, "contacts")
    for path, to in (("where.base_place_public", ""), (item_of(organization, "gaps"), "partners"), (key, "")):
        hide(organization, path, to)
    Contact.objects.filter(organization=organization).update(name="", email="", phone="", erased_at="2026-01-01T00:00Z")
    before = published(organization)
    restored = restore(organization)
    assert sorted(restored.proposal.gone) == [key]
    assert sorted(restored.proposal.hidden) == sorted([item_of(organization, "gaps"), "where.base_place_public"])
    assert shows_more(restored.submission.base, restored.submission.document) == []
    assert present(restored.submission.document, "contacts") == {}
    save(restored.submission, new_key("contacts"), factories.CONTACT)
    submissions.approve(submission=send(fresh(restored.submission), person("amina")), by=person("rosa"))
    assert published(organization) == before.replace('"live_version": 4', '"live_version": 5')


def test_no_state_of_a_history_shows_more_when_it_is_proposed() -> None:
    organization = partner()
    change(organization, "where", {**WHERE, "base_place": "Lamu", "base_place_public": "on"})
    hide(organization, f"{item_of(organization, 'contacts')}.email_public")
    hide(organization, item_of(organization, "offers"), "partners")
    organization.refresh_from_db()
    live = read(organization)
    for version in (1, 2, 3, 4):
        _live, proposal = restores.preview(organization, state(organization, version))
        assert shows_more(live, proposal.document) == []
    assert (_live, proposal.hidden, proposal.gone) == (live, [], [])


def test_what_is_with_the_secretariat_is_taken_back_first() -> None:
    organization = factories.listed()
    change(organization, "where", {**WHERE, "scales": ["national"]})
    draft = drafts.open_change(organization=organization, by=person("amina"))
    assert save(draft, new_key("gaps"), {**GAP, "title": "Two boats"}).is_done
    sent = send(fresh(draft), person("amina"))
    with pytest.raises(BeingReviewed):
        restore(organization)
    assert fresh(sent).document == fresh(draft).document
    submissions.take_back(submission=sent, by=person("amina"))
    assert restore(organization).submission == draft


def test_the_secretariat_goes_back_by_a_draft_of_its_own_that_its_writer_approves() -> None:
    organization = factories.listed()
    change(organization, "where", {**WHERE, "scales": ["national"]})
    restored = restore(organization, by="ravi", origin=Origin.RESTORE)
    assert (restored.submission.origin, changed(restored.submission)) == (Origin.RESTORE, ["where.scales"])
    submissions.approve(submission=fresh(restored.submission), by=person("ravi"))
    assert Organization.objects.get(pk=organization.pk).scales == ["local"]


def test_of_two_states_that_the_secretariat_goes_back_to_the_later_choice_is_proposed() -> None:
    organization = factories.listed()
    for scale in ("national", "regional"):
        change(organization, "where", {**WHERE, "scales": [scale]})
    first = restore(organization, 1, by="ravi", origin=Origin.RESTORE)
    second = restore(organization, 2, by="ravi", origin=Origin.RESTORE)

    assert (first.was_given_up, second.was_given_up) == (False, True)
    assert fresh(first.submission).state == SubmissionState.DISCARDED
    assert second.submission.document["where"]["scales"] == ["national"]
    submissions.approve(submission=fresh(second.submission), by=person("ravi"))
    assert Organization.objects.get(pk=organization.pk).scales == ["national"]


@pytest.mark.parametrize(
    ("by", "origin"), [("sam", Origin.TEAM), ("rosa", Origin.TEAM), ("amina", Origin.RESTORE), ("sam", Origin.RESTORE)]
)
def test_nobody_else_goes_back(by: str, origin: Origin) -> None:
    organization = factories.listed()
    with pytest.raises(NotAllowed):
        restore(organization, by=by, origin=origin)
    assert organization.submissions.count() == 1


def test_a_state_of_another_organization_or_none_at_all_is_not_proposed() -> None:
    organization, other = factories.listed(), factories.listed()
    with pytest.raises(NotAllowed):
        restores.restore(organization=organization, decision=state(other, 1), by=person("amina"))
    draft = drafts.open_change(organization=organization, by=person("amina"))
    assert save(draft, new_key("gaps"), {**GAP, "title": "Two boats"}).is_done
    refusal = submissions.decline(submission=send(fresh(draft), person("amina")), by=person("rosa"), reason="No.")
    with pytest.raises(NotAllowed):
        restores.restore(organization=organization, decision=refusal, by=person("amina"))


def test_a_withdrawn_entry_stays_as_it_left() -> None:
    organization = factories.listed()
    Organization.objects.filter(pk=organization.pk).update(state="withdrawn")
    with pytest.raises(IllegalMove):
        restore(organization)
    with pytest.raises(IllegalMove):
        less_public.hide(organization=organization, what=[Hide("where.base_place_public")], by=person("amina"))


def test_a_part_without_items_is_stated_to_have_none() -> None:
    draft = factories.complete_draft()
    drafts.remove_item(
        submission=draft, key=f"offers.{next(iter(draft.document['offers']))}", seen=1, by=person("amina")
    )
    drafts.say_nothing(submission=draft, part="offers", nothing=True, by=person("amina"))
    submissions.approve(submission=send(fresh(draft), person("amina")), by=person("rosa"))
    organization = Organization.objects.get(pk=draft.organization_id)
    change(organization, new_key("offers"), factories.OFFER)
    assert restore(organization).submission.nothing_to_state == ["offers"]
