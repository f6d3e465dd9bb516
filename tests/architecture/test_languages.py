"""Every text of the screens has its English, and no English page says anything in French but contents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
import pytest
import transaction
from bs4 import BeautifulSoup
from bs4.element import PreformattedString

from ecandidat.resources import ROOT
from ecandidat.scripts import messages
from tests.architecture.doors import Door
from tests.architecture.test_matrix import Place, all_places, knocks
from tests.architecture.visitors import Visitor, open_session
from tests.architecture.world import OWNER

CATALOGUES = messages.catalogues()
EACH = pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.parent.parent.name)
VARIABLE = re.compile(r"\$\{\w+\}")

WORDS = re.compile(
    r"(?<![\w'@./-])(le|la|les|des|du|une|un|votre|vous|pour|est|et|pièces?|avec|dans|sur|par|aucune?|ce|cette|ces|au|aux"
    r"|sont|non|oui|à|de|candidatures?|dossiers?|établissements?|passe|enregistrer|retour|nouvelle|nouveau|modifier"
    r"|supprimer|ajouter|courriels?|année|depuis|jours?|libellé|rang|liste|statut|décision|diplôme|prénom|nom|droits"
    r"|avis|gestionnaire|scolarité|anglais|hors|sans)(?![\w'@./-])|(?<!\w)(l|d|n|s|qu|j|c)'\w|«",
    re.IGNORECASE,
)
"""Frequent words of French that English lacks."""

CONTENTS = (
    "Université de Test", "Université d'Ailleurs", "Copie pièce d'identité",
    "Demande d'aménagement au titre du handicap", "Lettre de motivation", "La présidente du jury", "Bon dossier",
    "À revoir en commission.", "2 rue de l'église",
    "Lycée du Bois d'Amour", "Sciences de la vie et de la Terre", "Librairie du Port", "(DU, DIU)",
)  # fmt: skip
"""What the people of the world wrote, and entries of nomenclatures."""

SAID_BY_CONTENTS = {"Accueil"}
"""Texts of the world that are also texts of the screens: the description of an internship."""

PEOPLE = ("", f"c-{OWNER}", "c-NOUVEAUX", "s-admin", "s-droit")
READ_ALOUD = ("aria-label", "title", "placeholder", "alt", "data-label")


@pytest.fixture(scope="module")
def extracted() -> polib.POFile:
    """The messages of the sources."""
    return messages.collect()


@EACH
def test_every_message_is_translated(catalogue: Path, extracted: polib.POFile) -> None:
    assert messages.missing(catalogue, extracted) == [], "run python -m ecandidat.scripts.messages, then translate"


@EACH
def test_translations_use_the_variables_of_their_message(catalogue: Path) -> None:
    wrong = [
        entry.msgid for entry in polib.pofile(str(catalogue))
        if set(VARIABLE.findall(entry.msgid)) != set(VARIABLE.findall(entry.msgstr))
    ]  # fmt: skip
    assert wrong == []


@EACH
def test_the_compiled_catalogue_is_that_of_the_text(catalogue: Path) -> None:
    compiled = {entry.msgid: entry.msgstr for entry in polib.mofile(str(catalogue.with_suffix(".mo")))}
    assert compiled == {entry.msgid: entry.msgstr for entry in polib.pofile(str(catalogue)).translated_entries()}


@pytest.fixture(scope="module")
def left_in_french() -> frozenset[str]:
    """Whole texts that an English page must not show: those whose English differs and is no other text's."""
    entries = list(polib.pofile(str(next(path for path in CATALOGUES if path.parent.parent.name == "en"))))
    french = {words(entry.msgid) for entry in entries if entry.msgid != entry.msgstr and "${" not in entry.msgid}
    return frozenset(french - {words(entry.msgstr) for entry in entries} - SAID_BY_CONTENTS)


def words(text: str) -> str:
    """A text with plain single spaces."""
    return " ".join(text.replace("&nbsp;", " ").split())


