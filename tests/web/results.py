"""Reading a page of results: the directory's or that of the activities."""

import re
from html import unescape

from django.test import Client

TIGHT = "h1|h2|p|li|ul|b|a|div|td|th|tr|bdi|span|button|title|summary|label"


def page(client: Client, address: str = "/directory/", status: int = 200) -> str:
    """The markup in one line: how templates are broken into lines says nothing."""
    response = client.get(address)
    assert response.status_code == status, response.content.decode()
    html = re.sub(r"\s+", " ", response.content.decode()).replace(" >", ">")
    return re.sub(
        r" ?(</?(?:h1|h2|p|li|ul|b|a|div|td|th|tr|bdi|span|button|title|summary|label)\b[^>]*>) ?", r"\1", html
    )


def shown(html: str) -> list[str]:
    """The names of the results in their order, in the list or the table."""
    cards = html.partition('<ul class="results">')[2].partition("</ul>")[0]
    found = re.findall(r"<h2><a [^>]*><bdi[^>]*>(.*?)</bdi></a></h2>", cards)
    found += re.findall(r'<th scope="row"><a [^>]*><bdi[^>]*>(.*?)</bdi></a></th>', html)
    return [unescape(re.sub("</?mark>", "", name)) for name in found]


def facet(html: str, name: str) -> dict[str, tuple[int, bool]]:
    """The boxes of a facet: each value's count, and whether it is ticked."""
    boxes = re.findall(rf'<input type="checkbox" name="{name}" value="([^"]*)"( checked)?>.*?<b>([\d,]+)</b>', html)
    return {value: (int(count.replace(",", "")), bool(checked)) for value, checked, count in boxes}


def sentences(html: str) -> list[str]:
    """What the page says of the question before it answers."""
    return [unescape(text) for text in re.findall(r'<div class="message warning"[^>]*><p>(.*?)</p>', html)]


def tags(html: str) -> list[tuple[str, str]]:
    """The active filters, each with the address without it."""
    part = html.partition('class="active"')[2].partition('class="clear"')[0]
    return [
        (unescape(label), unescape(href)) for href, label in re.findall(r'<a href="([^"]*)">.*?<bdi>(.*?)</bdi>', part)
    ]


def choice(html: str, name: str) -> dict[str, tuple[str, bool]]:
    """The links of a navigation ("View", "Sort by"): each with its address, and whether it is the one in force."""
    part = html.partition(f'<nav class="choose" aria-label="{name}">')[2].partition("</nav>")[0]
    return {
        unescape(label): (unescape(href), bool(current))
        for href, current, label in re.findall(r'<a href="([^"]*)" ?(aria-current="true")?>(.*?)</a>', part)
    }


def canonical(html: str) -> str:
    (address,) = re.findall(r'<link rel="canonical" href="http://testserver([^"]*)"', html)
    return unescape(address)


def beside(html: str) -> dict[str, str]:
    """The links to the pages beside this one: rel and address."""
    return {rel: unescape(href) for href, rel in re.findall(r'<a href="([^"]*)" rel="(prev|next)">', html)}
