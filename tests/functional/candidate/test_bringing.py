"""« Apporter mes données »: a profile of another instance, shown, chosen, written by the rules of the screens."""

from __future__ import annotations

import io
import json
import zipfile
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
import transaction
from webtest import TestApp, Upload
from ZODB.DB import DB

from ecandidat.adapters import Adapters
from ecandidat.adapters.sis import NoRecords
from ecandidat.jobs import accounts as job
from ecandidat.resources import ROOT
from ecandidat.services import portable
from ecandidat.work import clock
from tests import seed
from tests.architecture import world
from tests.functional.candidate.test_own_data import archive, button, formation, submitted, work_off
from tests.functional.doors import sign_in

BASE = "/candidats/NOUVEAUX"

PROFILE: dict[str, Any] = {
    "infos-perso": {
        "nationality": "100", "ine": "1234567890", "ine_key": "V", "title": "Mme", "birth_name": "Lefèvre",
        "usual_name": "", "first_name": "Léa", "other_first_name": "", "birth_date": "2004-02-29",
        "birth_country": "100", "birth_department": "86", "birth_town": "Poitiers", "language": "fr",
        "phone": "", "mobile": "06 00 00 00 01", "from_records": True,
    },
    "adresse": {"country": "100", "postcode": "86000", "town_code": "86194", "town": "POITIERS",
                "line1": "2 rue de l'église", "line2": "", "line3": "", "cedex": ""},
    "baccalaureat": {"without": True},
    "stages": [{"year": 2024, "duration": "2 mois", "organisation": "EDF", "description": "Accueil", "hours": 35}],
    "experiences-pro": [{"year": 2025, "title": "Vendeuse", "duration": "1 an", "organisation": "Librairie",
                         "description": ""}],
}  # fmt: skip


def content(**changes: Any) -> dict[str, Any]:
    found = {"format": "ecandidat", "version": 1, "instance": "https://ailleurs.example", "profile": deepcopy(PROFILE)}
    for step, values in changes.items():
        name = step.replace("_", "-")
        old = found["profile"].get(name)
        found["profile"][name] = {**old, **values} if isinstance(old, dict) and isinstance(values, dict) else values
    return found


def bring(browser: TestApp, data: Any, name: str = "ecandidat.json", status: int = 303, base: str = BASE) -> Any:
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    form = button(browser.get(f"{base}/@@apporter"), "@@apporter")
    form["fichier"] = Upload(name, body)
    return form.submit(status=status)


def zipped(data: Any, *members: tuple[str, bytes], name: str = "ecandidat.json") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, json.dumps(data))
        for member, body in members:
            made.writestr(member, body)
    return target.getvalue()


def profile_of(database: DB, number: str = "NOUVEAUX") -> Any:
    with database.transaction() as connection:
        stored = connection.root()[ROOT].candidates[number].profile
        return {
            name: getattr(stored, name)
            for name in ("personal", "address", "baccalaureate", "external_studies", "internships", "experiences")
        }


def take(browser: TestApp, page: Any) -> Any:
    return button(page, "@@reprendre-donnees").submit(status=303).follow()


def test_a_whole_profile_is_shown_then_taken(browser: TestApp, database: DB) -> None:
    """C034."""
    sign_in(browser, "NOUVEAUX")
    page = bring(browser, content()).follow()
    page.mustcontain("Ce qui serait repris", "https://ailleurs.example", "LEFÈVRE", "29/02/2004", "Vendeuse", "EDF")
    assert profile_of(database)["personal"] is None
    take(browser, page)
    found = profile_of(database)
    assert (found["personal"].birth_name, found["personal"].ine) == ("LEFÈVRE", "1234567890")
    assert found["personal"].from_records is False
    assert found["address"].town == "POITIERS"
    assert found["baccalaureate"].without
    assert [one.organisation for one in found["internships"]] == ["EDF"]
    assert [one.title for one in found["experiences"]] == ["Vendeuse"]
    browser.get(f"{BASE}/@@apercu").follow()
    with database.transaction() as connection:
        candidate = connection.root()[ROOT].candidates["NOUVEAUX"]
        assert candidate.arrival is None
        assert "apporter-donnees" in [line.act for line in candidate.journal]
    page = bring(browser, content()).follow()
    page.mustcontain("Il n'y a rien à reprendre", "Déjà dans votre profil")


