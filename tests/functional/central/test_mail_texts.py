"""Stories of whoever writes the mails: a text in force at once, refused at its line, tried out, taken back."""

from __future__ import annotations

from typing import Any

import pytest
import transaction
from webtest import TestApp

from ecandidat.domain.codes import DecisionKind, MailState
from ecandidat.domain.profiles import ProfileKind
from ecandidat.mails.catalogue import MAILS
from ecandidat.models.mail import StoredMail
from ecandidat.resources import ROOT, find
from ecandidat.services import application as applying
from ecandidat.services import decisions, desk, mail_texts, rights, rights_profiles
from tests import seed
from tests.functional.doors import sign_in

HERE = "/test/@@modele-courriel?code=AVIS_FAVORABLE"


def form_of(page: Any) -> Any:
    return page.forms["deform"]


def portal_of(database: Any) -> Any:
    return database.open(transaction.TransactionManager()).root()[ROOT]


def mails_of(portal: Any, code: str = "") -> list[StoredMail]:
    every = sorted(portal.outbox.values(), key=lambda mail: mail.created_at)
    return [mail for mail in every if code in ("", mail.code)]


def press(browser: TestApp, page: Any, view: str, **fields: str) -> Any:
    """What a button with its own address and frame sends: the whole form, as it is typed."""
    form = form_of(page)
    url = next(button["formaction"] for button in page.html.find_all("button") if view in button.get("formaction", ""))
    return browser.post(url, [*form.submit_fields(), *fields.items()], expect_errors=True)


def write(browser: TestApp, url: str, subject: str, body: str, **more: Any) -> Any:
    form = form_of(browser.get(url))
    form["subject"], form["body"] = subject, body
    return form.submit(**more)


def applied(portal: Any, number: str = "CANDIDAT", path: str = "/test/droit/master/m1-droit") -> Any:
    """An application of the seed, made now."""
    candidate = portal["candidats"][number]
    return applying.apply(seed.work(portal, candidate.userid), find(portal, path), candidate)


def test_a_mail_leaves_as_it_was_written_in_the_language_of_its_reader(browser: TestApp, database: Any) -> None:
    """S06, X18."""
    sign_in(browser, "central")
    page = browser.get("/test/@@modeles-courriels")
    assert "Avis favorable" in page
    assert "CPT_MIN_CREATE" in page
    assert "D'origine" in page
    one = "/test/@@modele-courriel?code=CANDIDATURE"
    write(browser, one, "Bravo ${candidat.prenom}", "Texte <b>à</b> nous.\n\n=> Voir | ${lienCandidature}", status=303)
    write(browser, f"{one}&langue=en", "Well done ${candidat.prenom}", "Our own words.", status=303)
    browser.get(f"{one}&langue=es", status=404)
    assert "Modifié" in browser.get("/test/@@modeles-courriels")
    with transaction.manager:
        portal = database.open().root()[ROOT]
        applied(portal)
        portal["candidats"]["CANDIDAT"].language = "en"
        applied(portal, path="/test/sciences/master/m1-maths")
    french, english = mails_of(portal_of(database), "CANDIDATURE")
    assert (french.subject, english.subject) == ("Bravo CAMILLE", "Well done CAMILLE")
    assert (french.language, english.language) == ("fr", "en")
    assert "&lt;b&gt;à&lt;/b&gt;" in french.html
    assert "<b>" not in french.html
    assert "/test/droit/master/m1-droit/" in french.text


@pytest.mark.parametrize(
    ("subject", "body", "field", "said"),
    [
        ("Objet", "un\ndeux ${inconnu}", "body", "Ligne 2"),
        ("Objet", "${candidat.prenon}", "body", "candidat.prenom"),
        ("Objet", "{if($motif)}jamais{endif($motif)}", "body", "motif"),
        ("Objet", "{if($formation.libelle)} ouvert", "body", "endif"),
        ("Objet", "a {endif($formation.libelle)}", "body", "ne ferme aucun bloc"),
        ("${pasfini", "Corps", "subject", "balise mal écrite"),
        ("Objet", "x" * 10_001, "body", "10000"),
        ("Objet", "caché \u202e", "body", "invisible"),
        ("", "Corps", "subject", "obligatoire"),
    ],
)  # fmt: skip
def test_a_faulty_text_is_refused_at_its_field_and_kept_on_the_screen(
    browser: TestApp, database: Any, subject: str, body: str, field: str, said: str
) -> None:
    """S06, S08."""
    sign_in(browser, "central")
    answer = write(browser, HERE, subject, body, expect_errors=True)
    assert answer.status_int in (409, 422)
    error = answer.html.find(id=f"error-champ-{field}")
    assert error is not None
    assert said in error.get_text()
    assert form_of(answer)[field].value.replace("\r\n", "\n") == (subject if field == "subject" else body)
    assert portal_of(database)["test"].mail_texts is None


