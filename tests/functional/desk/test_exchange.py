"""What managers and a candidate ask and tell each other: a piece more, messages, who takes care, what changed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from webtest import TestApp, Upload

from ecandidat.domain.codes import PieceStatus, Status
from ecandidat.domain.errors import Refused
from ecandidat.models.application import key_of
from ecandidat.register import rebuild
from ecandidat.resources import path_of
from ecandidat.services import application as acts
from ecandidat.services import desk, dossier, looks, messages, own_data, pieces, reminders, requests
from ecandidat.services.situation import piece_view
from tests import seed
from tests.functional.desk.files import applied, commit, form_of, manager, pdf, radio, refresh
from tests.functional.doors import sign_in


@pytest.fixture
def application(portal: Any, connection: Any) -> Any:
    made = applied(portal, sent=True)
    commit(connection)
    return made


def candidate(portal: Any, **more: Any) -> Any:
    return seed.work(portal, "c-CANDIDAT", "CAMILLE MARTIN", **more)


def mails(portal: Any, application: Any) -> list[Any]:
    return [portal.outbox[key] for key in application.mails]


def ask(browser: TestApp, application: Any, effect: str, day: Any, piece: str = "Attestation d'assurance") -> Any:
    form = form_of(browser.get(f"{path_of(application)}/@@demander-piece"), "piece")
    form["piece"], form["explication"], form["avant"] = piece, "Pour cette année.", day.strftime("%d/%m/%Y")
    radio(form, effect)
    return form.submit("enregistrer", status="*")


BESIDE = "Le dossier suit son cours\u00a0: le candidat la dépose sans transmettre à nouveau."
BLOCKING = "Le dossier devient incomplet\u00a0: le candidat la dépose, puis transmet à nouveau."


def test_a_piece_asked_beside_is_deposited_while_the_file_goes_on(
    browser: TestApp, connection: Any, portal: Any, application: Any
) -> None:
    """M10, M12, X02."""
    sign_in(browser, "droit")
    assert "Choisissez une date à venir" in ask(browser, application, BESIDE, seed.TODAY)
    day = seed.TODAY + timedelta(days=6)
    page = ask(browser, application, BESIDE, day).follow()
    assert "Attestation d'assurance" in page
    assert "Pièce demandée en plus" in page
    refresh(connection)
    assert application.status is Status.RECEIVED
    sent = mails(portal, application)[-1]
    assert (sent.code, sent.recipient) == ("PIECE_DEMANDEE", "candidat@exemple.fr")
    assert "une pièce de plus : Attestation d'assurance" in " ".join(sent.text.split())
    assert "incomplet" not in sent.text
    assert application.formation.rows[application.key].piece_until == day

    browser.reset()
    sign_in(browser, "CANDIDAT")
    page = browser.get(path_of(application))
    assert "Une pièce de plus vous est demandée\u00a0: «\u00a0Attestation d'assurance\u00a0»" in page
    assert "Pour cette année." in page
    asked = application.requested()[0]
    row = page.html.find(id=f"piece-{key_of(asked.uid).replace('~', '-')}")
    assert row.select("form.upload")
    others = [one for one in page.html.select("tbody tr") if one is not row]
    assert others
    assert not any(one.select("form.upload") for one in others)
    assert "Déposer «\u00a0Attestation d'assurance\u00a0»" in browser.get("/candidats/CANDIDAT")
    form = next(one for one in page.forms.values() if key_of(asked.uid) in one.action and "fichier" in one.fields)
    form["fichier"] = [Upload("attestation.pdf", pdf(500).getvalue(), "application/pdf")]
    form.submit(status=303)
    refresh(connection)
    assert piece_view(application, asked).status is PieceStatus.SENT
    assert application.formation.rows[application.key].piece_until is None
    assert "Une pièce de plus vous est demandée\u00a0:" not in browser.get(path_of(application))

    browser.reset()
    sign_in(browser, "droit")
    exam = browser.get(f"{path_of(application)}/@@examen?piece={key_of(asked.uid)}")
    assert exam.html.select(".desk-viewer img")
    form_of(exam, "commentaire").submit("valider", status=303)
    refresh(connection)
    assert piece_view(application, asked).status is PieceStatus.VALID


def test_the_candidate_is_told_that_a_piece_asked_beside_is_refused(
    browser: TestApp, connection: Any, portal: Any, application: Any
) -> None:
    """M10. The file stays submitted: no other mail would say so."""
    sign_in(browser, "droit")
    ask(browser, application, BESIDE, seed.TODAY + timedelta(days=6))
    browser.reset()
    sign_in(browser, "CANDIDAT")
    refresh(connection)
    asked = application.requested()[0]
    page = browser.get(path_of(application))
    form = next(one for one in page.forms.values() if key_of(asked.uid) in one.action and "fichier" in one.fields)
    form["fichier"] = [Upload("attestation.pdf", pdf(500).getvalue(), "application/pdf")]
    form.submit(status=303)
    browser.reset()
    sign_in(browser, "droit")
    exam = form_of(browser.get(f"{path_of(application)}/@@examen?piece={key_of(asked.uid)}"), "commentaire")
    exam["commentaire"] = "C'est celle de l'an dernier."
    exam.submit("refuser", status=303)
    refresh(connection)
    sent = mails(portal, application)[-1]
    assert (sent.code, sent.recipient) == ("PIECE_REFUSEE", "candidat@exemple.fr")
    assert "C'est celle de l'an dernier." in sent.text
    assert application.status is Status.RECEIVED


def test_a_piece_that_blocks_makes_the_file_incomplete_until_it_is_sent(
    browser: TestApp, connection: Any, portal: Any, application: Any
) -> None:
    """M10, X02."""
    day = seed.TODAY + timedelta(days=9)
    sign_in(browser, "droit")
    ask(browser, application, BLOCKING, day).follow()
    refresh(connection)
    assert (application.status, application.return_by) == (Status.INCOMPLETE, day)
    assert "votre dossier est incomplet sans cette pièce" in mails(portal, application)[-1].text
    work, asked = candidate(portal), application.requested()[0]
    with pytest.raises(Refused) as refused:
        acts.submit(work, application)
    assert refused.value.code == "pieces_missing"
    document = pieces.deposit(work, application, asked, pdf(480), "attestation.pdf")
    assert dossier.readable(application, asked, owner=False) is None
    acts.submit(work, application)
    assert application.snapshot.document(asked.uid) is document
    assert dossier.readable(application, asked, owner=False) is document
    commit(connection)
    assert browser.get(f"{path_of(application)}/@@dossier.pdf").content_type == "application/pdf"


def test_a_demand_is_taken_back(browser: TestApp, connection: Any, portal: Any, application: Any) -> None:
    """M10."""
    sign_in(browser, "droit")
    ask(browser, application, BESIDE, seed.TODAY + timedelta(days=3))
    page = browser.get(f"{path_of(application)}/@@demander-piece")
    form = next(one for one in page.forms.values() if one.action.endswith("@@retirer-demande"))
    assert "Plus demandée" in form.submit("piece", status=303).follow()
    assert "pas dans la liste" in form.submit("piece", status=303).follow()
    refresh(connection)
    assert requests.waited(application) == []
    assert "Attestation" not in browser.get(path_of(application)).html.find(id="pieces").text


def test_a_piece_asked_beside_is_recalled_before_its_own_date(portal: Any, application: Any) -> None:
    """M10."""
    work = manager(portal)
    requests.ask(work, application, "Attestation", seed.TODAY + timedelta(days=5))
    assert not reminders.act_on(seed.work(portal), application)
    tomorrow = seed.work(portal, now=seed.NOW + timedelta(days=1))
    assert path_of(application) in list(reminders.approaching(tomorrow))
    assert reminders.act_on(tomorrow, application)
    sent = mails(portal, application)[-1]
    assert sent.code == "PIECE_DEMANDEE"
    assert sent.subject.startswith("Candidature - rappel")
    assert not reminders.act_on(tomorrow, application)
    application.candidate.wants_reminders = False
    assert not reminders.act_on(seed.work(portal, now=seed.NOW + timedelta(days=4)), application)


def test_nothing_more_is_asked_of_a_file_that_was_not_sent_or_is_on_paper(portal: Any) -> None:
    """M10."""
    work, day = manager(portal), seed.TODAY + timedelta(days=5)
    for code, wanted in (("m1-droit", "not_submitted"), ("m1-papier", "request_on_paper")):
        with pytest.raises(Refused) as refused:
            requests.ask(work, applied(portal, code=code), "Attestation", day)
        assert refused.value.code == wanted


def test_what_nobody_read_is_marked_in_lists_and_menus(
    browser: TestApp, connection: Any, portal: Any, application: Any
) -> None:
    """M09, M51."""
    quiet = applied(portal, "TRANQUIL", sent=True)
    messages.write(candidate(portal), application, "Bonjour ?", staff=False)
    messages.write(candidate(portal), application, "Et ceci encore.", staff=False)
    commit(connection)
    listing = "/test/droit/@@candidatures"
    sign_in(browser, "droit")
    page = browser.get(listing)
    assert [mark["title"] for mark in page.html.select(".desk-unread")] == ["2 messages non lus"]
    narrowed = page.click("1 candidature avec un message non lu")
    assert [row["data-key"].rpartition("/")[2] for row in narrowed.html.select("tr[data-key]")] == [application.key]
    others = browser.get(listing, {"messages": "0", "colonnes": "numero.messages", "tri": "-unread"})
    assert [row["data-key"].rpartition("/")[2] for row in others.html.select("tr[data-key]")] == [quiet.key]
    assert rebuild(application.formation) == 0
    browser.reset()
    sign_in(browser, "membre")
    seen = browser.get("/test/droit/master/m1-droit/@@candidatures")
    assert not seen.html.select(".desk-unread")
    assert "message non lu" not in seen.html.select_one(".desk-count").text
    browser.reset()
    sign_in(browser, "droit")
    browser.get(f"{path_of(application)}/@@messages")
    assert not browser.get(listing).html.select(".desk-unread")
    refresh(connection)
    read_at = application.thread.read_by_staff
    browser.get(f"{path_of(application)}/@@messages")
    refresh(connection)
    assert application.thread.read_by_staff == read_at
    messages.write(manager(portal), application, "Bonjour, envoyez votre relevé.", staff=True)
    commit(connection)
    browser.reset()
    sign_in(browser, "CANDIDAT")
    home = browser.get("/candidats/CANDIDAT")
    item = home.html.find("a", class_="menu-item", string=None, href=f"{path_of(application)}/@@messages")
    assert "Messages non lus 1" in " ".join(item.text.split())
    assert "1 message non lu" in browser.get("/candidats/CANDIDAT/candidatures").html.find("main").text
    home.click("Messages non lus")
    assert "Messages non lus" not in browser.get("/candidats/CANDIDAT").html.select_one(".menu-body").text


def test_a_message_is_told_to_nobody_who_may_not_open_its_application(portal: Any, application: Any) -> None:
    """S21: a commission that does not see the status, the member to whom it was given, who left since."""
    portal["test"].commission_statuses = ("CO",)
    application.formation.component.contact_mail = "scolarite.droit@univ.example"
    application.assignee = "s-membre"
    work = seed.work(portal, "c-CANDIDAT", "Le candidat")
    messages.write(work, application, "Mon relevé arrive.", staff=False)
    assert mails(portal, application)[-1].recipient == "scolarite.droit@univ.example"
    application.assignee = "s-sciences"
    portal["test"].commission_statuses, application.thread.told_staff = None, None
    messages.write(work, application, "Il est arrivé.", staff=False)
    assert mails(portal, application)[-1].recipient == "commission.droit@univ.example"
    application.assignee, application.thread.told_staff = "s-membre", None
    messages.write(work, application, "Le voici.", staff=False)
    assert mails(portal, application)[-1].recipient == "membre@univ.example"


def test_messages_go_both_ways_with_what_each_side_has_read(
    browser: TestApp, connection: Any, portal: Any, application: Any
) -> None:
    """M09, M51."""
    base = f"{path_of(application)}/@@messages"
    sign_in(browser, "CANDIDAT")
    page = browser.get(path_of(application)).click("Messages")
    form = form_of(page, "message")
    assert "obligatoire" in form.submit("envoyer", status=422)
    form["message"] = "Mon relevé arrive <b>lundi</b>."
    form["piece"].select(text="Curriculum Vitae")
    page = form.submit("envoyer", status=303).follow()
    assert "Pas encore lu" in page
    assert "&lt;b&gt;lundi&lt;/b&gt;" in page.text
    refresh(connection)
    told = mails(portal, application)[-1]
    assert (told.code, told.recipient) == ("MESSAGE_GESTIONNAIRE", "commission.droit@univ.example")
    assert application.formation.rows[application.key].unread == 1
    form["message"] = "Et j'ajoute ceci."
    form.submit("envoyer", status=303)
    refresh(connection)
    assert [one.code for one in mails(portal, application)].count("MESSAGE_GESTIONNAIRE") == 1

    browser.reset()
    sign_in(browser, "droit")
    assert "2 non lu(s)" in browser.get(path_of(application))
    page = browser.get(base)
    assert page.text.count("Nouveau") >= 2
    assert "À propos de" in page
    assert "2 non lu(s)" not in browser.get(path_of(application))
    form = form_of(page, "message")
    form["message"] = "Merci, nous l'attendons."
    form.submit("envoyer", status=303)
    refresh(connection)
    answer = mails(portal, application)[-1]
    assert answer.code == "MESSAGE_CANDIDAT"
    assert "Merci, nous l'attendons." in answer.text
    assert "Test Droit" not in answer.text
    assert "Droit Test" not in answer.text
    assert application.formation.rows[application.key].unread == 0

    browser.reset()
    sign_in(browser, "CANDIDAT")
    assert "Lire un message" in browser.get("/candidats/CANDIDAT")
    assert "Messages (1 non lu)" in browser.get(path_of(application))
    page = browser.get(base)
    assert "Commission UFR Droit" in page
    assert "Lu le" in page
    assert "Test Droit" not in page
    assert "Lire un message" not in browser.get("/candidats/CANDIDAT")
    content, _files = own_data.collect(candidate(portal), application.candidate)
    refresh(connection)
    content, _files = own_data.collect(candidate(portal), application.candidate)
    said = content["applications"][0]["messages"]
    assert [(one["by"], one["text"][:5]) for one in said] == [
        ("self", "Mon r"), ("self", "Et j'"), ("university", "Merci")
    ]
    assert "Test Droit" not in json.dumps(said)


def test_a_candidate_writes_once_the_file_was_sent_and_not_without_end(portal: Any) -> None:
    """M09."""
    draft, work = applied(portal), candidate(portal)
    with pytest.raises(Refused) as refused:
        messages.write(work, draft, "Bonjour", staff=False)
    assert refused.value.code == "messages_not_open"
    messages.write(manager(portal), draft, "Avez-vous besoin d'aide ?", staff=True)
    for number in range(messages.PER_HOUR):
        messages.write(work, draft, f"Message {number}", staff=False)
        messages.write(work, draft, f"Message {number}", staff=False)
    assert len(draft.thread.messages) == messages.PER_HOUR + 1
    with pytest.raises(Refused) as refused:
        messages.write(work, draft, "Encore", staff=False)
    assert refused.value.code == "messages_too_fast"
    with pytest.raises(Refused) as refused:
        messages.write(manager(portal), draft, "x" * (messages.LONGEST + 1), staff=True)
    assert refused.value.code == "message_length"
    portal["test"].parameters["CANDIDAT_IS_MESSAGE"] = False
    with pytest.raises(Refused) as refused:
        messages.write(replace(work, now=work.now + timedelta(hours=2)), draft, "Encore", staff=False)
    assert refused.value.code == "messages_closed"


def test_managers_hear_again_after_some_hours_or_once_they_read(portal: Any, application: Any) -> None:
    """M09."""
    def told() -> int:
        return [one.code for one in mails(portal, application)].count("MESSAGE_GESTIONNAIRE")

    messages.write(candidate(portal), application, "Un", staff=False)
    messages.write(candidate(portal, now=seed.NOW + timedelta(hours=1)), application, "Deux", staff=False)
    assert told() == 1
    messages.write(candidate(portal, now=seed.NOW + timedelta(hours=5)), application, "Trois", staff=False)
    assert told() == 2
    later = seed.work(portal, "s-droit", "Droit Test", now=seed.NOW + timedelta(hours=6))
    messages.read(later, application, staff=True)
    application.assignee = "s-droit"
    messages.write(candidate(portal, now=seed.NOW + timedelta(hours=7)), application, "Quatre", staff=False)
    assert told() == 3
    assert mails(portal, application)[-1].recipient == "droit@univ.example"


def test_an_application_is_taken_in_one_click_and_given_to_somebody(
    browser: TestApp, connection: Any, portal: Any, application: Any
) -> None:
    """M09, M51."""
    sign_in(browser, "droit")
    page = browser.get(path_of(application))
    page = form_of(page, "moi").submit("moi", status=303).follow()
    assert "Attribuée à" in page
    assert "Test Droit" in page.html.select_one(".desk-assigned").text
    refresh(connection)
    assert application.assignee == "s-droit"
    assert application.formation.rows[application.key].assignee == "s-droit"
    form = form_of(page.click("Attribuer"), "personne")
    offered = [value for value, _chosen, _text in form["personne"].options]
    assert "s-membre" in offered
    assert "s-sciences" not in offered
    form["personne"] = "s-membre"
    form.submit("enregistrer", status=303)
    form["personne"].force_value("s-sciences")
    form.submit("enregistrer", status=422)
    refresh(connection)
    assert application.assignee == "s-membre"


def test_what_others_did_since_my_last_visit_is_told(
    browser: TestApp, connection: Any, portal: Any, application: Any
) -> None:
    """M08, M51."""
    earlier = seed.work(portal, "s-droit", "Test Droit", now=seed.NOW - timedelta(hours=3))
    looks.look(earlier, application)
    desk.set_status(seed.work(portal, "s-central", "Test Central"), application, Status.COMPLETE)
    commit(connection)
    sign_in(browser, "droit")
    page = browser.get(path_of(application))
    assert "changements depuis votre dernière visite" in page
    assert "Nouveau" in page.html.find(id="historique").text
    assert "changements depuis votre dernière visite" in browser.get(path_of(application))
    refresh(connection)
    later = seed.work(portal, "s-droit", "Test Droit", now=seed.NOW + timedelta(hours=3))
    last = looks.since(later, application)
    assert last is not None
    assert last > seed.NOW - timedelta(minutes=1)
    assert looks.since(seed.work(portal, "s-membre", "Test Membre"), application) is None


def test_other_applications_are_listed_and_opened_as_far_as_rights_go(
    browser: TestApp, connection: Any, portal: Any, application: Any
) -> None:
    """M09."""
    sciences = portal["test"]["sciences"]["master"]["m1-maths"]
    other = acts.apply(candidate(portal), sciences, application.candidate)
    portal["test"].parameters["SCOL_GESTION_CANDIDAT_COMM"] = "N"
    commit(connection)
    sign_in(browser, "central")
    page = browser.get(path_of(application)).html.find(id="autres")
    assert page.find("a")["href"] == path_of(other)
    browser.reset()
    sign_in(browser, "droit")
    page = browser.get(path_of(application)).html.find(id="autres")
    assert "M1 Mathématiques" in page.text
    assert page.find("a") is None
    browser.reset()
    sign_in(browser, "membre")
    assert "M1 Mathématiques" not in browser.get(path_of(application))


def test_strangers_read_write_and_ask_nothing(
    browser: TestApp, connection: Any, portal: Any, application: Any
) -> None:
    """M09, M28."""
    messages.write(candidate(portal), application, "Ceci est entre nous.", staff=False)
    desk.add_note(manager(portal), application, "Ceci aussi.")
    requests.ask(manager(portal), application, "Attestation", seed.TODAY + timedelta(days=5))
    commit(connection)
    pages = ("@@messages", "@@demander-piece", "@@attribuer", "@@notes")
    for login, closed in (
        ("sciences", pages), ("NOUVEAUX", pages), ("membre", pages[:3]), ("CANDIDAT", pages[1:]),
    ):
        browser.reset()
        sign_in(browser, login)
        for view in closed:
            answer = browser.get(f"{path_of(application)}/{view}", expect_errors=True)
            assert answer.status_int in (403, 404), (login, view)
            assert "entre nous" not in answer
            assert "Ceci aussi" not in answer
    own = browser.get(path_of(application))
    assert "Ceci aussi" not in own
    assert "entre nous" in browser.get(f"{path_of(application)}/@@messages")
    content, _files = own_data.collect(candidate(portal), application.candidate)
    assert "Ceci aussi" not in json.dumps(content, default=str)


def test_a_piece_asked_besides_that_is_refused_is_told_as_refused(
    browser: TestApp, connection: Any, portal: Any, application: Any
) -> None:
    """M10, M12."""
    work = manager(portal)
    requests.ask(work, application, "Attestation d'assurance", seed.TODAY + timedelta(days=6))
    demand = next(iter(application.requested()))
    pieces.deposit(candidate(portal), application, demand, pdf(480), "attestation.pdf")
    pieces.judge(work, application, demand, PieceStatus.REFUSED, "Datée de l'an dernier.")
    commit(connection)
    sign_in(browser, "CANDIDAT")
    page = browser.get(path_of(application))
    page.mustcontain("«\u00a0Attestation d'assurance\u00a0» est refusée", "Datée de l'an dernier.")