def test_what_differs_is_shown_side_by_side_and_left_unticked(browser: TestApp, database: DB) -> None:
    """C034."""
    sign_in(browser, "CANDIDAT")
    page = bring(browser, content(), base="/candidats/CANDIDAT").follow()
    form = button(page, "@@reprendre-donnees")
    boxes = {field._value: field.checked for field in form.fields["prendre"]}
    assert boxes["infos-perso"] is boxes["baccalaureat"] is False
    assert "adresse" not in boxes
    assert boxes["stages-0"] is True
    page.mustcontain("MARTIN", "LEFÈVRE", "Différent de votre profil", "Déjà dans votre profil")
    form.submit(status=303)
    found = profile_of(database, "CANDIDAT")
    assert found["personal"].birth_name == "MARTIN"
    assert len(found["internships"]) == 1


def test_what_lists_here_do_not_know_becomes_text_or_is_left_out(browser: TestApp, database: DB) -> None:
    """C034."""
    study = {
        "year": 2023, "diploma": "ZZZ", "diploma_label": "Diplôme rare", "label": "L2 Droit", "obtained": "O",
        "honours": "ZZ", "country": "100", "department": "86", "town_code": "00000", "town": "Ville Nouvelle",
        "school": "0000000X", "school_label": "École Imaginaire",
    }  # fmt: skip
    sign_in(browser, "NOUVEAUX")
    data = content(cursus_externe=[study], infos_perso={"phone": "pas un numéro"}, adresse={"town_code": "99999"})
    data["profile"]["cursus-interne"] = [{"year": 2022, "code": "L1", "label": "Licence 1"}]
    page = bring(browser, data).follow()
    page.mustcontain("gardé en toutes lettres", "Diplôme rare", "Ville Nouvelle", "École Imaginaire", "Mention (ZZ)",
                     "Téléphone (pas un numéro)", "saisissez-les dans «\u00a0Cursus externe\u00a0»")  # fmt: skip
    take(browser, page)
    found = profile_of(database)
    (one,) = found["external_studies"]
    assert (one.diploma, one.diploma_label, one.town_code, one.town) == ("", "Diplôme rare", "", "Ville Nouvelle")
    assert (one.school, one.school_label, one.honours) == ("", "École Imaginaire", "")
    assert found["personal"].phone == ""
    assert (found["address"].town_code, found["address"].town) == ("", "POITIERS")


@pytest.mark.parametrize(
    ("step", "values", "says"),
    [
        ("infos_perso", {"birth_name": ""}, "Nom patronymique : Ce champ est obligatoire."),
        ("infos_perso", {"birth_date": "1066-10-14"}, "vérifiez l'année"),
        ("infos_perso", {"nationality": "ZZ"}, "Nationalité"),
        ("infos_perso", {"first_name": "<script>"}, "lettres latines"),
        ("adresse", {"postcode": "ABC"}, "5 chiffres"),
        ("baccalaureat", {"without": False, "year": 1700}, "Donnez un nombre"),
        ("stages", [{"year": 2024, "duration": "2 mois", "organisation": "E" * 51, "description": "x"}], "50 au plus"),
    ],
)  # fmt: skip
def test_what_the_form_would_refuse_is_refused_with_its_sentence(
    browser: TestApp, database: DB, step: str, values: Any, says: str
) -> None:
    """C034."""
    sign_in(browser, "NOUVEAUX")
    page = bring(browser, content(**{step: values})).follow()
    page.mustcontain("Ne peut pas être repris", says)
    take(browser, page)
    attribute = {"infos_perso": "personal", "adresse": "address", "baccalaureat": "baccalaureate"}.get(step)
    assert not profile_of(database)[attribute or "internships"]