@pytest.fixture(scope="module")
def contents(places: list[Place]) -> list[str]:
    """What is said in the language of whoever wrote it, mails in that of their recipient."""
    mails = places[0].node.outbox.values()
    return [*CONTENTS, *sorted({word for mail in mails for word in (words(mail.subject), mail.code)}, key=len)[::-1]]


@pytest.fixture(scope="module")
def places(world_database: Any) -> Iterator[list[Place]]:
    """Objects of each kind, the portal first, in a database that knows the session of each person."""
    with transaction.manager:
        portal = world_database.open().root()[ROOT]
        for person in filter(None, PEOPLE):
            open_session(portal, person)
    connection = world_database.open(transaction.TransactionManager(explicit=True))
    connection.transaction_manager.begin()
    yield list(all_places(connection.root()[ROOT]))
    connection.transaction_manager.abort()
    connection.close()


def english(app: Any, person: str = "") -> Visitor:
    """A visitor who has chosen English."""
    visitor = Visitor(app, person)
    chosen = visitor.knock("/@@langue?l=en&retour=/")
    visitor.cookie = chosen.headers["Set-Cookie"].split(";")[0]
    return visitor


def texts(html: str) -> Iterator[tuple[str, bool]]:
    """What a page shows or says aloud in its language; whether it is an entry of a list, often a nomenclature's."""
    page = BeautifulSoup(html, "html.parser")
    for element in page.find_all(["script", "style"]):
        element.decompose()
    for node in page.find_all(string=True):
        foreign = any(parent.get("lang", "en") != "en" for parent in node.parents)
        if not isinstance(node, PreformattedString) and not foreign:
            yield words(node), node.parent is not None and node.parent.name == "option"
    for element in page.find_all(True):
        yield from ((words(str(element[name])), False) for name in READ_ALOUD if element.get(name))


def faults(html: str, left: frozenset[str], contents: list[str]) -> list[str]:
    """What a page says in French."""
    found = []
    for text, entry in texts(html):
        said = VARIABLE.sub("", text)
        for content in contents:
            said = said.replace(content, "")
        if text in left or (not entry and WORDS.search(said)):
            found.append(text)
    return found


def test_a_page_in_french_is_recognised(world_app: Any, left_in_french: frozenset[str]) -> None:
    page = Visitor(world_app).knock("/compte/creer").text.replace('lang="fr"', "")
    assert len(faults(page, left_in_french, [])) > 10


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person or "visitor")
def test_english_pages_say_nothing_in_french(
    person: str, world_app: Any, every_door: list[Door], places: list[Place], left_in_french: frozenset[str],
    contents: list[str],
) -> None:  # fmt: skip
    visitor, shown, wrong = english(world_app, person), set(), []
    for place, name, method, doors in knocks(every_door, places):
        door = (method, *(one.where for one in doors))
        if door in shown:
            continue
        url = f"{place.path.rstrip('/')}/{'@@' if name else ''}{name}"
        answer = visitor.knock(url, method)
        if answer.status_int in (403, 404) or not answer.content_type.endswith("html"):
            continue
        shown.add(door)
        said = faults(answer.text, left_in_french, contents)
        wrong += [f"{method} {url} ({answer.status_int}): {text}" for text in said]
    assert len(shown) > 15
    assert wrong == [], "\n" + "\n".join(wrong)


def test_a_field_left_empty_is_said_in_the_language_of_the_page(world_app: Any, places: list[Place]) -> None:
    url = f"/candidats/{OWNER}/profil/experiences-pro/?entree=nouvelle"
    french = Visitor(world_app, f"c-{OWNER}").knock(url, "POST")
    assert "Ce champ est obligatoire." in french.text
    assert "Required" not in french.text
    said = english(world_app, f"c-{OWNER}").knock(url, "POST").text
    assert "This field is required." in said
    assert "obligatoire" not in said
