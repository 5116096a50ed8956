"""The least of a browser: cookies, pages, forms filled in and sent; without scripts."""

import http.client
import http.cookies
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit


class NoAnswer(Exception):
    """The server is away, or answered that it could not."""


@dataclass
class Form:
    """A form that is posted: what it would send as it stands, and the names of everything in it."""

    action: str
    values: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.inside: Form | None = None
        self.select = self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = Form(a.get("action", ""))
            if a.get("method", "get").lower() == "post":
                self.forms.append(self.inside)
        if not self.inside:
            return
        if a.get("name"):
            self.inside.names.add(a["name"])
        if tag == "input" and a.get("name"):
            kind = a.get("type", "text")
            if kind not in ("checkbox", "radio", "file", "submit") or (
                kind in ("checkbox", "radio") and "checked" in a
            ):
                self.inside.values.append((a["name"], a.get("value", "")))
        elif tag == "select":
            self.select = a.get("name", "")
        elif tag == "option" and self.select and "selected" in a:
            self.inside.values.append((self.select, a.get("value", "")))
        elif tag == "textarea":
            self.textarea = a.get("name", "")
            self.inside.values.append((self.textarea, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.textarea = ""

    def handle_data(self, data: str) -> None:
        if self.textarea and self.inside:
            name, value = self.inside.values[-1]
            self.inside.values[-1] = (name, value + data)


class Browser:
    """One person at the site, signed in by `session`."""

    def __init__(self, address: str, session: str) -> None:
        self.host = urlsplit(address).netloc
        self.cookies = {"sessionid": session}

    def request(
        self, method: str, path: str, body: str | bytes = "", kind: str = "application/x-www-form-urlencoded"
    ) -> tuple[int, str, str]:
        """Ask once -> status, text, where a redirect leads. Raises `NoAnswer`."""
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": kind,
            "Origin": f"http://{self.host}",
        }
        connection = http.client.HTTPConnection(self.host, timeout=20)
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer(str(error)) from error
        finally:
            connection.close()
        if answer.status >= 500:
            raise NoAnswer(f"{answer.status} from {path}")
        for header in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in http.cookies.SimpleCookie(header).items()}
        return answer.status, text, answer.headers.get("Location", "")

    def get(self, path: str) -> tuple[str, str]:
        """The page at `path`, redirects followed -> its own path and its text. Raises `NoAnswer`, `LookupError`."""
        for _hop in range(5):
            status, text, location = self.request("GET", path)
            if not location:
                break
            path = _path(urljoin(path, location))
        if status != 200:
            raise LookupError(f"{status} from {path}")
        return path, text

    def send(self, path: str, values: dict[str, str | list[str]]) -> str:
        """Fill in and send the form of a page that has all these names -> where the answer redirects to.

        A button is named like a field. Raises `NoAnswer`, and `LookupError` when there is no such form or its answer
        is no redirect.
        """
        path, form = self._form(path, set(values))
        body = [(name, value) for name, value in form.values if name not in values]
        for name, value in values.items():
            body += [(name, one) for one in ([value] if isinstance(value, str) else value)]
        return self._sent(path, form, urlencode(body))

    def upload(self, path: str, name: str, file_name: str, content: bytes) -> str:
        """Send the form of a page that takes a file under this name, as `send` does."""
        path, form = self._form(path, {name})
        mark = "----file-of-the-crash-test"
        plain = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in form.values
        ]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n\r\n'
        body = "".join([*plain, head]).encode() + content + f"\r\n--{mark}--\r\n".encode()
        return self._sent(path, form, body, f"multipart/form-data; boundary={mark}")

    def _form(self, path: str, names: set[str]) -> tuple[str, Form]:
        path, text = self.get(path)
        parser = _Forms()
        parser.feed(text)
        form = next((form for form in parser.forms if names <= form.names), None)
        if form is None:
            raise LookupError(f"no form with {sorted(names)} at {path}")
        return path, form

    def _sent(self, path: str, form: Form, body: str | bytes, *kind: str) -> str:
        status, _text, location = self.request("POST", _path(urljoin(path, form.action or path)), body, *kind)
        if status not in (302, 303):
            raise LookupError(f"{status} instead of a redirect from {path}")
        return _path(urljoin(path, location))


def _path(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")