def test_an_ine_of_somebody_else_keeps_the_identity_out(browser: TestApp, database: DB) -> None:
    """C034."""
    with transaction.manager, database.transaction() as connection:
        connection.root()[ROOT].candidates.by_ine["1234567890V"] = "CANDIDAT"
    sign_in(browser, "NOUVEAUX")
    page = take(browser, bring(browser, content()).follow())
    while page.status_int in (302, 303):
        page = page.follow()
    page.mustcontain("«\u00a0Informations perso.\u00a0» n'est pas repris", "déjà celui d'un autre compte")
    found = profile_of(database)
    assert found["personal"] is None
    assert found["address"] is not None


def test_the_identity_of_who_applied_stays(browser: TestApp, database: DB) -> None:
    """C034."""
    submitted(database)
    sign_in(browser, "CANDIDAT")
    page = bring(browser, content(), base="/candidats/CANDIDAT").follow()
    page.mustcontain("ne changent plus depuis votre première candidature")
    form = button(page, "@@reprendre-donnees")
    token, print_ = form["csrf_token"].value, form["apport"].value
    forged = {"csrf_token": token, "apport": print_, "prendre": "infos-perso"}
    browser.post("/candidats/CANDIDAT/@@reprendre-donnees", forged, status=303)
    assert profile_of(database, "CANDIDAT")["personal"].birth_name == "MARTIN"


def test_what_student_records_said_stays(browser: TestApp, database: DB) -> None:
    """C034."""
    from dataclasses import replace

    with transaction.manager, database.transaction() as connection:
        stored = connection.root()[ROOT].candidates["CANDIDAT"].profile
        stored.personal = replace(stored.personal, from_records=True)
        stored.baccalaureate = replace(stored.baccalaureate, from_records=True)
    sign_in(browser, "CANDIDAT")
    page = bring(browser, content(), base="/candidats/CANDIDAT").follow()
    page.mustcontain("vient de votre dossier étudiant")
    form = button(page, "@@reprendre-donnees")
    for field in form.fields["prendre"]:
        field.checked = True
    form.submit(status=303)
    found = profile_of(database, "CANDIDAT")
    assert (found["personal"].birth_name, found["personal"].mobile) == ("MARTIN", "06 00 00 00 01")
    assert found["personal"].from_records
    assert found["baccalaureate"].series == "NBGE"


def test_nothing_is_taken_when_one_says_so(browser: TestApp, database: DB) -> None:
    """C034."""
    sign_in(browser, "NOUVEAUX")
    page = bring(browser, content()).follow()
    form = button(page, "@@reprendre-donnees")
    browser.post(f"{BASE}/@@ne-rien-reprendre", {"csrf_token": form["csrf_token"].value}, status=303)
    form.submit(status=409).mustcontain("n'attend plus")
    assert profile_of(database)["personal"] is None


def test_the_archive_of_one_instance_fills_another(browser: TestApp, wsgi: Any, database: DB) -> None:
    """C034 C100: there and back, files included."""
    submitted(database)
    sign_in(browser, "CANDIDAT")
    _, files = archive(browser, database)
    assert files.fp is not None
    files.fp.seek(0)
    body = files.fp.read()
    other = TestApp(wsgi, extra_environ={"HTTP_HOST": "localhost", "HTTP_ACCEPT_LANGUAGE": "fr"})
    sign_in(other, "NOUVEAUX")
    page = bring(other, body, "ecandidat-CANDIDAT.zip").follow()
    page.mustcontain("MARTIN", "Mes documents", "page.pdf")
    with transaction.manager, database.transaction() as connection:
        connection.root()[ROOT].candidates.by_ine.pop("0123456789M", None)
    answer = button(page, "@@reprendre-donnees").submit(status=303)
    other.get(answer.location).mustcontain("Reprise de mes fichiers")
    assert work_off(database) == 1
    other.get(answer.location).mustcontain("Terminé", "page.pdf")
    with database.transaction() as connection:
        candidate = connection.root()[ROOT].candidates["NOUVEAUX"]
        assert candidate.profile.personal.birth_name == "MARTIN"
        assert len(candidate.documents) == len(portable.documents({"documents": [
            {"file": "x", "filename": one.filename, "sha256": one.sha256} for one in candidate.documents.values()
        ]}))  # fmt: skip
        assert {one.filename for one in candidate.documents.values()} == {"page.pdf"}
        assert (candidate.arrival, list(connection.root()[ROOT].candidates.arriving)) == (None, [])