def test_hostile_texts_take_no_time_and_reach_nobody(browser: TestApp, database: Any) -> None:
    """S06, S08."""
    sign_in(browser, "central")
    for body in (
        "{if($formation.libelle)}" * 400, "{if(" + " " * 9_900, "${" * 4_900, "${a}" * 2_400, "{endif($x)}" * 900,
        "\u0000", "x" * 1_000_000,
    ):  # fmt: skip
        assert write(browser, HERE, "Objet", body, expect_errors=True).status_int in (409, 422)
    assert portal_of(database)["test"].mail_texts is None
    script = "<script>alert(1)</script> <img src=https://ailleurs.example/x.png> [x](javascript:alert(1))"
    write(browser, HERE, script, script, status=303)
    page = browser.get(HERE)
    assert "<script>alert(1)" not in page
    shown = press(browser, page, "apercu-courriel")
    assert shown.status_int == 200
    assert "<script>" not in shown
    assert "<img" not in shown
    assert shown.headers["Content-Security-Policy"].startswith("sandbox")


def test_blocks_show_what_they_hold_only_when_there_is_a_value(browser: TestApp, database: Any) -> None:
    """S08."""
    sign_in(browser, "central")
    body = (
        "A{if($formation.motCle)} ${formation.motCle}{endif($formation.motCle)}."
        "{if(commission.fax)}F{endif(commission.fax)}"
    )
    write(browser, "/test/@@modele-courriel?code=CANDIDATURE", "Objet", body, status=303)
    with transaction.manager:
        applied(database.open().root()[ROOT])
    assert mails_of(portal_of(database), "CANDIDATURE")[0].text.startswith("A droit, civil.\n")


def test_a_text_is_previewed_on_a_real_application_and_sent_to_oneself_alone(browser: TestApp, database: Any) -> None:
    """S07."""
    with transaction.manager:
        portal = database.open().root()[ROOT]
        path = f"/test/droit/master/m1-droit/{applied(portal).key}"
    sign_in(browser, "droit")
    with transaction.manager:
        database.open().root()[ROOT]["test"].parameters["SCOL_IS_PARAM_CC_DECISION"] = True
    url = "/test/droit/@@modele-courriel?code=AVIS_FAVORABLE"
    page = browser.get(url)
    assert [option["value"] for option in page.html.find(id="pour").find_all("option")] == ["", path]
    form_of(page)["subject"], form_of(page)["body"] = "Pour ${candidat.prenom}", "Bonjour ${formation.libelle}."
    assert "Élodie" in press(browser, page, "apercu-courriel")
    shown = press(browser, page, "apercu-courriel", pour=path, forme="texte")
    assert "Pour CAMILLE" in shown
    assert "M1 Droit privé" in shown
    assert "drosophile" not in press(browser, page, "apercu-courriel", pour="/test/drosophile", forme="texte")
    before = len(portal_of(database).outbox)
    answer = press(browser, page, "essai-courriel", pour=path)
    assert "droit@univ.example" in answer
    assert "Rien n'est encore enregistré" in answer
    sent = mails_of(portal_of(database), "AVIS_FAVORABLE")
    assert len(portal_of(database).outbox) == before + 1
    assert [(mail.recipient, mail.subject, mail.state) for mail in sent] == [
        ("droit@univ.example", "[Essai] Pour CAMILLE", MailState.PENDING)
    ]
    assert portal_of(database)["test"]["droit"].mail_texts is None
    form_of(page)["body"] = "${inconnu}"
    assert "Ligne 1" in press(browser, page, "essai-courriel")


