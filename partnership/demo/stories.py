"""What happened to some organizations of the demonstration, each by the very actions that people and staff use.

Together they end in every state that an action can reach.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from partnership.demo.entries import Writer
from partnership.demo.files import letter, logo
from partnership.demo.times import days_pass
from partnership.demo.typed import typed
from registry.actions import assignments, cases, drafts, invitations, networks, submissions
from registry.entry.document import Document, Item, blank, present
from registry.entry.fields import COLLECTIONS
from registry.ids import uuid7
from registry.models import Membership, Organization, Person, Submission, TeamRole
from registry.states import CaseKind, Origin
from registry.vocabulary import ContactKind, ContactRole, MandateKind, OrganizationType, ReportReason

NONE: Mapping[str, Any] = {}


class Stories:
    """Tells them; `cast` are the people by name, `writer` invents the entries."""

    def __init__(self, writer: Writer, cast: Mapping[str, Person]) -> None:
        self.writer, self.cast = writer, cast
        self.reviewer = cast["reviewer"]

    def tell(self) -> None:
        """All of them."""
        self.drafts()
        self.waiting()
        self.sent_back()
        self.refused()
        partners = self.partners()
        self.changes()
        self.network(partners)

    # -- Registrations ------------------------------------------------------------------------------------------------

    def drafts(self) -> None:
        """Begun, with an answer that did not pass; passed to a colleague; taken back; given up."""
        begun = self.begin(self.cast["registrant"], "en", OrganizationType.NGO)
        rejected = typed("organization", begun.document["organization"])
        rejected["website"] = "our page is not ready"
        drafts.save_section(
            submission=begun,
            key="organization",
            data=rejected,
            seen=drafts.version_of(begun, "organization"),
            by=self.cast["registrant"],
        )
        days_pass([begun.organization_id], 3)

        passed = self.begin(self.owner("es"), "es", OrganizationType.WOMEN)
        invitations.pass_draft(
            submission=passed, to=self.cast["stranger"].email, note="¿Lo decides tú?", by=self.owner("es")
        )
        back = self.send("fr", OrganizationType.YOUTH)
        submissions.take_back(submission=back, by=self.owner("fr"))
        days_pass([back.organization_id], 2)
        given_up = self.begin(self.owner("en"), "en", OrganizationType.OTHER)
        submissions.discard(submission=given_up, by=self.owner("en"))
        days_pass([given_up.organization_id], 5)

    def waiting(self) -> None:
        """One in each language waits for review, some of them with somebody."""
        for age, code in enumerate(self.writer.languages, start=1):
            submission = self.send(code)
            if age % 3 == 0:
                assignments.assign(submission=submission, to=self.cast["reviewer2"], by=self.reviewer)
            days_pass([submission.organization_id], age * 3)

    def sent_back(self) -> None:
        """Changes were asked for; in one case they were made, and it was sent again."""
        self.ask_for_changes(self.send("fr", OrganizationType.NGO, self.cast["changes"]), "fr")
        answered = self.send("es", OrganizationType.NETWORK)
        self.ask_for_changes(answered, "es")
        self.change_description(answered, "es")
        self.submit(answered, self.owner("es"))
        days_pass([answered.organization_id], 1)

    def ask_for_changes(self, submission: Submission, code: str) -> None:
        words = self.writer.languages[code].words
        activity = next(iter(present(submission.document, "activities")))
        paths = ("organization.description", f"activities.{activity}.text")
        days_pass([submission.organization_id], 6)
        submissions.request_changes(
            submission=submission,
            by=self.reviewer,
            reason=words["reason"],
            comments=[{"path": path, "text": words["comment"]} for path in paths],
        )
        days_pass([submission.organization_id], 4)

    def refused(self) -> None:
        """Declined; and declined, then begun again."""
        for code in ("zh", "ar"):
            submission = self.send(code)
            submissions.decline(
                submission=submission, by=self.reviewer, reason="This organization exists in the demonstration only."
            )
            days_pass([submission.organization_id], 20)
        drafts.open_change(organization=submission.organization, by=self.owner(code))

    # -- Partners -----------------------------------------------------------------------------------------------------

    def partners(self) -> list[Organization]:
        """Listed, with a team: that of the owner and the editor, and one in each language."""
        alike = self.writer.alike()
        shared = self.listed("en", OrganizationType.NGO, self.cast["owner"], does=alike)
        Membership.objects.create(organization=shared, person=self.cast["editor"], role=TeamRole.EDITOR)
        types = (OrganizationType.PRIVATE_SECTOR, OrganizationType.ACADEMIC, OrganizationType.WOMEN)
        partners = [self.listed(code, type_, does=alike) for code, type_ in zip(("en", "fr", "zh"), types, strict=True)]
        for code, mandate in zip(("es", "ru", "ar"), MandateKind, strict=True):
            partners.append(self.listed(code, OrganizationType.IPLC, mandate=mandate))
        self.cases(partners)
        return [shared, *partners]

    def network(self, members: Sequence[Organization]) -> None:
        """A network that invited partners: most have accepted, the last is still asked."""
        alliance = self.listed("en", OrganizationType.NETWORK)
        for member in members:
            proposed = networks.propose(network=alliance, member=member, by=self.owner("en"))
            if member != members[-1]:
                owner = Membership.objects.get(organization=member, role=TeamRole.OWNER).person
                networks.accept(belonging=proposed, by=owner)

    def changes(self) -> None:
        """Changes to listed entries: waiting, waiting in conflict with staff's, declined, half written by staff."""
        waiting = self.change("ru")
        assignments.assign(submission=waiting, to=self.reviewer, by=self.reviewer)
        clashing = self.change("fr")
        self.correct(clashing.organization, "fr")
        self.change("zh", send=False)
        declined = self.change("ar")
        submissions.decline(
            submission=declined, by=self.reviewer, reason="Please keep to what the organization does itself."
        )
        partner = self.listed("en", OrganizationType.NETWORK)
        self.correct(partner, "en")
        drafts.open_change(organization=partner, by=self.reviewer, origin=Origin.STAFF)

    def cases(self, about: Sequence[Organization]) -> None:
        """A report and an address that does not answer wait, and one of each was settled; the other kinds of cases have
        stories of their own (claims.py, teams.py, introductions.py).
        """
        kinds = (CaseKind.REPORT, CaseKind.DEAD_ADDRESS)
        for kind, organization in zip(kinds, about, strict=False):
            cases.settle_case(case=cases.open_case(kind=kind, organization=organization), by=self.reviewer)
            if kind == CaseKind.REPORT:
                cases.report_entry(
                    organization=organization,
                    reason=ReportReason.WRONG,
                    text="The invented bay of this entry has two names, and only one of them is here.",
                    address="reader@demo.example",
                    language="en",
                )
            else:
                cases.open_case(kind=kind, organization=organization)
            days_pass([organization.pk], 9)

    # -- The steps that they are made of ------------------------------------------------------------------------------

    def owner(self, code: str) -> Person:
        return self.cast[f"partner-{code}"]

    def begin(self, by: Person, code: str, type_: str = "") -> Submission:
        """A registration with its first page and the section on the organization filled in."""
        return self._begin(by, self.writer.entry(code, type_))

    def _begin(self, by: Person, document: Document) -> Submission:
        official = next(iter(present(document, "names").values()))
        submission = drafts.open_registration(
            by=by,
            beginning=drafts.Beginning(
                name=official["text"],
                language=official["language"],
                type=document["organization"]["type"],
                website=document["organization"]["website"],
                base_country=document["where"]["base_country"],
                no_seat=document["where"]["no_seat"],
            ),
        )
        files = {"logo_file": logo(self.writer.made.total())} if self.writer.every(2, "logo") else NONE
        return self.save(submission, "organization", document["organization"], by, files)

    def send(
        self,
        code: str,
        type_: str = "",
        by: Person | None = None,
        *,
        mandate: MandateKind | None = None,
        does: Mapping[str, Any] = NONE,
    ) -> Submission:
        """A registration in which everything is answered, on its way to the secretariat; `does` is said of its first
        activity.
        """
        by = by or self.owner(code)
        document = self.writer.entry(code, type_, activities=2)
        next(iter(present(document, "activities").values())).update(does)
        return self.complete(self._begin(by, document), document, by, code, mandate)

    def complete(
        self,
        submission: Submission,
        document: Document,
        by: Person,
        code: str,
        mandate: MandateKind | None = None,
    ) -> Submission:
        """Answer all that is still open in a registration as a document does, and send it."""
        if mandate:
            self._give_mandate(submission, document, mandate, code, by)
        submission = self.save(submission, "where", document["where"], by)
        names = list(present(document, "names").items())[1:]
        items = [(f"names.{id_}", item) for id_, item in names]
        for key in ("identifiers", "activities", "gaps", "offers"):
            items += [(f"{key}.{id_}", item) for id_, item in present(document, key).items()]
            if COLLECTIONS[key].optional and not document[key]:
                drafts.say_nothing(submission=submission, part=key, nothing=True, by=by)
        for key, item in items:
            submission = self.save(submission, key, item, by)
        return self.submit(self._add_contacts(submission, by, code), by)

    def _give_mandate(
        self, submission: Submission, document: Document, kind: MandateKind, code: str, by: Person
    ) -> None:
        told = self.writer.languages[code].words["mandate"].format(word=document["where"]["base_place"])
        files = (
            {}
            if kind is MandateKind.CUSTOM
            else {"mandate_file": letter("PDF" if kind is MandateKind.LETTER else "JPEG")}
        )
        answers = {**document["organization"], "mandate_kind": kind.value, "mandate_public": True}
        more = {"mandate_told": told} if kind is MandateKind.CUSTOM else {}
        self.save(submission, "organization", answers, by, files, **more)

    def _add_contacts(self, submission: Submission, by: Person, code: str) -> Submission:
        """A main contact, whose office address everyone may see, and in turn one of another role."""
        roles = [role for role in ContactRole.values if role != ContactRole.MAIN]
        language = by.language.split("-")[0]
        host = f"{self.writer.made.total()}-{code}.example"
        for role, kind, name in (
            (ContactRole.MAIN.value, ContactKind.PERSON.value, by.name),
            (self.writer.turn("contact roles", roles), ContactKind.MAILBOX.value, ""),
        ):
            item = {**blank(COLLECTIONS["contacts"]), "role": role, "kind": kind, "language": language}
            item["email_public"] = not name
            submission = self.save(
                submission, f"contacts.{uuid7()}", item, by, name=name, email=f"{role}@{host}", phone="+999 555 0100"
            )
        return submission

    def save(
        self,
        submission: Submission,
        key: str,
        item: Item,
        by: Person,
        files: Mapping[str, SimpleUploadedFile] = NONE,
        **more: str,
    ) -> Submission:
        """Send a form, having seen its present version. Raises `ValueError` for what it does not take."""
        submission.refresh_from_db()
        if key == "organization" and item["mandate_kind"] == MandateKind.CUSTOM:
            # The page shows what was told, and a browser sends it again.
            more = {"mandate_told": drafts.form_of(submission, key).initial["mandate_told"], **more}
        saved = drafts.save_section(
            submission=submission,
            key=key,
            data=typed(key.partition(".")[0], item, **more),
            files=files,
            seen=drafts.version_of(submission, key),
            by=by,
        )
        if not saved.is_done:
            raise ValueError(f"{key}: {saved.form.errors.as_json()}")
        return saved.submission

    def submit(self, submission: Submission, by: Person) -> Submission:
        declared = dict.fromkeys(submissions.declarations_of(submission.document), True)
        return submissions.submit(submission=submission, by=by, declared=declared)

    def listed(
        self,
        code: str,
        type_: str = "",
        by: Person | None = None,
        *,
        mandate: MandateKind | None = None,
        does: Mapping[str, Any] = NONE,
    ) -> Organization:
        """A partner, some weeks after the approval."""
        by = by or self.owner(code)
        submission = self.send(code, type_, by, mandate=mandate, does=does)
        days_pass([submission.organization_id], 5)
        submissions.approve(submission=submission, by=self.reviewer)
        days_pass([submission.organization_id], self.writer.random.randint(20, 60))
        return Organization.objects.get(pk=submission.organization_id)

    def change(self, code: str, *, send: bool = True) -> Submission:
        """A team's change to its listed entry."""
        change = drafts.open_change(organization=self.listed(code), by=self.owner(code))
        change = self.change_description(change, code)
        return self.submit(change, self.owner(code)) if send else change

    def change_description(self, submission: Submission, code: str) -> Submission:
        words = self.writer.languages[code].words
        says = words["descriptions"][3].format(word=submission.document["where"]["base_place"])
        answers = {**submission.document["organization"], "description": f"{says} {words['invented']}"}
        return self.save(submission, "organization", answers, self.owner(code))

    def correct(self, organization: Organization, code: str) -> None:
        """A correction by staff, listed at once: the text begins with what it ended with."""
        by = self.cast["reviewer2"]
        edit = drafts.open_change(organization=organization, by=by, origin=Origin.STAFF)
        answers, invented = edit.document["organization"], self.writer.languages[code].words["invented"]
        says = f"{invented} {answers['description'].replace(invented, '').strip()}"
        edit = self.save(edit, "organization", {**answers, "description": says}, by)
        submissions.approve(submission=edit, by=by, note="What a reader must know comes first.")
