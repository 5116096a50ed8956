"""The refusals that an action may raise. Each says, in a sentence for people, what to do next."""

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """An action did nothing, for a reason that its user can act on.

    `sentence` is shown as it stands.
    """

    sentence: ClassVar[str | Promise] = _("This could not be done. Go back and try again.")

    def __str__(self) -> str:
        return str(self.sentence)


class NotAllowed(Refusal):
    sentence = _("You may not do this. Ask the owner of the entry, or sign in with another address.")


class IllegalMove(Refusal):
    sentence = _(
        "This is no longer possible: its state has changed meanwhile. Look at the page again to see where it stands."
    )


class AlreadyDecided(Refusal):
    sentence = _(
        "Someone else has decided this meanwhile. Nothing of yours was applied; the page shows their decision."
    )


class TakenBack(AlreadyDecided):
    sentence = _("Its authors have taken this back meanwhile. Nothing was decided. It comes again when they send it.")


class SentAgain(Refusal):
    """It was taken back, changed and sent again after the reviewer had read it."""

    sentence = _(
        "Its authors have changed this and sent it again since you opened the page. Nothing was decided. Read it again."
    )


class NotEditable(Refusal):
    sentence = _(
        "This registration is with the secretariat and cannot be changed now. Take it back, or wait for the decision."
    )


class ChangedMeanwhile(Refusal):
    sentence = _("Somebody changed this meanwhile. Nothing was removed. Look at it again before you remove it.")


class TooManyInvitations(Refusal):
    sentence = _(
        "Five colleagues were written to within a day and have not answered yet. Wait for an answer, or try again "
        "tomorrow."
    )


class TooManyReports(Refusal):
    sentence = _(
        "Many people have reported this entry, and the secretariat has not yet read all of it. Your report was not "
        "sent. Send it by email, or try again in a few days."
    )


class OwnSubmission(Refusal):
    sentence = _("You wrote this for your own organization, so another reviewer has to decide it.")


class NotComplete(Refusal):
    """Something that is needed is missing; `problems` says what, by section and field."""

    sentence = _("Something is still missing. Each line below leads to the place to fill in.")

    def __init__(self, problems: list[Any]) -> None:
        super().__init__()
        self.problems = problems


class Conflicted(Refusal):
    """The proposal and the listed entry changed the same thing; `conflicts` says where."""

    sentence = _("The listed entry changed meanwhile in the same places. Settle each of them, then approve.")

    def __init__(self, conflicts: list[Any]) -> None:
        super().__init__()
        self.conflicts = conflicts


class ReasonNeeded(Refusal):
    sentence = _("Write a reason or a comment: the organization reads it and acts on it.")


class UnknownDocument(Refusal):
    sentence = _(
        "This draft has a form that this site does not know yet. Nothing was lost. Ask the secretariat for help."
    )


class FileRefused(Refusal):
    """A file did not pass; `sentence` says why and what to send instead."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__()
        self.sentence = sentence  # type: ignore[misc]


class LastOwner(Refusal):
    sentence = _(
        "You are the only owner of this entry. Make somebody else an owner first, or ask the secretariat to find one."
    )


class AlreadyInTeam(Refusal):
    sentence = _("This person belongs to the team already.")


class TooMany(Refusal):
    """A limit on how often something may be done was reached; `sentence` says which, and when to try again."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__()
        self.sentence = sentence  # type: ignore[misc]


class NothingToRecover(Refusal):
    sentence = _(
        "No account with this address has a second factor. Check the address with the person. Without a second factor, "
        "a code by email is enough to sign in."
    )


class RecoveryIsOpen(Refusal):
    sentence = _("This recovery has been asked for already. Another administrator has to confirm it below.")


class OwnRecovery(Refusal):
    sentence = _("This is your own second factor. Two other administrators have to take it off.")


class SecondAdministratorNeeded(Refusal):
    sentence = _("You asked for this recovery yourself. Another administrator has to confirm it.")


class LinkInvalid(Refusal):
    sentence = _("This link is no longer valid. Ask the person who sent it for a new one.")