def test_nobody_previews_an_application_that_they_may_not_open(browser: TestApp, database: Any) -> None:
    """S07."""
    with transaction.manager:
        portal = database.open().root()[ROOT]
        portal["test"].parameters["SCOL_IS_PARAM_CC_DECISION"] = True
        path = f"/test/droit/master/m1-droit/{applied(portal).key}"
    sign_in(browser, "sciences")
    page = browser.get("/test/sciences/@@modele-courriel?code=AVIS_FAVORABLE")
    assert path not in page
    for asked in (path, "/compte", "/candidats/CANDIDAT", "/test/droit"):
        assert press(browser, page, "apercu-courriel", pour=asked).status_int == 404
    browser.get("/test/@@modeles-courriels", status=403)
    browser.get("/test/droit/@@modeles-courriels", status=403)
    browser.get("/test/sciences/@@modele-courriel?code=CANDIDATURE", status=404)


def test_versions_are_kept_and_taken_back(browser: TestApp, database: Any) -> None:
    """S06."""
    sign_in(browser, "central")
    original = form_of(browser.get(HERE))["body"].value
    for body in ("Premier texte.", "Second texte."):
        write(browser, HERE, "Objet", body, status=303)
    stale = form_of(browser.get(HERE))
    page = browser.get(HERE)
    assert "Premier texte." in page
    assert "Central" in page
    next(form for form in page.forms.values() if "version" in form.fields and form.id != "deform").submit(status=303)
    assert form_of(browser.get(HERE))["body"].value == "Premier texte."
    stale["body"] = "Un autre texte."
    late = stale.submit(status=409)
    assert "Premier texte." in late.text
    assert form_of(late)["body"].value == "Un autre texte."
    form_of(late).submit(status=303)
    page = browser.get(HERE)
    back = next(f for f in page.forms.values() if "reprendre" in f.action and "version" not in f.fields)
    back.submit(status=303)
    assert form_of(browser.get(HERE))["body"].value == original
    assert "Modifié" not in browser.get("/test/@@modeles-courriels")
    browser.post("/test/@@reprendre-courriel?code=AVIS_FAVORABLE", {"version": "999", **token(page)}, status=303)
    assert "n'existe plus" in browser.get(HERE)


def token(page: Any) -> dict[str, str]:
    return {"csrf_token": page.html.find("input", attrs={"name": "csrf_token"})["value"]}


def test_a_mail_out_of_service_is_kept_without_being_sent(browser: TestApp, database: Any) -> None:
    """S06."""
    sign_in(browser, "central")
    page = browser.get("/test/@@modeles-courriels")
    by_code = {form["code"].value: form for form in page.forms.values() if "actif" in form.fields}
    assert set(by_code) == {code for code, kind in MAILS.items() if not kind.critical}
    assert "ne part plus" in by_code["CANDIDATURE"].submit(status=303).follow()
    browser.post("/test/@@activer-courriel", {"code": "CPT_MIN_CREATE", "actif": "non", **token(page)}, status=303)
    assert "reste en service" in browser.get("/test/@@modeles-courriels")
    with transaction.manager:
        portal = database.open().root()[ROOT]
        application = applied(portal)
        (key,) = application.mails
        assert portal.outbox[key].state is MailState.OFF
        assert key not in portal.outbox.queue
        url = f"/test/droit/master/m1-droit/{application.key}"
    assert "désactivé" in browser.get(f"{url}/@@historique")


