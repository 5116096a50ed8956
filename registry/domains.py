"""Whose a domain is: which part of a host somebody registered, and which hosts are home to many.

A shared host says nothing of an organization: two that have one are not alike for it, and an address there proves
nothing. The lists are short on purpose. Of a host that they lack, its own people could be taken for one of its guests,
never a guest for another, since an address counts only at exactly the host of a website or its registrable domain.
"""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Labels below which a country's register sells names, as in org.ke or co.uk.
_SECOND_LEVEL = _words("""
    ab ac asn asso co com ed edu firm gc go gob gouv gov govt gub gv id ind info int k12 lg ltd me mil muni ne
    net nhs nic nom or org pvt sch sci school web
""")
# One home for many offices of a government or of the United Nations, by itself and with all that lies below it.
_UMBRELLAS = _words("""
    admin.ch africa-union.org canada.ca europa.eu government.nl government.no government.se regeringen.se
    regjeringen.no un.org unesco.org who.int
""")
# Everybody has an address there.
_MAIL = _words("""
    126.com 139.com 163.com aol.com bk.ru daum.net fastmail.com free.fr gmail.com gmx.com gmx.de gmx.net
    googlemail.com hanmail.net hotmail.com hotmail.fr hushmail.com icloud.com inbox.ru laposte.net libero.it
    list.ru live.com mac.com mail.com mail.ru me.com msn.com naver.com orange.fr outlook.com outlook.fr pm.me
    proton.me protonmail.com qq.com rambler.ru rediffmail.com rocketmail.com sina.com sohu.com tuta.com
    tutanota.com ukr.net wanadoo.fr web.de ya.ru yahoo.co.in yahoo.co.uk yahoo.com yahoo.com.br yahoo.es
    yahoo.fr yandex.com yandex.ru yeah.net ymail.com zoho.com
""")
# Everybody has a page there, at a host of its own below it or at a path.
_PAGES = _words("""
    academia.edu bit.ly bitbucket.io blogger.com blogspot.com bsky.app business.site carrd.co cloudfront.net
    facebook.com fb.com firebaseapp.com flickr.com github.com github.io gitlab.com gitlab.io google.com
    googleusercontent.com herokuapp.com instagram.com jimdo.com jimdofree.com jimdosite.com linkedin.com
    linktr.ee medium.com mystrikingly.com netlify.app notion.site over-blog.com pages.dev researchgate.net
    sharepoint.com simplesite.com site123.me squarespace.com substack.com t.co t.me telegram.me tiktok.com
    tumblr.com twitter.com ucoz.ru vercel.app vk.com web.app webnode.com webs.com weebly.com weixin.qq.com
    whatsapp.com wikidata.org wikipedia.org windows.net wix.com wixsite.com wordpress.com x.com yolasite.com
    youtu.be youtube.com
""")
_NUMBER = re.compile(r"[0-9]+")


def registrable(host: str) -> str:
    """The part of a host that somebody registered: bay.org.ke of www.bay.org.ke; "" where nobody did.

    `host` is in ASCII and lower case, as `text.ascii_host` and `text.web_domain` give it.
    """
    labels = host.split(".")
    if len(labels) < 2 or not all(labels) or _NUMBER.fullmatch(labels[-1]):
        return ""
    length = 3 if len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
    return ".".join(labels[-length:]) if len(labels) >= length else ""


def is_shared_host(domain: str) -> bool:
    """Whether many who have nothing to do with each other have this host: for mail, pages, profiles, or as offices.

    `domain` is as `text.web_domain` gives it. A host that nobody can have registered is shared too.
    """
    return not has_owner(domain) or _is_below(domain, _UMBRELLAS)


def has_owner(domain: str) -> bool:
    """Whether mail at this host is read by whoever has the website: not where they are guests of a company."""
    return registrable(domain) != "" and not _is_below(domain, _MAIL | _PAGES)


def _is_below(domain: str, hosts: frozenset[str]) -> bool:
    labels = domain.split(".")
    return any(".".join(labels[start:]) in hosts for start in range(len(labels)))


def belongs_to(host: str, domain: str) -> bool:
    """Whether mail at `host` is mail of the website at `domain`: the same host, or the domain that it was made below.

    Both in ASCII; looks do not count. Hosts beside the website, and hosts below it, are not its own.
    """
    return bool(host) and host in (domain, registrable(domain))


def related(one: str, other: str) -> bool:
    """Whether two hosts are the same, or one lies below the other: mail.example.org and example.org."""
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
