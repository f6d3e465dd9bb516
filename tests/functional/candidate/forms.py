"""What the tests of « Formulaires complémentaires » share: what is asked, how it is answered."""

from __future__ import annotations

from typing import Any

from webtest import TestApp
from webtest.response import TestResponse

from ecandidat.domain.questionnaire import Choice, Kind, Question
from tests import seed
from tests.functional.candidate import road

PROJECT, ABROAD, WHERE, LEVEL, PROOF = "PROJET22", "ETRANGER", "LEQUEL22", "NIVEAU22", "PREUVE22"
MASTER = "test~droit~formulaires~complement"
TAB = "?onglet=formulaires"


def questions() -> tuple[Question, ...]:
    """A text, a yes or no, what depends on it, a number, an optional file."""
    lines = (Choice("ue", (("fr", "Union européenne"),)), Choice("autre", (("fr", "Autre pays"),)))
    return (
        seed.question(PROJECT, Kind.LONG, "Quel est votre projet ?"),
        seed.question(ABROAD, Kind.YES_NO, "Avez-vous étudié à l'étranger ?"),
        seed.question(WHERE, Kind.CHOICE, "Où ?", choices=lines, depends_on=ABROAD, depends_value="oui"),
        seed.question(LEVEL, Kind.NUMBER, "Votre moyenne", required=False, low=0, high=20),
        seed.question(PROOF, Kind.FILE, "Une preuve", required=False),
    )


def commit(connection: Any) -> None:
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()


def demand(connection: Any) -> None:
    """Questionnaires are demanded before submitting."""
    road.portal_now(connection)["test"].parameters["CANDIDATURE_IS_BLOC_TRANS_FORM"] = True
    commit(connection)


def states(page: TestResponse) -> list[str]:
    """The state of each questionnaire in the tab."""
    return [badge.get_text(strip=True) for badge in page.html.select(".form-list .status")]


def form_of(page: TestResponse) -> Any:
    return page.forms["formulaire"]


def answer(browser: TestApp, url: str, **fields: str) -> TestResponse:
    """Fill the questionnaire in and press « Enregistrer », whatever comes."""
    form = form_of(browser.get(url))
    for name, value in fields.items():
        form[f"champ-{name}" if isinstance(form.fields.get(f"champ-{name}"), list) else name] = value
    return form.submit("enregistrer", status="*")