def test_a_decision_has_a_mail_of_its_own(browser: TestApp, database: Any) -> None:
    """S10."""
    sign_in(browser, "central")
    form = form_of(browser.get("/test/@@nouveau-courriel"))
    form["label"], form["kind"] = "Admis sous réserve", DecisionKind.FAVOURABLE.value
    form.submit(status=303)
    url = "/test/@@modele-courriel?code=admis-sous-reserve"
    write(browser, url, "Sous réserve, ${candidat.prenom}", "Votre diplôme : ${libelleAvis}.", status=303)
    with transaction.manager:
        portal = database.open().root()[ROOT]
        university = portal["test"]
        kind = university.decision_types["favorable"]
        kind.mail = "admis-sous-reserve"
        application = applied(portal)
        work = seed.work(portal, "s-droit")
        decisions.decide(work, application, "favorable")
        desk.validate_decision(work, application)
        mail = portal.outbox[application.mails[-1]]
        assert (mail.code, mail.subject) == ("admis-sous-reserve", "Sous réserve, CAMILLE")
        assert "Avis favorable" in mail.text
        path = f"/test/droit/master/m1-droit/{application.key}"
    sent = browser.get(f"{path}/@@historique").click("Sous réserve, CAMILLE")
    assert len(sent.html.select("[aria-labelledby=courriel]")) == 1, "one region of that name"
    page = browser.get(url)
    remove = next(form for form in page.forms.values() if "supprimer-courriel" in form.action)
    assert "1 type(s) de décision" in remove.submit(status=303).follow()
    with transaction.manager:
        database.open().root()[ROOT]["test"].decision_types["favorable"].mail = "AVIS_FAVORABLE"
    remove.submit(status=303)
    browser.get(url, status=404)
    assert mail_texts.template(portal_of(database)["test"], "admis-sous-reserve") is None


def test_a_component_writes_the_mails_of_its_decisions_where_that_is_allowed(browser: TestApp, database: Any) -> None:
    """D12."""
    sign_in(browser, "droit")
    assert "@@modeles-courriels" not in browser.get("/test/droit/@@gerer")
    assert "paramètre de l'établissement" in browser.get("/test/droit/@@modeles-courriels")
    with transaction.manager:
        database.open().root()[ROOT]["test"].parameters["SCOL_IS_PARAM_CC_DECISION"] = True
    assert "@@modeles-courriels" in browser.get("/test/droit/@@gerer")
    page = browser.get("/test/droit/@@modeles-courriels")
    assert "AVIS_FAVORABLE" in page
    assert "CPT_MIN_CREATE" not in page
    write(browser, "/test/droit/@@modele-courriel?code=AVIS_FAVORABLE", "Droit", "De la faculté.", status=303)
    portal = portal_of(database)
    work = seed.work(portal)
    law, science = (find(portal, f"/test/{path}") for path in ("droit/master/m1-droit", "sciences/master/m1-maths"))
    assert mail_texts.resolve(work, law, "AVIS_FAVORABLE").texts["fr"].subject == "Droit"
    assert mail_texts.resolve(work, science, "AVIS_FAVORABLE").texts == {}
    portal["test"].parameters["SCOL_IS_PARAM_CC_DECISION"] = False
    assert mail_texts.resolve(work, law, "AVIS_FAVORABLE").texts == {}
    portal._p_jar.transaction_manager.abort()


def test_a_text_is_tried_on_nobody_whom_its_writer_may_not_see(browser: TestApp, database: Any) -> None:
    """S21."""
    with transaction.manager:
        portal = database.open().root()[ROOT]
        test, admin = portal["test"], seed.work(portal, "s-admin")
        test.parameters["SCOL_IS_PARAM_CC_DECISION"] = True
        rights_profiles.create(admin, test, "plume", "Plume", ProfileKind.COMPONENT, {"GEST_TEXTE": "W"})
        rights.grant(admin, test["droit"], "plume", portal.accounts.get("s-membre"))
        path = f"/test/droit/master/m1-droit/{applied(portal).key}"
    sign_in(browser, "membre")
    page = browser.get("/test/droit/@@modele-courriel?code=AVIS_FAVORABLE")
    assert path in page
    with transaction.manager:
        database.open().root()[ROOT]["test"].commission_statuses = ("CO",)
    page = browser.get("/test/droit/@@modele-courriel?code=AVIS_FAVORABLE")
    assert path not in page
    assert press(browser, page, "apercu-courriel", pour=path).status_int in (403, 404)


def test_the_mail_of_a_refusal_is_tried_out_on_a_refusal(browser: TestApp, database: Any) -> None:
    sign_in(browser, "central")
    page = browser.get("/test/@@modele-courriel?code=AVIS_DEFAVORABLE")
    form_of(page)["body"] = "Décision : ${libelleAvis}."
    assert "Avis défavorable" in press(browser, page, "apercu-courriel")