def documented(*files: tuple[str, str, str]) -> dict[str, Any]:
    library = [{"file": path, "filename": name, "sha256": print_} for path, name, print_ in files]
    return {**content(), "library": library}


def test_a_file_that_is_not_what_it_says_is_left_out_alone(browser: TestApp, database: DB) -> None:
    """C034."""
    import hashlib

    good = world.blank_pdf().read()
    print_ = hashlib.sha256(good).hexdigest()
    data = documented(
        ("documents/a.pdf", "bon.pdf", print_), ("documents/b.pdf", "altéré.pdf", "0" * 64),
        ("documents/c.exe", "programme.exe", "1" * 64), ("documents/absent.pdf", "absent.pdf", "2" * 64),
    )  # fmt: skip
    body = zipped(data, ("documents/a.pdf", good), ("documents/b.pdf", good + b"\n"), ("documents/c.exe", b"MZ" * 50))
    sign_in(browser, "NOUVEAUX")
    page = bring(browser, body, "a.zip").follow()
    page.mustcontain("bon.pdf", no="absent.pdf")
    url = button(page, "@@reprendre-donnees").submit(status=303).location
    work_off(database)
    page = browser.get(url)
    assert "1 fait(s), 2 refusé(s)" in page.html.find(id="compte-rendu").get_text()
    page.mustcontain("n'est plus celui que l'archive annonce")
    with database.transaction() as connection:
        held = connection.root()[ROOT].candidates["NOUVEAUX"].documents.values()
        assert [one.filename for one in held] == ["bon.pdf"]


def bomb() -> bytes:
    return zipped(content(), ("documents/bombe.pdf", b"\0" * 30_000_000))


