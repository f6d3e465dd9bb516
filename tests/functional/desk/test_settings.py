"""What managers set on one application and on many: tags, tuition regime, fees, code of the student system, a mail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from webtest import TestApp
from ZODB.DB import DB

from ecandidat.domain.errors import Refused
from ecandidat.register import row_of
from ecandidat.resources import path_of
from ecandidat.services import enrolment, tags
from tests import seed
from tests.functional.desk.files import applied, commit, form_of, manager, radio, refresh
from tests.functional.desk.masses import asks, confirm, runner
from tests.functional.doors import sign_in


@pytest.fixture
def two(portal: Any, connection: Any) -> list[Any]:
    """Applications of CANDIDAT and DURAND22."""
    made = [applied(portal, number) for number in ("CANDIDAT", "ABCDEF22")]
    commit(connection)
    return made


@pytest.fixture
def urgent(portal: Any, connection: Any) -> dict[str, str]:
    """Label → uid of the tags: « Urgent » and « À relire » of the component, « Boursier » of the establishment,
    « Ailleurs » of another component."""
    work, university = manager(portal), portal["test"]
    owners = {"Urgent": university["droit"], "À relire": university["droit"], "Boursier": university,
              "Ailleurs": university["sciences"]}  # fmt: skip
    made = {text: tags.uid(tags.add_tag(work, owner, {"label": text})) for text, owner in owners.items()}
    commit(connection)
    return made


def page_of(browser: TestApp, application: Any, view: str) -> Any:
    return form_of(browser.get(f"{path_of(application)}/@@{view}"), "version")


def tick(form: Any, *uids: str) -> None:
    for box in form.fields["checkbox"]:
        box.checked = box._value in uids


def test_the_regime_of_one_then_of_several(
    browser: TestApp, database: DB, connection: Any, portal: Any, two: list[Any]
) -> None:
    """M31."""
    sign_in(browser, "droit")
    form = page_of(browser, two[0], "regime")
    form["regime"] = "4"
    form.submit("enregistrer", status=303)
    refresh(connection)
    assert (two[0].regime, row_of(two[0]).regime) == ("4", "4")
    assert two[0].formation.rows[two[0].key].regime == "4"
    last = two[0].journal.newest_first()[0]
    assert (last.act, last.after, last.public) == ("regime", "Apprentissage", False)
    browser.get(f"{path_of(two[0])}/@@historique").mustcontain("Apprentissage")
    confirm(asks(browser, "regime", *two), database, regime="1").mustcontain("<strong>2</strong> fait(s)")
    refresh(connection)
    assert [a.regime for a in two] == ["1", "1"]


def test_fees_are_set_read_by_the_candidate_and_kept_as_money(
    browser: TestApp, connection: Any, two: list[Any]
) -> None:
    """M32."""
    sign_in(browser, "droit")
    form = page_of(browser, two[0], "droits")
    form["exoneration"], form["complement"], form["montant"] = "BC", "Échelon 3", "1 245,5 €"
    form.submit("enregistrer", status=303)
    refresh(connection)
    assert (two[0].exemption, two[0].fees_note, two[0].fees) == ("BC", "Échelon 3", "1245.50")
    assert page_of(browser, two[0], "droits")["montant"].value == "1245,50"
    browser.reset()
    sign_in(browser, "CANDIDAT")
    browser.get(path_of(two[0])).mustcontain("Échelon 3")


@pytest.mark.parametrize("typed", ["douze", "-5", "12,345", "1e9", "12345678", "99999999999", "=1+1", "1,2,3"])
def test_an_amount_that_is_none_is_said_at_its_field(
    browser: TestApp, connection: Any, two: list[Any], typed: str
) -> None:
    """M32."""
    sign_in(browser, "droit")
    form = page_of(browser, two[0], "droits")
    form["montant"] = typed
    page = form.submit("enregistrer", status=422)
    assert form_of(page, "montant")["montant"].value == typed
    refresh(connection)
    assert two[0].fees == ""


def test_fees_of_several_leave_what_is_empty_unless_it_is_erased(
    browser: TestApp, database: DB, connection: Any, portal: Any, two: list[Any]
) -> None:
    """M32."""
    enrolment.set_fees(manager(portal), two[0], "BC", "Échelon 3", "10")
    commit(connection)
    sign_in(browser, "droit")
    confirm(asks(browser, "droits", *two), database, montant="170")
    refresh(connection)
    assert [(a.exemption, a.fees_note, a.fees) for a in two] == [("BC", "Échelon 3", "170.00"), ("", "", "170.00")]
    confirm(asks(browser, "droits", *two), database, exoneration="PN", effacer=True)
    refresh(connection)
    assert [(a.exemption, a.fees_note, a.fees) for a in two] == [("PN", "", "")] * 2


def test_the_opi_code_of_one_is_told_if_one_wants(
    browser: TestApp, connection: Any, portal: Any, two: list[Any]
) -> None:
    """M33."""
    sign_in(browser, "droit")
    form = page_of(browser, two[0], "code-opi")
    form["code"] = "eck7m2xq4p"
    sent = len(two[0].mails)
    form.submit("enregistrer", status=303)
    refresh(connection)
    assert (two[0].registration_code, len(two[0].mails)) == ("ECK7M2XQ4P", sent)
    form = page_of(browser, two[0], "code-opi")
    form["code"], form["prevenir"] = "AB12", True
    form.submit("enregistrer", status=303)
    refresh(connection)
    mail = portal.outbox[two[0].mails[-1]]
    assert mail.code == "CANDIDATURE_MODIF_COD_OPI"
    assert "AB12" in mail.text
    assert "M1 Droit privé" in mail.text
    form = page_of(browser, two[0], "code-opi")
    for wrong, status in (("AB-12", 409), ("É", 409), ("ABCDEFGHIJK", 422), ("AB12", 409)):
        form["code"] = wrong
        form.submit("enregistrer", status=status)


def test_the_opi_code_is_changed_one_application_at_a_time(browser: TestApp, two: list[Any]) -> None:
    """M33."""
    sign_in(browser, "droit")
    assert asks(browser, "code-opi", two[0]).location.endswith(f"{path_of(two[0])}/@@code-opi")
    asks(browser, "code-opi", *two).follow().mustcontain("une candidature à la fois")


def test_tags_of_one_are_those_ticked(
    browser: TestApp, connection: Any, two: list[Any], urgent: dict[str, str]
) -> None:
    """M27."""
    sign_in(browser, "droit")
    form = page_of(browser, two[0], "etiquettes")
    assert {box._value for box in form.fields["checkbox"]} == {urgent[name] for name in urgent if name != "Ailleurs"}
    tick(form, urgent["Urgent"], urgent["Boursier"])
    form.submit("enregistrer", status=303)
    refresh(connection)
    assert set(two[0].tags) == set(row_of(two[0]).tags) == {urgent["Urgent"], urgent["Boursier"]}
    browser.get(f"{path_of(two[0])}/@@historique").mustcontain("Boursier, Urgent")


@pytest.mark.parametrize(
    ("way", "chosen", "left"),
    [
        ("Ajouter ces étiquettes", ["À relire"], [{"Urgent", "À relire"}, {"À relire"}]),
        ("Retirer ces étiquettes", ["Urgent"], [set(), set()]),
        ("Remplacer toutes les étiquettes par celles-ci", ["Boursier"], [{"Boursier"}, {"Boursier"}]),
    ],
)
def test_tags_of_several_are_added_removed_or_replaced(
    browser: TestApp, database: DB, connection: Any, two: list[Any], urgent: dict[str, str], way: str,
    chosen: list[str], left: list[set[str]],
) -> None:  # fmt: skip
    """M27."""
    two[0].tags = (urgent["Urgent"],)
    commit(connection)
    sign_in(browser, "droit")
    form = form_of(asks(browser, "etiquettes", *two), "demande")
    radio(form, way)
    tick(form, *(urgent[name] for name in chosen))
    form.submit("enregistrer", status=303)
    runner(database).sweep()
    refresh(connection)
    names = {uid: name for name, uid in urgent.items()}
    assert [{names[uid] for uid in a.tags} for a in two] == left


def test_the_tag_of_another_component_is_refused(
    browser: TestApp, connection: Any, two: list[Any], urgent: dict[str, str]
) -> None:
    sign_in(browser, "droit")
    form = page_of(browser, two[0], "etiquettes")
    box = form.fields["checkbox"][0]
    box._value, box.checked = urgent["Ailleurs"], True
    form.submit("enregistrer", status=422)
    refresh(connection)
    assert two[0].tags == ()


def test_individual_dates_of_several_lie_ahead(
    browser: TestApp, database: DB, connection: Any, two: list[Any]
) -> None:
    """M29, M30, X15."""
    sign_in(browser, "droit")
    day = seed.TODAY + timedelta(days=45)
    for act, field in (("date-retour", "return_by"), ("date-confirmation", "confirm_by")):
        past = confirm(asks(browser, act, *two), database, date=seed.TODAY.strftime("%d/%m/%Y"))
        past.mustcontain("Choisissez une date à venir", "<strong>0</strong> fait(s)")
        confirm(asks(browser, act, *two), database, date=day.strftime("%d/%m/%Y"))
        refresh(connection)
        assert [getattr(a, field) for a in two] == [day, day]
        confirm(asks(browser, act, *two), database, date="")
        refresh(connection)
        assert [getattr(a, field) for a in two] == [None, None]


def test_a_mail_in_ones_own_words_reaches_each_candidate_with_their_values_and_no_markup(
    browser: TestApp, database: DB, connection: Any, portal: Any, two: list[Any]
) -> None:
    """G17."""
    sign_in(browser, "droit")
    text = "Bonjour ${candidat.prenom},\n\nVenez <b>demain</b> à l'amphi.\n\n=> Ma candidature | ${lienCandidature}"
    confirm(asks(browser, "courriel", *two), database, objet="Réunion – ${formation.libelle}", texte=text)
    refresh(connection)
    mails = [portal.outbox[a.mails[-1]] for a in two]
    assert [mail.recipient for mail in mails] == ["candidat@exemple.fr", "abcdef22@exemple.fr"]
    assert {mail.subject for mail in mails} == {"Réunion – M1 Droit privé"}
    assert "Bonjour CAMILLE," in mails[0].text
    assert "Bonjour LOU," in mails[1].text
    assert "&lt;b&gt;demain&lt;/b&gt;" in mails[0].html
    assert path_of(two[0]) in mails[0].html
    entry = two[0].journal.newest_first()[0]
    assert (entry.act, entry.detail, entry.actor) == ("courriel-libre", "Réunion – M1 Droit privé", "Test Droit")
    browser.get(f"{path_of(two[0])}/@@historique").mustcontain("Courriel écrit au candidat")


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [("objet", "Bonjour ${motdepasse}", "motdepasse"), ("texte", "{if(candidat.prenom)} Bonjour", "n'est pas fermé")],
)
def test_a_faulty_text_is_said_at_its_field_before_anything_leaves(
    browser: TestApp, connection: Any, two: list[Any], field: str, text: str, said: str
) -> None:
    """G17."""
    sign_in(browser, "droit")
    sent = len(two[0].mails)
    for form in (form_of(asks(browser, "courriel", *two), "demande"), page_of(browser, two[0], "courriel")):
        form["objet"], form["texte"] = "Objet", "Texte"
        form[field] = text
        page = form.submit("enregistrer", status=422)
        assert said in page.text
        assert form_of(page, field)[field].value == text
    refresh(connection)
    assert len(two[0].mails) == sent


def test_one_mail_to_one_candidate(browser: TestApp, connection: Any, portal: Any, two: list[Any]) -> None:
    """G17."""
    sign_in(browser, "droit")
    form = page_of(browser, two[0], "courriel")
    form["objet"], form["texte"] = "Un document manque", "Bonjour."
    form.submit("enregistrer", status=303).follow().mustcontain("Un document manque")
    refresh(connection)
    assert portal.outbox[two[0].mails[-1]].subject == "Un document manque"


def test_forms_without_answer_are_recalled(
    browser: TestApp, database: DB, connection: Any, portal: Any, two: list[Any]
) -> None:
    """M14."""
    sign_in(browser, "droit")
    asked = asks(browser, "relancer-formulaires", *two)
    asked.mustcontain("L'acte n'est possible pour aucune", "Aucun formulaire n'attend de réponse")
    assert all("demande" not in form.fields for form in asked.forms.values())


def test_files_are_given_to_somebody_who_may_open_them(
    browser: TestApp, database: DB, connection: Any, two: list[Any]
) -> None:
    sign_in(browser, "droit")
    form = form_of(asks(browser, "attribuer", *two), "demande")
    offered = {value for value, _chosen, _text in form["personne"].options}
    assert "s-membre" in offered
    assert "s-sciences" not in offered
    confirm(asks(browser, "attribuer", *two), database, personne="s-membre").mustcontain("<strong>2</strong> fait(s)")
    refresh(connection)
    assert [a.assignee for a in two] == ["s-membre", "s-membre"]
    form["personne"].force_value("s-sciences")
    form.submit("enregistrer", status=422)


def test_a_stale_form_of_one_shows_what_changed_and_keeps_what_was_typed(
    browser: TestApp, connection: Any, portal: Any, two: list[Any]
) -> None:
    """M50."""
    sign_in(browser, "droit")
    form = page_of(browser, two[0], "droits")
    form["montant"] = "12"
    enrolment.set_fees(seed.work(portal, "s-central", "Une collègue"), two[0], "BC", "", "10")
    commit(connection)
    page = form.submit("enregistrer", status=409)
    page.mustcontain("Une collègue a changé cette partie entre-temps")
    assert form_of(page, "montant")["montant"].value == "12"
    form_of(page, "montant").submit("enregistrer", status=303)


def test_the_regime_is_not_said_where_the_student_system_says_it(
    browser: TestApp, connection: Any, portal: Any, two: list[Any]
) -> None:
    """M31, S01."""
    sign_in(browser, "droit")
    assert "@@regime" in browser.get(path_of(two[0]))
    form = page_of(browser, two[0], "regime")
    portal["test"].parameters["GEST_IS_UTILISE_REG_STU"] = False
    commit(connection)
    assert "@@regime" not in browser.get(path_of(two[0]))
    assert "Saisir le régime d'inscription" not in browser.get("/test/droit/@@candidatures")
    browser.get(f"{path_of(two[0])}/@@regime", status=404)
    form["regime"] = "4"
    form.submit("enregistrer", status=404)
    asks(browser, "regime", *two).mustcontain("laissez-le au logiciel de scolarité")
    with pytest.raises(Refused, match="regime_not_used"):
        enrolment.set_regime(seed.work(portal, "s-droit"), two[0], "4")


def test_nothing_is_set_on_a_cancelled_application(
    browser: TestApp, connection: Any, portal: Any, two: list[Any]
) -> None:
    two[0].cancelled_at = seed.NOW
    commit(connection)
    sign_in(browser, "droit")
    form = page_of(browser, two[0], "regime")
    form["regime"] = "1"
    form.submit("enregistrer", status=409).mustcontain("annulée")
    assert "@@regime" not in browser.get(path_of(two[0]))
