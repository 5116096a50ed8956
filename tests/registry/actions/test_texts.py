"""Texts: written and rewritten by curators and administrators, every version kept."""

import pytest

from registry.actions import submissions, taking_back, texts
from registry.errors import EnglishNeeded, NotAllowed, ReasonNeeded, RewrittenMeanwhile, UnknownReason
from registry.models import Decision, Person, Text, TextVersion
from registry.models.texts import TextKind
from registry.queries import texts as queries
from tests import factories
from tests.factories import person

pytestmark = pytest.mark.django_db

WORDS = {"en": "Say more about the place.", "fr": "Décrivez mieux le lieu.", "ar": ""}


@pytest.fixture
def ada() -> Person:
    return person("ada")


def written(kind: TextKind = TextKind.REQUEST_CHANGES, **words: str) -> Text:
    return texts.write(kind=kind, words={**WORDS, **words}, by=person("ada"))


def latest(text: Text) -> TextVersion:
    return text.versions.get(number=Text.objects.get(pk=text.pk).version)


def test_a_text_begins_with_version_one_and_leaves_empty_languages_out(ada: Person) -> None:
    text = written()
    version = text.versions.get()
    assert (version.number, version.by, version.words) == (1, ada, {"en": WORDS["en"], "fr": WORDS["fr"]})


def test_rewriting_adds_a_version_and_keeps_the_one_before(ada: Person) -> None:
    text = written()
    texts.rewrite(text=text, words={"en": "Name the bay."}, seen=1, by=ada)
    assert [(one.number, one.words) for one in queries.versions(text)] == [
        (2, {"en": "Name the bay."}),
        (1, {"en": WORDS["en"], "fr": WORDS["fr"]}),
    ]


def test_the_same_words_are_no_version(ada: Person) -> None:
    text = written()
    texts.rewrite(text=text, words={**WORDS, "en": f"  {WORDS['en']} "}, seen=0, by=ada)
    assert text.versions.count() == 1


def test_of_two_who_rewrite_the_second_is_refused(ada: Person) -> None:
    text = written()
    texts.rewrite(text=text, words={"en": "Name the bay."}, seen=1, by=ada)
    with pytest.raises(RewrittenMeanwhile):
        texts.rewrite(text=text, words={"en": "Name the coast."}, seen=1, by=person("abel"))
    assert latest(text).words == {"en": "Name the bay."}


def test_english_is_needed(ada: Person) -> None:
    with pytest.raises(EnglishNeeded):
        written(en="  ")
    text = written()
    with pytest.raises(EnglishNeeded):
        texts.rewrite(text=text, words={"fr": "Nommez la baie."}, seen=1, by=ada)


def test_reviewers_choose_texts_and_do_not_write_them() -> None:
    text = written()
    for who in (person("rosa"), person("amina")):
        with pytest.raises(NotAllowed):
            texts.write(kind=TextKind.DECLINE, words=WORDS, by=who)
        with pytest.raises(NotAllowed):
            texts.rewrite(text=text, words={"en": "Other."}, seen=1, by=who)
        with pytest.raises(NotAllowed):
            texts.retire(text=text, by=who)
    person("rosa")
    Person.objects.filter(pk=person("rosa").pk).update(staff_role="curator")
    texts.write(kind=TextKind.DECLINE, words=WORDS, by=Person.objects.get(pk=person("rosa").pk))


def test_what_is_offered_no_more_cannot_be_chosen_until_it_is_offered_again(ada: Person) -> None:
    text, other = written(), written(TextKind.DECLINE)
    texts.retire(text=text, by=ada)
    since = Text.objects.get(pk=text.pk).retired_at
    texts.retire(text=text, by=ada)
    assert Text.objects.get(pk=text.pk).retired_at == since
    assert [one.text for one in queries.offered(queries.every_version())] == [other]
    texts.offer_again(text=text, by=ada)
    assert [
        one.text for one in queries.offered(queries.every_version()) if one.text.kind == TextKind.REQUEST_CHANGES
    ] == [text]


# -- Deciding with them -----------------------------------------------------------------------------------------------


def test_a_decision_names_the_version_and_says_it_in_the_readers_language(ada: Person) -> None:
    text, submission = written(), factories.submitted()
    decision = submissions.request_changes(submission=submission, by=person("rosa"), reasons=[latest(text)])
    texts.rewrite(text=text, words={"en": "Name the bay."}, seen=1, by=ada)
    assert decision.reasons == [{"text": str(text.pk), "version": 1}]
    assert queries.reasons_of([decision], "fr") == {decision.pk: [(WORDS["fr"], "fr")]}
    assert queries.reasons_of([decision], "ru") == {decision.pk: [(WORDS["en"], "en")]}


def test_a_reason_of_another_decision_is_refused() -> None:
    text, submission = written(), factories.submitted()
    with pytest.raises(UnknownReason):
        submissions.decline(submission=submission, by=person("rosa"), reasons=[latest(text)])
    assert not Decision.objects.exists()


def test_without_any_words_there_is_no_refusal() -> None:
    submission = factories.submitted()
    with pytest.raises(ReasonNeeded):
        submissions.decline(submission=submission, by=person("rosa"), reason=" ")
    no = written(TextKind.DECLINE)
    submissions.decline(submission=submission, by=person("rosa"), reasons=[latest(no)])


def test_all_texts_stand_with_how_often_they_were_chosen(ada: Person, django_assert_num_queries: object) -> None:
    often, never, gone = written(), written(), written()
    texts.retire(text=gone, by=ada)
    for _number in range(2):
        submissions.request_changes(submission=factories.submitted(), by=person("rosa"), reasons=[latest(often)])
    undone = submissions.request_changes(submission=factories.submitted(), by=person("rosa"), reasons=[latest(never)])
    taking_back.take_back_decision(decision=undone, by=person("rosa"))
    found = queries.all_of(TextKind.REQUEST_CHANGES)
    assert [(one.text, one.used, one.languages) for one in found] == [
        (often, 2, ["en", "fr"]),
        (never, 0, ["en", "fr"]),
        (gone, 0, ["en", "fr"]),
    ]


def test_decisions_without_reasons_cost_no_query(django_assert_num_queries: object) -> None:
    decision = submissions.approve(submission=factories.submitted(), by=person("rosa"))
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert queries.reasons_of([decision], "en") == {}
