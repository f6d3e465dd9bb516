"""Every page leads somewhere: whatever link it shows opens to whoever sees it, whatever form it shows can be sent.

Each person of the world walks from where they start, along the links that pages show, without any script.
"""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
import transaction

from ecandidat.resources import ROOT
from tests.architecture.visitors import Visitor, open_session
from tests.architecture.world import OTHER, OWNER

PEOPLE = {
    "visitor": "", "candidate": f"c-{OWNER}", "other candidate": f"c-{OTHER}", "new candidate": "c-NOUVEAUX",
    "administrator": "s-admin", "central": "s-central", "component manager": "s-droit",
    "commission member": "s-membre", "candidate manager": "s-candidats", "candidate reader": "s-lecteur",
    "holder of a reading profile": "s-consulte", "holder of a narrow profile": "s-etiquette",
    "manager limited to a commission": "s-limite", "member who does not see a status": "s-jury",
}  # fmt: skip
START = {"visitor": ("/",)}
STARTS = ("/compte", "/test", "/test/droit/@@candidatures")
ALIKE = 2
"""How many pages of one kind are walked: the same path but for codes, the same names in the query."""

LEFT_OUT = re.compile(r"/static/|^/@@(?:courriels|langue|ent|sondage)|/compte/cas")
"""Files, the pages of development, and what leads to another site."""

MADE = re.compile(
    r"@@(?:dossier|lettre|attestation|accuse|exporter|telecharger|lettre-essai|apercu)|\.(?:pdf|ics|xlsx|csv)$"
)
"""Documents made on the spot, slow to make: one of each is enough."""


class Page(HTMLParser):
    """What a page offers: links, anchors, forms, headings."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: Counter[str] = Counter()
        self.headings, self.title, self.faults = 0, "", list[str]()
        self._form: dict[str, Any] | None = None
        self._forms: list[dict[str, Any]] = []
        self._outside: set[str] = set()
        self._in_title = self._in_template = False
        self.feed(html)
        self.faults += [f"form {form['name']} cannot be sent" for form in self._forms if not self._sendable(form)]
        self.faults += [f"two elements « {name} »" for name, count in self.ids.items() if count > 1]
        if self.headings != 1:
            self.faults.append(f"{self.headings} main headings")
        if not self.title.strip():
            self.faults.append("no title")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "template":
            self._in_template = True
        if self._in_template:
            return
        if "id" in known:
            self.ids[known["id"]] += 1
        if tag == "a" and "href" in known:
            self.links.append(known["href"])
        self.headings += tag == "h1"
        self._in_title = self._in_title or (tag == "title" and not self.title)
        if tag == "form":
            named = known.get("id") or known.get("action") or "?"
            self._form = {"id": known.get("id"), "name": named, "sent": False}
            self._forms.append(self._form)
        sends = tag == "button" and known.get("type", "submit") == "submit"
        sends = sends or (tag == "input" and known.get("type") in ("submit", "image"))
        if sends and "form" in known:
            self._outside.add(known["form"])
        elif sends and self._form is None:
            self.faults.append(f"a button out of any form: {known}")
        elif sends and self._form is not None and "hidden" not in known:
            self._form["sent"] = True
        alone = tag in ("select", "textarea") or (tag == "input" and known.get("type") not in ("hidden", "submit"))
        if alone and self._form is None and "form" not in known and "hidden" not in known:
            self.faults.append(f"a field out of any form: {known}")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag == "title":
            self._in_title = False
        if tag == "template":
            self._in_template = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data

    def _sendable(self, form: dict[str, Any]) -> bool:
        return bool(form["sent"]) or form["id"] in self._outside


def kind_of(url: str) -> str:
    """Pages alike but for keys and values; with a query, for codes too."""
    parts = urlsplit(url)
    path = re.sub(r"/[A-Z0-9]{8}(?=/|$)", "/KEY", parts.path)
    names = sorted({name for name, _value in parse_qsl(parts.query)})
    return f"{path.count('/')} {path.rpartition('/')[2]} {names}" if names else path


def walk(visitor: Visitor, starts: tuple[str, ...]) -> tuple[list[str], int]:
    """What is wrong on the pages that somebody may reach by links, and how many pages that is."""
    todo, seen, kinds, faults = [(start, "") for start in starts], set(starts), Counter[str](), list[str]()
    walked = 0
    while todo:
        url, origin = todo.pop(0)
        answer = visitor.knock(url)
        walked += 1
        if answer.status_int in (302, 303, 307):
            there = urlsplit(urljoin(url, answer.headers["Location"]))
            if there.netloc in ("", "localhost", "localhost:80"):
                follow(f"{there.path}?{there.query}" if there.query else there.path, url, todo, seen, kinds)
            continue
        if answer.status_int != 200:
            if origin:
                faults.append(f"{url} answers {answer.status}, linked from {origin}")
            continue
        if not answer.content_type.startswith("text/html"):
            continue
        page = Page(answer.text)
        preview = url.endswith("/@@apercu")
        faults += [f"{url}: {fault}" for fault in page.faults if not (preview and fault.endswith("cannot be sent"))]
        for link in page.links:
            if link in ("", "#"):
                faults.append(f"{url}: a link to nothing")
            elif link.startswith("#") and link[1:] not in page.ids:
                faults.append(f"{url}: {link} is nowhere on the page")
            there = urlsplit(urljoin(f"http://localhost{url}", link))
            if there.netloc == "localhost" and there.scheme == "http":
                follow(f"{there.path}?{there.query}" if there.query else there.path, url, todo, seen, kinds)
    return faults, walked


def follow(url: str, origin: str, todo: list[tuple[str, str]], seen: set[str], kinds: Counter[str]) -> None:
    """Walk there later, unless enough was seen of that kind."""
    if url in seen or LEFT_OUT.search(url):
        return
    kind = MADE.search(url)
    name = f"made {kind.group(0)}" if kind is not None else kind_of(url)
    if kinds[name] < (1 if kind is not None else ALIKE):
        kinds[name] += 1
        seen.add(url)
        todo.append((url, origin))


@pytest.mark.parametrize("name", list(PEOPLE))
def test_every_link_opens_to_whoever_it_is_shown_to(world_app: Any, world_database: Any, name: str) -> None:
    """X16."""
    userid = PEOPLE[name]
    if userid:
        with transaction.manager:
            open_session(world_database.open().root()[ROOT], userid)
    faults, walked = walk(Visitor(world_app, userid), START.get(name, STARTS))
    assert walked > 3
    assert faults == [], "\n" + "\n".join(faults)
