"""Whose a domain is: what was registered, what many share, and which mail is a website's own."""

import pytest

from registry.domains import belongs_to, is_shared_host, registrable, related
from registry.text import ascii_host


@pytest.mark.parametrize(
    ("host", "registered"),
    [
        ("bay.example.org", "example.org"),
        ("example.org", "example.org"),
        ("office.bay.or.ke", "bay.or.ke"),
        ("bay.co.uk", "bay.co.uk"),
        ("go.example", "go.example"),  # a name of its own: "go" is a register's only below a country
        ("co.uk", ""),
        ("gov.br", ""),
        ("localhost", ""),
        ("192.0.2.7", ""),
        ("bay..org", ""),
        ("", ""),
    ],
)
def test_what_somebody_registered(host: str, registered: str) -> None:
    assert registrable(host) == registered


@pytest.mark.parametrize(
    "host",
    [
        "gmail.com",
        "sites.google.com",
        "bay-council.wordpress.com",
        "facebook.com",
        "gov.br",
        "gob.mx",
        "environment.ec.europa.eu",
        "canada.ca",
        "192.0.2.7",
        "",
    ],
)
def test_hosts_of_many(host: str) -> None:
    assert is_shared_host(host) is True


@pytest.mark.parametrize("host", ["bay.example.org", "wildlife.go.example", "parks.gov.example", "notgmail.com"])
def test_hosts_of_one(host: str) -> None:
    assert is_shared_host(host) is False


@pytest.mark.parametrize("host", ["bay.example.org", "example.org"])
def test_mail_at_the_host_of_a_website_or_at_the_domain_above_it_is_its_own(host: str) -> None:
    assert belongs_to(host, "bay.example.org") is True


@pytest.mark.parametrize(
    "host",
    [
        "",
        "org",
        "mail.bay.example.org",
        "reef.example.org",
        "bay.example.org.evil.example",
        "bayexample.org",
        "example.com",
        ascii_host("bаy.example.org"),  # with a Cyrillic а
        ascii_host("exаmple.org"),
        ascii_host("exämple.org"),
    ],
)
def test_what_only_looks_the_same_is_another(host: str) -> None:
    assert belongs_to(host, "bay.example.org") is False


def test_a_website_in_another_script_has_mail_in_the_same_script() -> None:
    assert belongs_to(ascii_host("ЗАЛИВ.пример"), ascii_host("залив.пример")) is True


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("bay.example.org", "bay.example.org", True),
        ("mail.bay.example.org", "bay.example.org", True),
        ("bay.example.org", "www.bay.example.org", True),
        ("ebay.example.org", "bay.example.org", False),
        ("lake.example.org", "bay.example.org", False),
    ],
)
def test_hosts_are_related_when_one_lies_below_the_other(one: str, other: str, expected: bool) -> None:
    assert related(one, other) is expected