HOSTILE = {
    "empty": (b"", "est vide"),
    "no json": (b"\x00\xff\xfe rien", "ne peut pas être lu"),
    "half": (json.dumps(content()).encode()[:-20], "ne peut pas être lu"),
    "half zip": (zipped(content(), ("documents/a", b"x" * 500))[:-60], "ne peut pas être lu"),
    "deep": (b"[" * 100_000, "ne peut pas être lu"),
    "deep inside": (b'{"format": "ecandidat", "version": 1, "x": ' + b'{"a":' * 90_000, "ne peut pas être lu"),
    "huge number": (b'{"format": "ecandidat", "version": ' + b"9" * 100_000 + b"}", "ne peut pas être lu"),
    "huge": (b'{"format": "ecandidat", "a": "' + b"a" * 4_000_000 + b'"}', "dépasse 3 Mo"),
    "huge in zip": (zipped({**content(), "a": "azertyuiop" * 400_000}), "refusée par précaution"),
    "bomb": (bomb(), "refusée par précaution"),
    "traversal": (zipped(content(), ("../../etc/passwd", b"x")), "refusée par précaution"),
    "absolute": (zipped(content(), ("/etc/passwd", b"x")), "refusée par précaution"),
    "drive": (zipped(content(), ("C:/windows", b"x")), "refusée par précaution"),
    "half a character": (json.dumps(content(adresse={"line1": "a\ud83d"})).encode(), "ne peut pas être lu"),
    "many": (zipped(content(), *((f"documents/{n}", b"") for n in range(2_100))), "refusée par précaution"),
    "no profile": (zipped(content(), name="autre.json"), "n'est pas une archive eCandidat"),
    "other json": (b'{"hello": "world"}', "n'est pas une archive eCandidat"),
    "list": (b"[1, 2, 3]", "n'est pas une archive eCandidat"),
    "version": (json.dumps({**content(), "version": 99}).encode(), "version 99"),
    "version zero": (json.dumps({**content(), "version": 0}).encode(), "version 0"),
    "version true": (json.dumps({**content(), "version": True}).encode(), "version True"),
    "profile list": (json.dumps({**content(), "profile": [1]}).encode(), "profile"),
    "step text": (json.dumps(content(adresse="ici")).encode(), "profile.adresse"),
    "value list": (json.dumps(content(adresse={"line1": ["a", {}]})).encode(), "profile.adresse.line1"),
    "value record": (json.dumps(content(adresse={"line1": {"a": 1}})).encode(), "profile.adresse.line1"),
    "value huge": (json.dumps(content(adresse={"line1": "a" * 6_000})).encode(), "profile.adresse.line1"),
    "number huge": (json.dumps(content(stages=[{"year": 10**15}])).encode(), "profile.stages[0].year"),
    "too many": (json.dumps(content(stages=[{}] * 51)).encode(), "profile.stages"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(HOSTILE))
def test_a_hostile_file_gets_a_sentence(browser: TestApp, database: DB, name: str) -> None:
    """C034."""
    body, says = HOSTILE[name]
    sign_in(browser, "NOUVEAUX")
    page = bring(browser, body, status=409)
    assert says in page.html.find(id="erreur-fichier").text
    with database.transaction() as connection:
        assert connection.root()[ROOT].candidates["NOUVEAUX"].arrival is None


def test_strange_values_of_the_right_type_never_fail(browser: TestApp, database: DB) -> None:
    """C034."""
    sign_in(browser, "NOUVEAUX")
    strange: list[Any] = ["\u202e", "\x00", "😀" * 100, -5, 0, True, None, "=cmd|x", "100", ["a"], "autre"]
    for odd in strange:
        data = content()
        for step, values in data["profile"].items():
            for record in values if isinstance(values, list) else [values]:
                record.update(dict.fromkeys([*record, "inconnu", "school", "town_code", "options", "year"], odd))
            data["profile"][step] = values
        data["profile"]["cursus-externe"] = [dict.fromkeys(("year", "diploma", "obtained", "country"), odd)]
        page = bring(browser, data).follow()
        take(browser, page)
    assert profile_of(database)["personal"] is None


def test_a_file_nobody_answers_about_is_let_go(browser: TestApp, database: DB) -> None:
    """C034."""
    sign_in(browser, "NOUVEAUX")
    bring(browser, content())
    with transaction.manager, database.transaction() as connection:
        candidates = connection.root()[ROOT].candidates
        candidates.arriving["NOUVEAUX"] = clock() - timedelta(seconds=1)
    settings = seed.settings()
    assert job.run(database, settings, Adapters(None, NoRecords()))["apports-oublies"] == 1
    browser.get(f"{BASE}/@@apercu", status=303)


def test_the_account_serves_the_next_campaign_as_it_is(browser: TestApp, database: DB) -> None:
    """C033: the reference makes people begin again each year; here one account goes on."""
    from ecandidat.domain.campaign import Campaign

    key = submitted(database)
    for year in (2026, 2027):
        with transaction.manager, database.transaction() as connection:
            connection.root()[ROOT]["test"].campaign = Campaign(str(year), f"Campagne {year}")
        browser.reset()
        sign_in(browser, "CANDIDAT")
        browser.get("/candidats/CANDIDAT/profil/infos-perso").mustcontain("MARTIN")
    with database.transaction() as connection:
        assert key in formation(connection.root()[ROOT])
