"""What is kept of a session beside the session itself: when it began and which kind of browser it is.

The library would keep the network address and the whole name of the browser. A person needs neither to know a session
again, so neither is stored.
"""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from registry.models import Person

NO_ADDRESS = "::"

# The first whose mark a browser's own name holds. Many call themselves by the names of others too.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrom", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def kind_of_browser(user_agent: str) -> str:
    """The names of a browser and its system, such as "Firefox, Windows"; nothing for what is neither."""
    found = [next((name for mark, name in known if mark in user_agent), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, found))


@receiver(pre_save, sender=UserSession)
def keep_little(instance: UserSession, **_signal: Any) -> None:
    known = {name for _mark, name in (*BROWSERS, *SYSTEMS)}
    if not set(instance.user_agent.split(", ")) <= known:
        instance.user_agent = kind_of_browser(instance.user_agent)
    instance.ip = NO_ADDRESS


def sessions_of(person: Person) -> QuerySet[UserSession]:
    """The sessions in which a person is signed in now, the newest first. One query, and it changes nothing."""
    live = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    found: QuerySet[UserSession] = UserSession.objects.filter(user=person, session_key__in=live)
    return found.order_by("-created_at", "-pk")


@receiver([password_set, password_changed, password_reset])
def end_others(request: HttpRequest, user: Person, **_signal: Any) -> None:
    """A password that is new ends every session but the one it was set in, and what is kept of them."""
    end_other_sessions(request, user)
