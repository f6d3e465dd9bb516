"""The university's own words for statuses and treatments in what leaves: mails, letters, exports, documents."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from webtest import TestApp
from ZODB.DB import DB

from ecandidat.domain.codes import DecisionKind, PieceStatus, Status, Treatment
from ecandidat.resources import path_of
from ecandidat.services import desk, dossier, letter_texts, letter_trials, mail_texts, offer_tables, proofs
from ecandidat.services import labels as service
from ecandidat.services import pieces as judging
from ecandidat.services.exports import Choice
from tests import seed
from tests.functional.desk.files import applied, commit, manager
from tests.functional.desk.test_exports import exported, table_of
from tests.functional.doors import sign_in
from tests.unit.documents.reading import text as text_of

WORDS = {
    "status_in_fr": "À compléter", "status_in_en": "To be completed", "status_in_de": "Zu ergänzen",
    "status_re_fr": "Bien reçu",
    "treatment_ac_fr": "Sur dossier", "treatment_ac_en": "By application",
    "piecestatus_re_fr": "À refaire", "piecestatus_re_en": "To be done again", "piecestatus_nc_fr": "Sans objet",
}  # fmt: skip


@pytest.fixture
def renamed(portal: Any, connection: Any) -> Any:
    """The university, which says some codes in its own words."""
    service.save(seed.work(portal, "s-central", "Centrale"), portal["test"], WORDS)
    commit(connection)
    return portal["test"]


def test_a_word_is_the_university_s_in_each_language_where_it_has_one(renamed: Any) -> None:
    """S20."""
    said = {lang: service.word(renamed, Status.INCOMPLETE, lang) for lang in ("fr", "en", "es", "de")}
    assert said == {"fr": "À compléter", "en": "To be completed", "es": "Incompleto", "de": "Zu ergänzen"}
    assert service.word(renamed, Status.RECEIVED, "en") == "Received"
    assert service.word(renamed, PieceStatus.PENDING, "fr") == "En attente"


@pytest.mark.parametrize(("lang", "status", "treatment", "piece"), [
    ("fr", "À compléter", "Sur dossier", "À refaire : floue"),
    ("en", "To be completed", "By application", "To be done again : floue"),
    ("es", "Incompleto", "Acceso selectivo", "rechazado : floue"),
])  # fmt: skip
def test_mails_say_statuses_and_treatments_in_the_words_of_the_university(
    renamed: Any, portal: Any, lang: str, status: str, treatment: str, piece: str
) -> None:
    """S20, S08."""
    work = seed.work(portal, "s-central", "Centrale")
    text = {"subject": "Dossier : ${dossier.statut}", "body": "${dossier.traitement}\n\n${piecesRefusees}"}
    mail_texts.write(work, renamed, "STATUT_IN", lang, text)
    application = applied(portal, sent=True)
    application.candidate.language = lang
    application.treatment = Treatment.SELECTIVE
    demand = next(one for one in application.demands() if one.__name__ == "cv")
    judging.judge(manager(portal), application, demand, PieceStatus.REFUSED, "floue")
    if application.status is not Status.INCOMPLETE:
        desk.set_status(manager(portal), application, Status.INCOMPLETE)
    sent = [portal.outbox[key] for key in application.mails if portal.outbox[key].code == "STATUT_IN"]
    assert sent[-1].subject.replace("\u00a0", " ") == f"Dossier : {status}"
    assert treatment in sent[-1].text
    assert piece in sent[-1].text


def test_letters_say_them_too(renamed: Any, portal: Any) -> None:
    """S20."""
    application = applied(portal, sent=True)
    application.treatment = Treatment.SELECTIVE
    work = seed.work(portal, "s-central", "Centrale")
    kind = letter_trials.KINDS[DecisionKind.FAVOURABLE]
    for lang, said in (("fr", "Bien reçu, Sur dossier."), ("en", "Received, By application.")):
        chosen = letter_texts.choose(work, renamed["droit"], kind, lang)
        tried = replace(chosen, fields={**chosen.fields, "body": "${statutDossier}, ${typeTraitement}."})
        assert said in text_of(letter_trials.pdf(work, renamed["droit"], kind, tried, application))


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_exports_say_them_in_their_cells(
    renamed: Any, portal: Any, connection: Any, database: DB, form: str
) -> None:
    """S20, M37."""
    application = applied(portal, sent=True)
    application.treatment = Treatment.SELECTIVE
    commit(connection)
    choice = Choice(("numero", "statut", "traitement"), format=form)
    _name, content = exported(database, "s-droit", [path_of(application)], choice)
    if form == "csv":
        assert "Bien reçu" in content.decode("utf-8-sig")
        assert "Sur dossier" in content.decode("utf-8-sig")
    else:
        row = table_of(content)[0]
        assert (row["Statut"], row["Type de traitement"]) == ("Bien reçu", "Sur dossier")
    [table] = offer_tables.formations(seed.work(portal, "s-droit"), portal["test"]["droit"])
    assert any("Sur dossier" in row for row in table.rows)


def test_the_dossier_and_the_proof_are_printed_in_them(renamed: Any, portal: Any) -> None:
    """S20."""
    application = applied(portal, sent=True)
    work = seed.work(portal, application.candidate.userid, "CAMILLE MARTIN")
    printed = BytesIO()
    dossier.build(work, application, printed, owner=True, lang="fr", pieces=False)
    said = text_of(printed.getvalue())
    assert "Bien reçu" in said
    assert "Sans objet" in said
    assert "Réceptionné" not in said
    english = BytesIO()
    dossier.build(work, application, english, owner=True, lang="en", pieces=False)
    assert "Received" in text_of(english.getvalue())
    _name, proof = proofs.pdf(work, application)
    assert "Sans objet" in text_of(proof)
    assert "Non concerné" not in text_of(proof)


def test_an_english_page_falls_back_on_the_product_s_english(
    renamed: Any, portal: Any, connection: Any, browser: TestApp
) -> None:
    """S20."""
    application = applied(portal, sent=True)
    commit(connection)
    sign_in(browser, "CANDIDAT")
    assert "Bien reçu" in browser.get(path_of(application))
    home = browser.get("/test")
    token = next(form for form in home.forms.values() if form.action.endswith("@@langue"))["csrf_token"].value
    browser.post("/@@langue", {"l": "en", "retour": "/test", "csrf_token": token}, status=302)
    page = browser.get(path_of(application))
    assert "Received" in page
    assert "Bien reçu" not in page
