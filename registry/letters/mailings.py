"""The letter of a mailing: the words that the secretariat wrote, in the receiver's language or in English."""

from registry.actions import unsubscribing
from registry.letters.facts import Facts, address_of, letter
from registry.models import Mailing, Message
from registry.models.people import Language


@letter
def mailing(message: Message) -> Facts:
    """To somebody in the team of a partner. What is not official says how to get no more; programs are told by headers
    (RFC 8058).
    """
    told = Mailing.objects.get(pk=message.context["mailing"])
    language = message.language if message.language in told.bodies else Language.ENGLISH
    facts = {
        "words": told.subjects[language],
        "text": told.bodies[language],
        "language": language,
        "is_test": "test" in message.context,
    }
    if told.official or message.person is None:
        return facts
    link = address_of("no_mailings", unsubscribing.token(message.person))
    headers = {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return {**facts, "no_more": link, "headers": headers}
