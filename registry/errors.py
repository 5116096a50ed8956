"""The refusals that an action may raise. Each says, in a sentence for people, what to do next."""

from collections.abc import Mapping
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


class OwnersOnly(NotAllowed):
    sentence = _("Only owners of the entry may do this. Ask one of them to do it, or to make you an owner.")


class NoOwner(OwnersOnly):
    sentence = _("Only an owner of the entry may do this, and it has none at present. The secretariat looks for one.")


class IllegalMove(Refusal):
    sentence = _(
        "This is no longer possible: its state has changed meanwhile. Look at the page again to see where it stands."
    )


class NotANetwork(IllegalMove):
    sentence = _(
        "Only a network or coalition has members. What was chosen is an organization of another type: choose another "
        "relation, or another partner."
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
    """A submission in a state in which nobody edits it; `state` is that one, and the sentence says what it leaves."""

    sentences: ClassVar[Mapping[str, Promise]] = {
        "submitted": _(
            "This is with the secretariat and cannot be changed now. Take it back, or wait for the decision."
        ),
        "approved": _(
            "This was approved, so it cannot be changed any more. To change the entry, begin a new change; you can do "
            "so at any time."
        ),
        "declined": _(
            "This was declined, so it cannot be changed any more. Begin a new one from your workspace; there is no "
            "deadline."
        ),
        "discarded": _(
            "This was discarded, so it cannot be changed any more. Begin a new one if you still want to say this; "
            "there is no deadline."
        ),
        "set_aside": _(
            "This was set aside, so it cannot be changed any more. Your workspace shows where the entry stands."
        ),
    }

    def __init__(self, state: str) -> None:
        super().__init__()
        self.state = state
        self.sentence = self.sentences[state]  # type: ignore[misc]


class ChangedMeanwhile(Refusal):
    sentence = _("Somebody changed this meanwhile. Nothing was removed. Look at it again before you remove it.")


class ShowsMore(Refusal):
    """Something was to be hidden, and would be seen by more people than now."""

    sentence = _(
        "This would show more than now. To show more, change the entry: the secretariat reads it before it is public."
    )


class BeingReviewed(Refusal):
    sentence = _(
        "Your change is with the secretariat now. Take it back first, then go back to the earlier state: nothing that "
        "you wrote is lost."
    )


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


class NobodyReads(Refusal):
    """Nobody edits this entry here, so nobody would read a message."""

    sentence = _(
        "Nobody of this organization uses this site at the moment, so your message could not be passed on. Nothing was "
        "sent."
    )


class NoOverlap(Refusal):
    sentence = _(
        "These activities no longer overlap: one of them ended, was changed or taken off the list. Nothing was sent or "
        "saved. Look at the overlaps of the country again."
    )


class NobodyToTalkTo(Refusal):
    sentence = _(
        "No other team in this overlap can be written to today: nobody of them uses this site at the moment, or too "
        "many people have written to them. Nothing was sent. Their entries may show contacts."
    )


class StillReported(Refusal):
    sentence = _(
        "You reported this message, and the secretariat has not settled the matter yet. It needs the message until "
        "then. Delete it afterwards."
    )


class OwnSubmission(Refusal):
    sentence = _("You wrote this for your own organization, so another reviewer has to decide it.")


class OtherRegion(Refusal):
    """A desk with a region, and an entry whose seat is elsewhere."""

    sentence = _(
        "Your desk decides on another region. Hand it to a colleague whose desk this region is, or to a reviewer."
    )


class ColleaguesOtherRegion(Refusal):
    """A submission for a colleague whose desk has a region, and its seat is elsewhere."""

    sentence = _(
        "The desk of this colleague decides on another region. Choose somebody whose desk this region is, or who "
        "decides on all regions."
    )


class NotYoursToTakeBack(NotAllowed):
    """Somebody else's decision, or an approval, that is to be taken back."""

    sentence = _(
        "Only whoever decided takes a refusal or a request for changes back. To change what was approved, edit the "
        "entry."
    )


class TooLate(Refusal):
    """A refusal that is taken back after its moments, or after its message was sent."""

    sentence = _(
        "It is too late to take this back: the team has been written to. Write to it again, or approve what it sends "
        "next."
    )


class ActedOn(Refusal):
    sentence = _(
        "Its team has seen your answer and begun to act on it, so it stands. Wait for what the team sends next."
    )


class NotOfStaff(Refusal):
    sentence = _("This person does not work at the secretariat, or no longer. Choose a colleague from the list.")


class AwayToo(Refusal):
    sentence = _("This colleague is away in these days too. Choose another one.")


class AskedAlready(Refusal):
    sentence = _("This colleague was asked already and has not answered yet. Wait for the answer, or ask another one.")


class Answered(Refusal):
    sentence = _("This was answered already. Ask again if there is something new.")


class OwnImport(Refusal):
    sentence = _("You imported this yourself, so somebody else of the secretariat has to approve it.")


class CorrectedMeanwhile(Refusal):
    """The corrections beside a submission are others than those that the reviewer read."""

    sentence = _(
        "A colleague has changed the corrections since you opened the page. Nothing was decided. Read them again first."
    )


class CorrectionsUnread(Refusal):
    """One of several that are approved together has corrections beside it, which only its own page shows."""

    sentence = _("It has corrections of the secretariat. Open it, read them, and approve it there.")


class NotComplete(Refusal):
    """Something that is needed is missing; `problems` says what, by section and field."""

    sentence = _("Something is still missing. Each line below leads to the place to fill in.")

    def __init__(self, problems: list[Any]) -> None:
        super().__init__()
        self.problems = problems


class NothingChanged(Refusal):
    sentence = _(
        "Nothing in it differs from the listed entry, so there is nothing to send. Change something first, or discard "
        "it. To say that everything is still right, confirm the entry in your workspace."
    )


class Conflicted(Refusal):
    """The proposal and the listed entry changed the same thing; `conflicts` says where."""

    sentence = _("The listed entry changed meanwhile in the same places. Settle each of them, then approve.")

    def __init__(self, conflicts: list[Any]) -> None:
        super().__init__()
        self.conflicts = conflicts


class ReasonNeeded(Refusal):
    sentence = _("Write a reason or a comment: the organization reads it and acts on it.")


class UnknownReason(Refusal):
    sentence = _("One of the reasons is no longer in the list. Choose again; what you wrote is still there.")


class EnglishNeeded(Refusal):
    sentence = _("Write the text in English: readers of a language without words of its own are shown these.")


class RewrittenMeanwhile(Refusal):
    sentence = _(
        "Somebody rewrote this text since you opened the page. Nothing was saved. Their words stand beside yours; save "
        "again to put yours in their place."
    )


class LookedAtAlready(Refusal):
    sentence = _("Somebody has looked at this already. Nothing more is to be done.")


class WhyDistinctNeeded(Refusal):
    sentence = _("Write why these are two organizations, then mark them again. Whoever looks at them later reads it.")


class AlreadyBegun(Refusal):
    sentence = _(
        "You have an open registration with this name already. Continue with that one, or discard it first; it is on "
        "the page “Join”."
    )


class UnknownDocument(Refusal):
    sentence = _(
        "This draft has a form that this site does not know yet. Nothing was lost. Ask the secretariat for help."
    )


class FileRefused(Refusal):
    """A file did not pass; `sentence` says why and what to send instead."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__()
        self.sentence = sentence  # type: ignore[misc]


class NotReadable(Refusal):
    """A table that cannot be read, or is larger than what is taken; `sentence` says why and what to send instead."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__()
        self.sentence = sentence  # type: ignore[misc]


class LastOwner(Refusal):
    sentence = _(
        "You are the only owner of this entry. Make somebody else an owner first, or ask the secretariat to find one."
    )


class LastAdministrator(Refusal):
    sentence = _(
        "Nobody else administers the registry. Make a colleague an administrator first, then change this role."
    )


class OwnerNeeded(Refusal):
    sentence = _("This team has no owner yet. Make one of its members an owner first; that settles the case too.")


class AlreadyInTeam(Refusal):
    sentence = _("This person belongs to the team already.")


class OwnAddress(AlreadyInTeam):
    sentence = _("This is your own address, and you belong to the team already. Give that of a colleague.")


class NoTeam(Refusal):
    sentence = _("Nobody edits this entry yet, so there is no team to join. Claim the entry for your organization.")


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


class ConfirmLinkInvalid(LinkInvalid):
    sentence = _(
        "This link is not, or no longer, good for confirming an entry. Sign in: your workspace says what is due, and "
        "has the same buttons."
    )


class EntryChanged(Refusal):
    sentence = _("The entry was changed after you opened this page. Nothing was confirmed. Look at it again.")


class OfferOver(Refusal):
    sentence = _("This offer has ended on the day that it names. Change the entry: give it another day, or none.")


class HasTeam(Refusal):
    """A claim of an entry that somebody looks after."""

    sentence = _("This entry has a team already, so it cannot be claimed. Ask to join its team.")


class ClaimOpen(Refusal):
    sentence = _(
        "You have claimed this entry already, and one claim is enough. What you add here goes to the claim that is "
        "open."
    )


class ClaimUndecided(Refusal):
    sentence = _("Decide the claim: its case is settled with it.")


class OwnClaim(Refusal):
    sentence = _("This is your own claim, so another reviewer has to decide it.")


class EvidenceNeeded(Refusal):
    """A claim that shows nothing yet."""

    sentence = _("Give what shows that you may look after this entry. The page says what counts for it.")


class AddressElsewhere(Refusal):
    sentence = _(
        "This address is not at the domain of the website of this entry. Give one that is, or choose another way to "
        "show that you may look after it."
    )


class NotProved(Refusal):
    sentence = _(
        "The claimant has not typed in the code yet, so this address shows nothing. Ask for other evidence, or decline."
    )


class CodeWrong(Refusal):
    sentence = _("This is not the code that we sent last. Compare it with the newest message and type it again.")


class CodeSpent(Refusal):
    """Too old, typed wrongly too often, or none was sent."""

    sentence = _("This code is no longer good. Ask for a new one.")


class IsWithdrawn(Refusal):
    sentence = _("This entry is withdrawn from the directory. Bring it back first; what you wrote is kept until then.")


class WouldBeCircle(Refusal):
    sentence = _(
        "This would lead in a circle: the other organization is already part of this one, or follows it, directly or "
        "by others between them. End that relation first."
    )


class HasParent(Refusal):
    sentence = _("This organization is part of another one already. End that relation first.")


class ColumnsNeeded(Refusal):
    """Columns of a table were chosen from which no row can be read; `twice` is a field that two of them are."""

    sentence = _("Choose which column holds the name, or the id of entries that are here already.")

    def __init__(self, twice: str = "") -> None:
        super().__init__()
        self.twice = twice
        if twice:
            self.sentence = _("Two columns are the same field. Leave one of them out.")  # type: ignore[misc]


class NothingToBringIn(Refusal):
    sentence = _("There is nothing left to do: no row is new or changed and kept, or everything was decided already.")


class OnlyLikelyOnes(Refusal):
    """All that waits of an import may be organizations that are here already, or that came in twice, and nobody said to
    approve those too.
    """

    sentence = _(
        "Nothing was approved: all that waits may be organizations that are here already, or that came in twice. Look "
        "at each, or tick that they are approved too."
    )


class NobodyToWriteTo(Refusal):
    sentence = _("Nobody would get this: no partner that fits has a team that wants mailings. Choose other partners.")


class NotOnBoard(Refusal):
    """A gap or an offer that somebody wants to write about, and that no longer stands, or not for them."""

    sentence = _(
        "This gap or offer no longer stands, is paused, or is no longer shown to you. Nothing was sent. Look at the "
        "board for others."
    )


class OwnSupport(Refusal):
    sentence = _("This is of your own organization. Choose a gap or an offer of another one.")


class NotOpenToJoin(Refusal):
    """A joint response that has ended, or another one that was begun first."""

    sentence = _("This joint response has ended meanwhile. Look at the gap: it may be open again.")


class JoinedAlready(Refusal):
    """A second wish to join a joint response, in other words than the first."""

    sentence = _(
        "Your organization asks to join already, or belongs to it, so nothing more was sent. To say something else, "
        "write to the partner that leads."
    )


class PartnerGone(Refusal):
    """What two have agreed on, of whom one has left the directory, or whose gap or offer was taken away."""

    sentence = _(
        "One of the two partners has left the directory, or what this is about was taken away, so nothing was noted. "
        "It ends now, or another partner goes on with it. You are told by email."
    )


class InTouchAlready(Refusal):
    """Words to two partners that a colleague brought together, or who found each other; `introduction` is theirs."""

    sentence = _(
        "These two are in touch about this already, or were told that it may fit. Nothing more was sent. Look at where "
        "it stands."
    )

    def __init__(self, introduction: Any) -> None:
        super().__init__()
        self.introduction = introduction


class LeadMustStay(Refusal):
    """The only partner in a joint response cannot leave it to another one."""

    sentence = _(
        "Nobody else has joined, so nobody can lead after you. To end it, say that it was not delivered, or take back "
        "your message."
    )


class NotSentAgain(Refusal):
    """A message that was to be sent again; `sentence` says why it cannot be."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__()
        self.sentence = sentence  # type: ignore[misc]
