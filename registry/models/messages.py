"""Messages: the record of every email. What it says is written when it is sent, from the rows that it points at."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.ids import uuid7
from registry.models.mailings import Mailing
from registry.models.people import Language, Person


class MessageKind(models.TextChoices):
    """Each kind has a function in `registry.letters` and two templates, `mail/<kind>.txt` and `mail/<kind>.html`."""

    SIGN_IN_CODE = "sign_in_code", _("Code to sign in")
    CONFIRM_ADDRESS_CODE = "confirm_address_code", _("Code to confirm an address")
    ACCOUNT_ALREADY_EXISTS = "account_already_exists", _("Sign-up with a known address")
    UNKNOWN_ACCOUNT = "unknown_account", _("Sign-in with an unknown address")
    DRAFT_LINK = "draft_link", _("Link to a draft")
    DRAFT_REMINDER = "draft_reminder", _("Reminder of a draft")
    DRAFT_DELETION_NOTICE = "draft_deletion_notice", _("Notice before a draft is deleted")
    DRAFT_HANDED_OVER = "draft_handed_over", _("Draft passed to a colleague")
    SUBMISSION_RECEIVED = "submission_received", _("Submission received")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    NEW_SUBMISSION = "new_submission", _("New submission to review")
    CASE_OPENED = "case_opened", _("Case opened")
    ADDRESS_CHANGED = "address_changed", _("Address of an account changed")
    SIGN_IN_CHANGED = "sign_in_changed", _("Ways to sign in changed")
    FACTOR_RECOVERED = "factor_recovered", _("Second factor recovered")
    ACCOUNT_DELETED = "account_deleted", _("Account deleted")
    TEAM_INVITATION = "team_invitation", _("Invitation to a team")
    INVITATION_DECLINED = "invitation_declined", _("Invitation declined")
    TEAM_REQUEST = "team_request", _("Wish to join a team")
    TEAM_REQUEST_ANSWERED = "team_request_answered", _("Answer to a wish to join a team")
    TEAM_CHANGED = "team_changed", _("Place in a team changed")
    CLAIM_CODE = "claim_code", _("Code to prove an address at a domain")
    CLAIM_ANSWERED = "claim_answered", _("Answer to a claim")
    CONFIRMATION_DUE = "confirmation_due", _("Confirmation asked for")
    SUPPORT_EXPIRED = "support_expired", _("Gaps or offers expired")
    RELATION_PROPOSED = "relation_proposed", _("Relation proposed")
    RELATION_ANSWERED = "relation_answered", _("Relation answered")
    WITHDRAWN = "withdrawn", _("Entry withdrawn")
    RETURNED = "returned", _("Entry returned")
    ERASURE_NOTICE = "erasure_notice", _("Notice before an erasure")
    HELD = "held", _("Link that lets a visitor’s message go")
    WAITS_TOO_LONG = "waits_too_long", _("Submissions that wait for too long")
    HANDED_ON = "handed_on", _("Work handed on")
    OPINION_ASKED = "opinion_asked", _("Second opinion asked for")
    OPINION_GIVEN = "opinion_given", _("Second opinion given")
    ROLE_CHANGED = "role_changed", _("Role changed")
    LISTED_AT_ONCE = "listed_at_once", _("Change listed at once")
    IMPORT_ENDED = "import_ended", _("Import ended")
    MAILING = "mailing", _("Mailing")
    ENQUIRY = "enquiry", _("Message of a visitor")
    INTRODUCTION_SUGGESTED = "introduction_suggested", _("Introduction suggested")
    INTRODUCED = "introduced", _("Message of a partner about a gap or an offer")
    INTRODUCTION_NOTE = "introduction_note", _("Further words in an introduction")
    INTRODUCTION_MOVED = "introduction_moved", _("Introduction came to another state")
    CONTACTS_EXCHANGED = "contacts_exchanged", _("Contacts exchanged")
    INTRODUCTION_REMINDER = "introduction_reminder", _("Reminder of an introduction")
    JOINT_RESPONSE = "joint_response", _("News of a joint response")
    LACKED_TOO = "lacked_too", _("Another partner lacks the same")
    OVERLAP_TALK = "overlap_talk", _("Invitation to talk about an overlap")


class SignInChange(models.TextChoices):
    """What changed in how somebody signs in: the code in the context of a message, and what the message says."""

    PASSWORD_SET = "password_set", _("A password was set. It can be used to sign in.")
    PASSWORD_CHANGED = "password_changed", _("The password was changed. All other sessions were ended.")
    PASSWORD_REMOVED = "password_removed", _("The password was removed. A code by email still lets you in.")
    PASSKEY_ADDED = "passkey_added", _("A passkey or security key was added.")
    PASSKEY_REMOVED = "passkey_removed", _("A passkey or security key was removed.")
    APP_ADDED = "app_added", _("An authenticator app was added. Signing in asks for its code from now on.")
    APP_REMOVED = "app_removed", _("The authenticator app was removed.")
    CODES_MADE = "codes_made", _("New recovery codes were made. The ones before them no longer work.")


class Message(models.Model):
    """One email to one address.

    `context` holds UUIDs, numbers and codes of states, never a name or an address. `address` is filled only where
    there is no person to ask, `secret` holds what must not stay (codes to sign in); both are blanked once the
    message was sent or refused. `bounced_at` is when its receiver's server said later that it could not be delivered.
    `error` names the last failure by its kind, since servers quote addresses. `stopped_at` is when it was taken back
    before it was sent. `template` is the version of the words that it was written with. `again_of` is the message that
    it repeats. `mailing` is what it is a copy of, for its person.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=40, choices=MessageKind)
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="messages")
    address = models.EmailField(max_length=254, blank=True, default="")
    language = models.CharField(max_length=10, choices=Language)
    context = models.JSONField(default=dict, blank=True)
    secret = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True, default="")
    stopped_at = models.DateTimeField(null=True, blank=True)
    template = models.CharField(max_length=16, blank=True, default="")
    again_of = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="repeats")
    mailing = models.ForeignKey(Mailing, models.CASCADE, null=True, blank=True, related_name="messages")

    class Meta:
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="message_newest"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MessageKind.values), name="message_kind_known"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="message_language_known"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(refused_at__isnull=True), name="message_sent_or_refused"
            ),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True) | Q(sent_at__isnull=True, refused_at__isnull=True),
                name="message_stopped_is_not_sent",
            ),
            models.UniqueConstraint(
                fields=["mailing", "person"],
                condition=Q(mailing__isnull=False, again_of__isnull=True),
                name="message_of_mailing_once",
            ),
            models.CheckConstraint(
                condition=Q(bounced_at__isnull=True) | Q(sent_at__isnull=False), name="message_bounced_was_sent"
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, refused_at__isnull=True) | Q(address="", secret={}),
                name="message_handled_is_blank",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, address="")
                | Q(person__isnull=True) & ~Q(address="")
                | Q(sent_at__isnull=False)
                | Q(refused_at__isnull=False),
                name="message_has_one_receiver",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_handled(self) -> bool:
        """Whether nothing is left to do: it was sent, refused, or taken back before."""
        return any((self.sent_at, self.refused_at, self.stopped_at))

    @property
    def receiver(self) -> str:
        """The address to send to; a person's is asked for at that moment, so a changed one is followed."""
        return self.person.email if self.person else self.address
