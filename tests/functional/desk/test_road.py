"""A manager's road: list, open, examine, refuse a piece, incomplete, sent again, complete, decide, validate."""

from __future__ import annotations

from typing import Any

from webtest import TestApp

from ecandidat.domain.codes import MailState, PieceStatus, Status
from ecandidat.resources import path_of
from ecandidat.services import application as service
from ecandidat.services import pieces
from tests import seed
from tests.functional.desk.files import applied, commit, form_of, pdf, refresh
from tests.functional.doors import sign_in


def judge(page: Any, verdict: str, comment: str = "", *, status: int = 303) -> Any:
    form = form_of(page, "commentaire")
    form["commentaire"] = comment
    return form.submit({"Validée": "valider", "Refusée": "refuser"}[verdict], status=status)


def mails(portal: Any, application: Any) -> list[str]:
    return [portal.outbox[key].code for key in application.mails]


def test_from_the_list_to_the_letter(browser: TestApp, connection: Any, portal: Any) -> None:
    """M09."""
    application = applied(portal, sent=True)
    base = path_of(application)
    commit(connection)
    sign_in(browser, "droit")
    page = browser.get("/test/droit/@@candidatures").click("CANDIDAT")
    for words in ("MARTIN CAMILLE", "Informations détaillées", "Dates utiles", "Adresse de contact", "Bloc-notes",
                  "Accès contrôlé (validé)", "Code OPI", "Non défini", "tels qu'ils ont été transmis", "Historique",
                  "Lycée du Bois d'Amour"):  # fmt: skip
        assert words in page
    exam = page.click("Examiner les pièces", index=0)
    assert "Copie pièce d'identité" in exam.html.find(id="piece").text
    shown = exam.html.select_one(".desk-viewer img")["src"]
    assert shown.startswith(f"{base}/pieces/test~pieces~identite/@@page?numero=1")
    assert browser.get(shown).content_type == "image/jpeg"
    exam = judge(exam, "Validée").follow()
    assert exam.html.find(id="piece").text == "Curriculum Vitae"
    assert "le commentaire est obligatoire" in judge(exam, "Refusée", status=409)
    exam = judge(exam, "Refusée", "La deuxième page manque.").follow()
    assert exam.html.find(id="piece").text == "Lettre de motivation"
    exam = judge(exam, "Validée").follow()
    assert "Marquer incomplet" in exam
    done = form_of(exam, "statut").submit().follow()
    assert "Incomplet" in done

    refresh(connection)
    assert application.status is Status.INCOMPLETE
    assert mails(portal, application)[-1] == "STATUT_IN"
    assert "La deuxième page manque." in portal.outbox[application.mails[-1]].text
    candidate = seed.work(portal, application.candidate.userid, "Le candidat")
    cv = application.formation.component.pieces["cv"]
    pieces.deposit(candidate, application, cv, pdf(400), "cv-entier.pdf")
    commit(connection)
    waiting = browser.get(f"{base}/@@examen?piece=test~droit~pieces~cv")
    assert "attendez qu'il transmette à nouveau" in judge(waiting, "Validée", status=409)
    service.submit(candidate, application)
    commit(connection)

    exam = judge(browser.get(f"{base}/@@examen"), "Validée").follow()
    page = form_of(exam, "statut").submit().follow()
    assert "Complet" in page
    form = form_of(page.click("Saisir une décision"), "decision")
    form["decision"] = "favorable"
    page = form.submit("enregistrer").follow()
    assert "non validée, invisible du candidat" in page
    ask = page.click("Valider la décision")
    assert "candidat@exemple.fr reçoit le courriel «\u00a0Avis favorable\u00a0», avec la lettre en pièce jointe." in ask
    page = form_of(ask, "version").submit().follow()
    assert "Télécharger la lettre" in page

    refresh(connection)
    mail = portal.outbox[application.mails[-1]]
    assert mail.code == "AVIS_FAVORABLE"
    assert mail.attachments[0].filename.startswith("lettre-admission")
    history = browser.get(f"{base}/@@historique")
    for words in ("Pièce refusée\u00a0: Transmise → Refusée", "Décision validée\u00a0: Avis favorable", "À envoyer"):
        assert words in history
    opened = browser.get(f"{base}/@@historique?courriel={application.mails[-1]}")
    assert mail.text.strip()[:40] in opened.html.find("pre").text
    browser.get(f"{base}/@@historique?courriel=AUTRE", status=404)


def test_a_frequent_comment_is_enough(browser: TestApp, connection: Any, portal: Any) -> None:
    application = applied(portal, sent=True)
    commit(connection)
    sign_in(browser, "droit")
    form = form_of(browser.get(f"{path_of(application)}/@@examen"), "commentaire")
    ticked = next(box for box in form.fields["checkbox"] if "le document demandé" in box._value)
    ticked.checked = True
    form.submit("refuser", status=303)
    refresh(connection)
    file = application.pieces["test~pieces~identite"]
    assert (file.status, file.comment) == (PieceStatus.REFUSED, "Ce n'est pas le document demandé.")


def test_a_file_that_was_not_sent_says_so(browser: TestApp, connection: Any, portal: Any) -> None:
    application = applied(portal)
    commit(connection)
    sign_in(browser, "droit")
    page = browser.get(path_of(application))
    assert "Dossier non transmis\u00a0: le profil est tel qu'il est aujourd'hui." in page
    exam = browser.get(f"{path_of(application)}/@@examen")
    assert "Aucun fichier n'a été transmis" in exam
    assert "n'a pas été transmise" in judge(exam, "Validée", status=409)


def test_a_mail_is_sent_again(browser: TestApp, connection: Any, portal: Any) -> None:
    application = applied(portal)
    key = application.mails[0]
    portal.outbox[key].state = MailState.SENT
    del portal.outbox.queue[key]
    commit(connection)
    sign_in(browser, "droit")
    page = browser.get(f"{path_of(application)}/@@historique?courriel={key}")
    form = form_of(page, "courriel")
    assert "Le courriel repart dans quelques instants." in form.submit(status=303).follow()
    assert "déjà en route" in form.submit(status=303).follow()
    refresh(connection)
    assert portal.outbox[key].state is MailState.PENDING
    assert key in portal.outbox.queue
    form["courriel"] = "AUTRE"
    assert "pas dans la liste" in form.submit(status=303).follow()
    browser.reset()
    sign_in(browser, "membre")
    read = browser.get(f"{path_of(application)}/@@historique?courriel={key}")
    assert "Renvoyer" not in read
    token = read.forms[0]["csrf_token"].value
    browser.post(f"{path_of(application)}/@@renvoyer", {"csrf_token": token, "courriel": key}, status=404)
