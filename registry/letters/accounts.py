"""Letters about accounts: codes, and what changed in how somebody signs in."""

from django.conf import settings

from registry.letters.facts import Facts, address_of, code_facts, letter
from registry.models import (
    Message,
)
from registry.models.messages import SignInChange


@letter
def sign_in_code(message: Message) -> Facts:
    """To someone who wants to sign in, to choose a new password, or to show again that it is they: the code."""
    use = message.context.get("use")
    return {**code_facts(message), "for_password": use == "password", "is_again": use == "again"}


@letter
def confirm_address_code(message: Message) -> Facts:
    """To someone who signs up, or changes the address: the code that proves it."""
    return code_facts(message)


@letter
def account_already_exists(message: Message) -> Facts:
    """To someone who signs up again: there is an account, so sign in. The page said the same as to a stranger."""
    return {"link": address_of("account_login")}


@letter
def unknown_account(message: Message) -> Facts:
    """To an address without an account that was used to sign in: sign up. The page said the same as to others."""
    return {"link": address_of("account_signup")}


@letter
def address_changed(message: Message) -> Facts:
    """To both addresses of somebody who changed theirs: that it happened. Neither letter names the other address."""
    return {"contact": settings.CONTACT_EMAIL, "is_new": message.person is not None}


@letter
def sign_in_changed(message: Message) -> Facts:
    """To a person: what changed in how they sign in, and what to do if it was not they who changed it."""
    change = SignInChange(message.context["change"]).label
    return {"change": change, "contact": settings.CONTACT_EMAIL, "link": address_of("account")}


@letter
def factor_recovered(message: Message) -> Facts:
    """To a person who lost their second factor: it is off, so are the password and all sessions; set up a new one."""
    return {"contact": settings.CONTACT_EMAIL, "link": address_of("account")}


@letter
def account_deleted(message: Message) -> Facts:
    """To the address of an account that is gone: the last message to it."""
    return {"contact": settings.CONTACT_EMAIL, "link": address_of("home")}
