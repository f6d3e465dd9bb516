"""« Créer un compte » and its validation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from webtest import TestApp

from ecandidat.resources import ROOT
from ecandidat.services import accounts
from ecandidat.work import clock
from tests import seed
from tests.functional.account.doors import last_form, link, mails, sign_in

CREATED = "Votre compte a été créé avec succès, veuillez consulter vos courriels pour le valider"
STRONG = "phare bouilloire sept nuages"


def fill(browser: TestApp, **values: str) -> Any:
    """The form of creation, filled by its usual values and those given."""
    form = last_form(browser.get("/compte/creer"))
    usual = {
        "nom": "D'Almeida", "prenom": "Élodie", "adresse_mail": "elodie@exemple.fr",
        "confirmation_adresse_mail": values.get("adresse_mail", "elodie@exemple.fr"), "mot_de_passe": STRONG,
        "confirmation_mot_de_passe": values.get("mot_de_passe", STRONG),
    }  # fmt: skip
    for name, value in {**usual, **values}.items():
        form[name] = value
    return form


def refused(browser: TestApp, database: Any, **values: str) -> Any:
    """The form comes back, and nothing was written."""
    page = fill(browser, **values).submit(status="4*")
    assert mails(database) == []
    with database.transaction() as connection:
        assert len(connection.root()[ROOT].candidates) == 2
    return page


def hide_known_addresses(database: Any) -> None:
    with database.transaction() as connection:
        connection.root()[ROOT]["test"].parameters["compte_existant_visible"] = False


def test_the_form_shows_the_labels_of_the_guides(browser: TestApp) -> None:
    """C014."""
    page = browser.get("/compte/creer")
    labels = [label.text for label in page.html.find_all("label")]
    assert labels == [
        "Nom", "Prénom", "Adresse mail", "Confirmation Adresse Mail", "Mot de passe", "Confirmation du mot de passe",
    ]  # fmt: skip
    page.mustcontain("Création de compte", "Enregistrer", "Annuler")


def test_somebody_creates_an_account_validates_it_and_signs_in(browser: TestApp, database: Any) -> None:
    """C014 C022 C026."""
    fill(browser).submit(status=303).follow().mustcontain(CREATED)
    ((code, recipient, text, _html),) = mails(database)
    assert (code, recipient) == ("CPT_MIN_CREATE", "elodie@exemple.fr")
    sign_in(browser, "elodie@exemple.fr", STRONG, status=422).mustcontain("Votre compte n'a pas été validé")
    page = browser.get(link(text))
    page.mustcontain("elodie@exemple.fr", "Activer mon compte")
    page = last_form(page).submit(status=303).follow()
    page.mustcontain("Votre adresse est validée\u00a0: vous pouvez vous connecter.")
    answer = sign_in(browser, "elodie@exemple.fr", STRONG)
    number = answer.location.rpartition("/")[2]
    assert number in text
    with database.transaction() as connection:
        candidate = connection.root()[ROOT].candidates[number]
        assert (candidate.mail, candidate.language) == ("elodie@exemple.fr", "fr")


def test_the_university_asked_from_stays_in_another_browser(browser: TestApp, database: Any) -> None:
    browser.get("/compte/connexion?etab=test")
    fill(browser).submit(status=303)
    with database.transaction() as connection:
        found = connection.root()[ROOT].accounts.find_mail("elodie@exemple.fr")
        assert found is not None
        assert found.origin == "test"


def test_an_address_already_used_shows_the_way_to_a_new_password(browser: TestApp, database: Any) -> None:
    fill(browser).submit(status=303)
    page = fill(browser).submit(status=409)
    assert page.html.select_one("main a[href='/compte/identifiants']")


def test_reading_the_link_as_mail_scanners_do_activates_nothing(browser: TestApp, database: Any) -> None:
    """C022."""
    fill(browser).submit()
    path = link(mails(database)[0][2])
    browser.get(path)
    browser.head(path)
    sign_in(browser, "elodie@exemple.fr", STRONG, status=422)


def test_a_link_pasted_with_what_surrounds_it_works(browser: TestApp, database: Any) -> None:
    fill(browser).submit()
    page = browser.get(link(mails(database)[0][2]) + "%3E.%20")
    last_form(page).submit(status=303)
    sign_in(browser, "elodie@exemple.fr", STRONG)


def test_a_link_used_again_says_that_all_is_done(browser: TestApp, database: Any) -> None:
    fill(browser).submit()
    path = link(mails(database)[0][2])
    page = browser.get(path)
    last_form(page).submit(status=303)
    browser.get(path).mustcontain("Votre compte est déjà validé")
    last_form(page).submit(status=303)


@pytest.mark.parametrize("secret", ["inconnu", "%00", "a" * 5000, "%F0%9F%98%80", "%3Cscript%3E"])
def test_a_link_that_opens_nothing_says_what_to_do(browser: TestApp, secret: str) -> None:
    page = browser.get(f"/compte/activer/{secret}", status="4*")
    if page.status_int == 410:
        page.mustcontain("Ce lien n'est pas valable", "J'ai perdu mon code d'activation", no="<script>")


def test_a_link_too_old_opens_nothing(browser: TestApp, database: Any) -> None:
    """C023."""
    fill(browser).submit()
    path = link(mails(database)[0][2])
    page = browser.get(path)
    with database.transaction() as connection:
        links = connection.root()[ROOT].accounts.links
        for key, value in list(links.items()):
            links[key] = value._replace(expires_at=clock() - timedelta(seconds=1))
    browser.get(path, status=410)
    last_form(page).submit(status=410)
    sign_in(browser, "elodie@exemple.fr", STRONG, status=422)


def test_a_known_address_is_said_at_the_field_when_the_parameter_allows(browser: TestApp, database: Any) -> None:
    """C016."""
    page = refused(browser, database, adresse_mail="CANDIDAT@exemple.fr")
    assert "Un compte avec cette adresse mail existe déjà" in page.html.find(id="error-champ-adresse_mail").text
    assert last_form(page)["nom"].value == "D'Almeida"


def test_a_known_address_gets_the_same_page_and_a_mail_when_it_is_hidden(browser: TestApp, database: Any) -> None:
    """C016 C032."""
    hide_known_addresses(database)
    known = fill(browser, adresse_mail="candidat@exemple.fr").submit(status=303).follow()
    free = fill(browser).submit(status=303).follow()
    known.mustcontain(CREATED)
    assert known.html.main == free.html.main
    assert [(code, to) for code, to, _, _ in mails(database)] == [
        ("CPT_EXISTE_DEJA", "candidat@exemple.fr"), ("CPT_MIN_CREATE", "elodie@exemple.fr"),
    ]  # fmt: skip


def test_an_address_that_waits_for_its_validation_gets_its_link_again(browser: TestApp, database: Any) -> None:
    hide_known_addresses(database)
    fill(browser).submit()
    fill(browser, nom="Autre").submit(status=303).follow().mustcontain(CREATED)
    first, second = mails(database)
    assert second[0] == "CPT_MIN_LIEN_VALID_OUBLIE"
    browser.get(link(first[2]), status=410)
    browser.get(link(second[2])).mustcontain("Activer mon compte")


def test_an_account_nobody_validated_in_time_leaves_its_address_free(browser: TestApp, database: Any) -> None:
    """C023."""
    fill(browser).submit()
    with database.transaction() as connection:
        portal = connection.root()[ROOT]
        portal.accounts.find_mail("elodie@exemple.fr").expires_at = clock() - timedelta(days=1)
    fill(browser).submit(status=303).follow().mustcontain(CREATED)
    with database.transaction() as connection:
        assert len(connection.root()[ROOT].candidates) == 3


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("nom", "", "Ce champ est obligatoire."),
        ("nom", "N" * 31, "30 au plus"),
        ("prenom", "P" * 21, "20 au plus"),
        ("nom", "A\0B", "caractère invisible"),
        ("nom", "N" * 1_000_000, "30 au plus"),
        ("prenom", "😀", "ne peut pas figurer ici"),
        ("nom", "<script>x</script>", "ne peut pas figurer ici"),
        ("prenom", "\u202eenoD", "caractère invisible"),
        ("nom", "=cmd|x", "ne peut pas figurer ici"),
        ("adresse_mail", "pas une adresse", "n'est pas valable"),
        ("adresse_mail", "élodie@exemple.fr", "n'est pas valable"),
        ("adresse_mail", "a@b", "n'est pas valable"),
        ("adresse_mail", "a\0@exemple.fr", "caractère invisible"),
        ("adresse_mail", "a@exemple.fr\r\nBcc: b@exemple.fr", "n'est pas valable"),
        ("adresse_mail", "a" * 1_000_000 + "@exemple.fr", "100 au plus"),
        ("confirmation_adresse_mail", "autre@exemple.fr", "Les deux adresses ne sont pas les mêmes."),
        ("mot_de_passe", "court", "au moins 12 caractères"),
        ("mot_de_passe", "x" * 129, "au plus 128 caractères"),
        ("mot_de_passe", "y" * 1_000_000, "au plus 128 caractères"),
        ("mot_de_passe", "motdepasse123", "se devine trop facilement"),
        ("mot_de_passe", "aaaaaaaaaaaaaaaa", "se devine trop facilement"),
        ("mot_de_passe", "elodie@exemple.fr1", "se devine trop facilement"),
        ("mot_de_passe", "D'AlmeidaElodie1", "se devine trop facilement"),
        ("confirmation_mot_de_passe", "autre chose encore", "Les deux mots de passe ne sont pas les mêmes."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    browser: TestApp, database: Any, field: str, value: str, says: str
) -> None:
    """C014 C015 C016."""
    page = refused(browser, database, **{field: value})
    assert says in page.html.find(id=f"error-champ-{field}").text


@pytest.mark.parametrize(
    "password",
    ["  trois  espaces   ici  ", "émotion-naïve-œuvre-42", "пароль из шести слов", "😀🎈🍕🚲🌵🎻🦊🌊🧩🪁🥕🪐"],
)  # fmt: skip
def test_any_character_may_be_in_a_password(browser: TestApp, database: Any, password: str) -> None:
    """C015."""
    fill(browser, mot_de_passe=password).submit(status=303)
    last_form(browser.get(link(mails(database)[0][2]))).submit()
    sign_in(browser, "elodie@exemple.fr", password)


def test_the_language_of_the_page_becomes_that_of_the_mails(browser: TestApp, database: Any) -> None:
    browser.extra_environ["HTTP_ACCEPT_LANGUAGE"] = "en"
    fill(browser).submit(status=303)
    with database.transaction() as connection:
        assert connection.root()[ROOT].accounts.find_mail("elodie@exemple.fr").language == "en"


def test_creation_can_be_kept_for_the_students_of_the_university(browser: TestApp, database: Any) -> None:
    """C019."""
    with database.transaction() as connection:
        connection.root()[ROOT]["test"].parameters["CANDIDAT_IS_COMPTE_EXTERNE_AUT"] = False
    page = browser.get("/compte/creer")
    page.mustcontain("La création de compte est réservée aux étudiants de l'établissement.", no="Prénom")
    browser.get("/compte/connexion").mustcontain(no="/compte/creer")
    token = last_form(browser.get("/compte/connexion"))["csrf_token"].value
    browser.post("/compte/creer", {"csrf_token": token, "nom": "A"}, status=409)


def test_a_forged_form_creates_nothing(browser: TestApp, database: Any) -> None:
    form = fill(browser)
    form["csrf_token"] = "faux"
    form.submit(status=400)
    assert mails(database) == []


def test_a_host_of_somebody_else_never_enters_the_mails_of_a_site_that_knows_its_address(
    settings_ini: dict[str, Any], database: Any
) -> None:
    from ecandidat import main

    app = main({}, **settings_ini, **{"ecandidat.base_url": "https://candidatures.univ.example"})
    for opened in app.registry._zodb_databases.values():
        opened.close()
    app.registry._zodb_databases = {"": database}
    browser = TestApp(app, extra_environ={"HTTP_HOST": "mechant.example", "HTTP_ACCEPT_LANGUAGE": "fr"})
    fill(browser).submit(status=303)
    ((_, _, text, html),) = mails(database)
    assert "mechant" not in text + html
    assert "https://candidatures.univ.example/compte/activer/" in text


def test_two_people_who_take_one_address_at_once_get_one_account(database: Any) -> None:
    """C016."""
    import transaction
    from ZODB.POSException import ConflictError

    person = accounts.NewAccount("Almeida", "Élodie", "elodie@exemple.fr", STRONG)
    opened = []
    for _ in range(2):
        manager = transaction.TransactionManager(explicit=True)
        manager.begin()
        connection = database.open(manager)
        accounts.create(seed.work(connection.root()[ROOT]), person)
        opened.append((manager, connection))
    opened[0][0].commit()
    with pytest.raises(ConflictError):
        opened[1][0].commit()
    opened[1][0].abort()
    for _, connection in opened:
        connection.close()
