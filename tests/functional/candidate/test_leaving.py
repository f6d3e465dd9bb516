"""« Supprimer mon compte »: what goes, what stays, who may come back, and that managers' pages still stand."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import transaction
from webtest import TestApp
from ZODB.DB import DB

from ecandidat.adapters import Adapters
from ecandidat.adapters.sis import NoRecords
from ecandidat.domain.codes import Answer
from ecandidat.domain.questionnaire import Response
from ecandidat.jobs import accounts as job
from ecandidat.models.questionnaire import put_response
from ecandidat.resources import ROOT
from ecandidat.services import accounts, closing, desk
from ecandidat.services import application as service
from ecandidat.services.reindex import reindex
from ecandidat.work import clock
from tests import seed
from tests.architecture import world
from tests.functional.account.doors import last_form, mails
from tests.functional.doors import sign_in

LEAVE = "/candidats/CANDIDAT/@@supprimer-compte"
DROIT = "/test/droit/master/m1-droit"
OTHER = {"nom": "MARTIN", "prenom": "Camille", "adresse_mail": "candidat@exemple.fr"}


def node(portal: Any, path: str) -> Any:
    found = portal
    for name in path.strip("/").split("/"):
        found = found[name]
    return found


def sent(database: DB, path: str = DROIT, decision: str = "") -> str:
    """CANDIDAT sent an application there, perhaps decided; its path."""
    with transaction.manager, database.transaction() as connection:
        portal = connection.root()[ROOT]
        application = world.submitted(portal, portal.candidates["CANDIDAT"], node(portal, path))
        if decision:
            manager = seed.work(portal, "s-admin", "Test Admin")
            more: dict[str, Any] = {"motivation": "capacite"} if decision == "defavorable" else {}
            desk.decide(manager, application, decision, **more, **({"rank": 1} if "liste-c" in decision else {}))
            desk.validate_decision(manager, application)
        return f"{path}/{application.key}"


def begun(database: DB, path: str = "/test/sciences/master/m1-maths") -> str:
    with transaction.manager, database.transaction() as connection:
        portal = connection.root()[ROOT]
        candidate = portal.candidates["CANDIDAT"]
        application = service.apply(seed.work(portal, candidate.userid), node(portal, path), candidate)
        return f"{path}/{application.key}"


def leave(browser: TestApp, number: str = "candidat", password: str = seed.PASSWORD, status: int = 303) -> Any:
    form = last_form(browser.get(LEAVE))
    form["numero"], form["mot_de_passe_actuel"] = number, password
    return form.submit(status=status)


def round_of_the_worker(database: DB) -> Any:
    settings = seed.settings()
    return job.run(database, settings, Adapters(None, NoRecords()))


def pass_time(database: DB) -> None:
    """Whatever was to be done with who left is due."""
    with transaction.manager, database.transaction() as connection:
        candidates = connection.root()[ROOT].candidates
        for number in list(candidates.leaving):
            candidates.leaving[number] = clock() - timedelta(seconds=1)


def gone(browser: TestApp, database: DB) -> None:
    sign_in(browser, "CANDIDAT")
    leave(browser)
    pass_time(database)
    assert round_of_the_worker(database)["comptes-supprimes"] == 1


def link(database: DB) -> str:
    ((_, _, text, _),) = mails(database, "CPT_SUPPRESSION")
    found = re.search(r"https?://[^/\s]+(/compte/restaurer/[\w-]+)", text)
    assert found is not None, text
    return found[1]


def test_the_page_says_what_goes_what_stays_and_why(browser: TestApp, database: DB) -> None:
    """C099."""
    sent(database, decision="defavorable")
    begun(database)
    sign_in(browser, "CANDIDAT")
    page = browser.get(LEAVE)
    page.mustcontain("Ce qui est effacé", "Après 14 jours", "Ce que l'université doit conserver", "365 jours",
                     "acte administratif", "ecandidat@univ.example", "M1 Droit privé", "Conservée telle quelle.",
                     "M1 Mathématiques", "Effacée\u00a0: elle n'a pas été transmise.")  # fmt: skip


def test_a_wrong_number_or_password_deletes_nothing_and_counts(browser: TestApp, database: DB) -> None:
    """C099 C032."""
    sign_in(browser, "CANDIDAT")
    page = leave(browser, number="AUTREXYZ", status=409)
    assert "recopiez-le" in page.html.find(id="error-champ-numero").text
    for _ in range(5):
        page = leave(browser, password="pas le bon", status=409)
    leave(browser, status=409).mustcontain("Trop d'essais")
    with database.transaction() as connection:
        portal = connection.root()[ROOT]
        assert portal.accounts.get("c-CANDIDAT").active
        assert portal.candidates["CANDIDAT"].leaves_at is None


def test_leaving_ends_sessions_frees_the_address_and_says_so(browser: TestApp, wsgi: Any, database: DB) -> None:
    """C099."""
    sent(database)
    elsewhere = TestApp(wsgi, extra_environ={"HTTP_HOST": "localhost", "HTTP_ACCEPT_LANGUAGE": "fr"})
    sign_in(elsewhere, "CANDIDAT")
    sign_in(browser, "CANDIDAT")
    leave(browser, number=" candi dat ").follow().mustcontain("Votre compte est supprimé")
    elsewhere.get("/candidats/CANDIDAT", status=302)
    form = last_form(browser.get("/compte/connexion"))
    form["utilisateur"], form["mot_de_passe"] = "CANDIDAT", seed.PASSWORD
    form.submit(status=422).mustcontain("Connexion impossible")
    ((_, recipient, text, _),) = mails(database, "CPT_SUPPRESSION")
    assert recipient == "candidat@exemple.fr"
    assert "Garder mon compte" in text
    with transaction.manager, database.transaction() as connection:
        portal = connection.root()[ROOT]
        assert portal.accounts.find_mail("candidat@exemple.fr") is None
        assert "0123456789M" not in portal.candidates.by_ine
        assert accounts.create(seed.work(portal), accounts.NewAccount(
            "Martin", "Camille", "candidat@exemple.fr", "phare bouilloire sept nuages"), portal["test"])  # fmt: skip


def test_what_is_under_way_is_given_up_with_its_mails_and_alerts(browser: TestApp, database: DB) -> None:
    """C099."""
    undecided, admitted = sent(database), sent(database, "/test/sciences/master/m1-maths", "favorable")
    draft = begun(database, "/test/droit/master/m1-papier")
    sign_in(browser, "CANDIDAT")
    leave(browser)
    with database.transaction() as connection:
        portal = connection.root()[ROOT]
        one, two, three = (node(portal, path) for path in (undecided, admitted, draft))
        assert one.cancelled_at is not None
        assert three.cancelled_at is not None
        assert (two.cancelled_at, two.answer) == (None, Answer.WITHDRAWN)
        assert [line.act for line in one.journal][-1] == "annuler-compte"
        assert one.formation.rows[one.key].cancelled_on is not None
    codes = [code for code, *_ in mails(database)]
    assert codes.count("CANDIDATURE_ANNULATION") == 2
    assert codes.count("COMMISSION_ALERT_ANNULATION") == 2
    assert codes.count("CANDIDATURE_DESIST") == 1
    assert codes.count("COMMISSION_ALERT_DESISTEMENT") == 1


@pytest.mark.parametrize("decision", ["liste-complementaire", "liste-attente", "preselection"])
def test_nobody_who_left_stays_on_a_waiting_list(browser: TestApp, database: DB, decision: str) -> None:
    """C099."""
    path = sent(database, decision=decision)
    sign_in(browser, "CANDIDAT")
    leave(browser)
    with database.transaction() as connection:
        assert node(connection.root()[ROOT], path).cancelled_at is not None


def test_the_mailed_link_brings_everything_back(browser: TestApp, database: DB) -> None:
    """C099."""
    path = sent(database, decision="defavorable")
    sign_in(browser, "CANDIDAT")
    leave(browser)
    address = link(database)
    browser.get(address)
    browser.head(address)
    with database.transaction() as connection:
        assert not connection.root()[ROOT].accounts.get("c-CANDIDAT").active
    last_form(browser.get(address)).submit(status=303).follow().mustcontain("de nouveau ouvert")
    browser.get(address, status=410).mustcontain("Ce lien n'est plus valable")
    sign_in(browser, "candidat@exemple.fr")
    browser.get("/candidats/CANDIDAT/profil/infos-perso").mustcontain("MARTIN")
    browser.get(path).mustcontain("Avis défavorable")
    pass_time(database)
    assert round_of_the_worker(database)["comptes-supprimes"] == 0
    with database.transaction() as connection:
        assert connection.root()[ROOT].candidates.by_ine["0123456789M"] == "CANDIDAT"


def test_an_account_made_meanwhile_is_not_overwritten(browser: TestApp, database: DB) -> None:
    """C099."""
    sign_in(browser, "CANDIDAT")
    leave(browser)
    with transaction.manager, database.transaction() as connection:
        portal = connection.root()[ROOT]
        person = accounts.NewAccount("Martin", "Camille", "candidat@exemple.fr", "phare bouilloire sept nuages")
        accounts.create(seed.work(portal), person, portal["test"])
    page = last_form(browser.get(link(database))).submit(status=409)
    page.mustcontain("sert maintenant à un autre compte")


@pytest.mark.parametrize("secret", ["inconnu", "a" * 500, "%3Cscript%3E"])
def test_a_link_that_opens_nothing_says_so(browser: TestApp, secret: str) -> None:
    browser.get(f"/compte/restaurer/{secret}", status=410).mustcontain("Ce lien n'est plus valable", no="<script>alert")
    browser.get("/compte/restaurer", status=404)


def test_after_the_delay_nothing_personal_is_left_but_what_was_sent(browser: TestApp, database: DB) -> None:
    """C099."""
    kept, draft = sent(database, decision="defavorable"), begun(database)
    with database.transaction() as connection:
        typed = Response((("projet", "Reprendre la ferme de mes parents"),))
        put_response(node(connection.root()[ROOT], kept), "test/formulaires/projet", typed)
    gone(browser, database)
    assert mails(database)[-1][0] == "CPT_MIN_DELETE"
    with database.transaction() as connection:
        portal = connection.root()[ROOT]
        candidate, application = portal.candidates["CANDIDAT"], node(portal, kept)
        assert portal.accounts.get("c-CANDIDAT") is None
        assert candidate.left_at is not None
        assert (candidate.mail, candidate.profile.personal, len(candidate.documents)) == ("", None, 0)
        assert len(candidate.journal) == 0
        assert application.candidate is candidate
        assert (application.answers, application.presences) == (None, None)
        assert application.profile.personal.birth_name == "MARTIN"
        documents = [document for _, _, _, document in application.snapshot.pieces if document is not None]
        assert len(documents) == 3
        for document in documents:
            with document.open() as stream:
                assert (document.__parent__, stream.read(5)) == (None, b"%PDF-")
        assert draft.rsplit("/", 1)[1] not in node(portal, draft.rsplit("/", 1)[0]).rows
        assert reindex(portal)[1] == 0
        assert portal.candidates.was_used("CANDIDAT")
    browser.get(link(database), status=410)


def test_who_never_sent_anything_leaves_nothing(browser: TestApp, database: DB) -> None:
    """C099 C021."""
    begun(database)
    gone(browser, database)
    with database.transaction() as connection:
        portal = connection.root()[ROOT]
        assert "CANDIDAT" not in portal.candidates
        assert portal.candidates.was_used("CANDIDAT")
        assert not [mail for mail in portal.outbox.values() if mail.about.startswith("/test/")]
    assert round_of_the_worker(database)["comptes-supprimes"] == 0


def test_what_was_kept_goes_when_its_term_is_over(browser: TestApp, database: DB) -> None:
    """C099."""
    path = sent(database, decision="defavorable")
    gone(browser, database)
    with database.transaction() as connection:
        portal = connection.root()[ROOT]
        assert portal.candidates.leaving["CANDIDAT"] - clock() > timedelta(days=364)
    pass_time(database)
    assert round_of_the_worker(database)["candidatures-effacees"] == 1
    with database.transaction() as connection:
        portal = connection.root()[ROOT]
        assert "CANDIDAT" not in portal.candidates
        assert path.rsplit("/", 1)[1] not in node(portal, DROIT).rows
    assert not round_of_the_worker(database)["candidatures-effacees"]


@pytest.mark.parametrize("when", ["leaving", "gone"])
def test_the_pages_of_managers_stand(browser: TestApp, wsgi: Any, database: DB, when: str) -> None:
    """C099."""
    kept = sent(database, decision="defavorable")
    cancelled = sent(database, "/test/sciences/master/m1-maths")
    if when == "gone":
        gone(browser, database)
    else:
        sign_in(browser, "CANDIDAT")
        leave(browser)
    manager = TestApp(wsgi, extra_environ={"HTTP_HOST": "localhost", "HTTP_ACCEPT_LANGUAGE": "fr"})
    sign_in(manager, "admin")
    manager.get("/test/@@candidatures").mustcontain("CANDIDAT", "MARTIN")
    manager.get("/test/@@candidatures?annulees=1")
    for path in (kept, cancelled):
        page = manager.get(path)
        page.mustcontain("MARTIN", "Ce candidat a supprimé son compte")
        for view in ("@@historique", "@@notes", "@@examen", "@@dossier.pdf"):
            assert manager.get(f"{path}/{view}", status="*").status_int in (200, 303), view
    manager.get(f"{kept}/@@dossier.pdf")
    manager.get("/candidats/CANDIDAT").mustcontain("Ce candidat a supprimé son compte")
    manager.get("/candidats/CANDIDAT/candidatures").mustcontain("M1 Droit privé")
    for step in ("infos-perso", "adresse", "baccalaureat", "cursus-interne", "stages"):
        manager.get(f"/candidats/CANDIDAT/profil/{step}")
    answer = manager.get("/candidats/CANDIDAT/profil/stages?entree=nouvelle")
    form = last_form(answer)
    form["year"], form["duration"], form["organisation"], form["description"] = "2025", "1 mois", "EDF", "Accueil"
    form.submit("enregistrer", status=409).mustcontain("rien ne peut plus y être changé")
    form = last_form(manager.get("/test/droit/master/m1-papier/@@candidater-pour"))
    form["numero"], form["champ-choix"] = "CANDIDAT", "classique"
    form.submit(status=409).mustcontain("a supprimé son compte")
    before = len(mails(database))
    with transaction.manager, database.transaction() as connection:
        portal = connection.root()[ROOT]
        application = node(portal, kept)
        work = seed.work(portal, "s-admin", "Test Admin")
        desk.decide(work, application, "favorable")
        desk.validate_decision(work, application)
    assert len(mails(database)) == before + (when == "leaving")


def test_a_student_without_password_proves_it_by_the_ent(browser: TestApp, database: DB) -> None:
    """C099."""
    sign_in(browser, "CANDIDAT")
    with transaction.manager, database.transaction() as connection:
        portal = connection.root()[ROOT]
        account = portal.accounts.get("c-CANDIDAT")
        account.password = ""
        accounts.bind_cas(seed.work(portal), account, "test/e2201001")
    form = last_form(browser.get(LEAVE))
    assert "mot_de_passe_actuel" not in form.fields
    with transaction.manager, database.transaction() as connection:
        account = connection.root()[ROOT].accounts.get("c-CANDIDAT")
        for print_ in list(account.sessions):
            account.sessions[print_] = clock() - timedelta(minutes=16)
    page = browser.get(LEAVE)
    page.mustcontain("Me reconnecter par l'ENT", "/compte/cas?etab=test")
    assert "numero" not in last_form(page).fields


def test_an_unfinished_archive_stops(browser: TestApp, database: DB) -> None:
    """C099 C100."""
    sign_in(browser, "CANDIDAT")
    page = browser.get("/candidats/CANDIDAT/@@mes-donnees")
    next(form for form in page.forms.values() if form.action.endswith("@@exporter")).submit()
    leave(browser)
    with database.transaction() as connection:
        assert len(connection.root()[ROOT].tasks) == 0


def test_what_is_admitted_too_late_to_withdraw_is_said(database: DB) -> None:
    """C099."""
    path = sent(database, decision="favorable")
    with transaction.manager, database.transaction() as connection:
        portal = connection.root()[ROOT]
        application = node(portal, path)
        later = clock() + timedelta(days=60)
        work = seed.work(portal, "c-CANDIDAT", now=later)
        assert closing.fate(work, application) is closing.Fate.KEPT
        assert closing.unanswerable(work, application.candidate) == [application]
