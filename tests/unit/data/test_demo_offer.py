"""The demonstration offer: five files that anyone may edit, so that every promise they make is checked here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import filetype
import pikepdf
import pytest
from email_validator import validate_email

DEMO = Path(__file__).parents[3] / "ecandidat" / "data" / "demo"
UNIVERSITIES = ("lorraine", "orleans", "perpignan", "poitiers", "utt")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
RESERVED = {
    "candidats", "compte", "static", "archives", "commissions", "pieces", "decisions", "journal", "offre", "profil",
    "documents",
}  # fmt: skip

# Each record of the files: the key and the types of its value; a key too many is as wrong as a key too few.
TEXT = {"fr": str, "en": str}
ESTABLISHMENT = {
    "code": str, "name": str, "short_name": str, "student_of": str, "accent": str, "logo_text": str,
    "contact_mail": str, "welcome": dict, "legal_notice": dict, "faq": list, "documentation": list, "help_url": str,
    "cas_label": str, "pieces": list, "components": list,
}  # fmt: skip
COMPONENT = {
    "code": str, "name": str, "contact_mail": str, "info": dict, "quota": int, "pieces": list, "commissions": list,
    "types": list,
}  # fmt: skip
COMMISSION = {
    "code": str, "name": str, "mail": str, "phone": str, "fax": str, "url": str, "address": list, "return_note": dict,
    "signatory": str, "letters": bool, "mail_letters": bool,
}  # fmt: skip
DIPLOMA_TYPE = {"code": str, "label": dict, "formations": list}
FORMATION = {
    "code": str, "title": str, "keywords": str, "commission": str, "mode": str, "treatment": str,
    "capacity": int | None, "url": str, "cge": str, "si_code": str, "si_version": str, "info": dict,
    "waiting_list": bool, "dates": dict, "preselection": dict, "pieces": list,
}  # fmt: skip
DATES = {
    "opens": int, "closes": int, "pre_analysis": int | None, "return": int, "board": int | None,
    "publication": int | None, "confirmation": int | None, "confirmation_delay": int | None,
    "waiting_confirmation": int | None, "waiting_confirmation_delay": int | None,
}  # fmt: skip
PRESELECTION = {"place": str, "date": int | None, "time": str}
PIECE = {
    "code": str, "label": dict, "conditional": bool, "unique": bool, "treatment": str | None, "model": str | None,
    "order": int,
}  # fmt: skip

Json = dict[str, Any]


OPTIONAL: dict[str, Any] = {"parameters": dict, "languages": list, "record_code": str, "es": str, "de": str}
"""Keys that a record may leave out: parameters and languages of an establishment, a piece's code in the records,
a text in a language that only some universities speak."""


@pytest.fixture(scope="module")
def offer() -> dict[str, Json]:
    paths = [path for path in sorted(DEMO.glob("*.json")) if path.stem not in ("ent_accounts", "student_records")]
    return {path.stem: json.loads(path.read_text("utf-8")) for path in paths}


def formations(establishment: Json) -> Iterator[tuple[str, Json, Json]]:
    """Every formation as (path, component, formation)."""
    for component in establishment["components"]:
        for kind in component["types"]:
            for formation in kind["formations"]:
                path = "/".join((establishment["code"], component["code"], kind["code"], formation["code"]))
                yield path, component, formation


def all_formations(offer: dict[str, Json]) -> list[tuple[str, Json, Json, Json]]:
    return [(path, etab, component, f) for etab in offer.values() for path, component, f in formations(etab)]


def demanded(establishment: Json, component: Json, formation: Json) -> list[Json]:
    """The pieces an application to this formation asks for, in the order of the screen."""
    every = establishment["pieces"] + component["pieces"] + formation["pieces"]
    return sorted((p for p in every if p["treatment"] in (None, formation["treatment"])), key=lambda p: p["order"])


def find(offer: dict[str, Json], path: str) -> tuple[Json, Json, Json]:
    """The establishment, the component and the formation at this path."""
    (found,) = [(etab, component, f) for where, etab, component, f in all_formations(offer) if where == path]
    return found


def labels(offer: dict[str, Json], path: str) -> list[str]:
    return [piece["label"]["fr"] for piece in demanded(*find(offer, path))]


def faults_of_shape(record: Json, shape: dict[str, Any], where: str) -> list[str]:
    held = set(record) - set(OPTIONAL)
    faults = [f"{where}: keys {sorted(held ^ set(shape))}"] if held != set(shape) else []
    for key, kind in {**shape, **{name: OPTIONAL[name] for name in set(record) & set(OPTIONAL)}}.items():
        value = record.get(key)
        # A boolean is an int for Python; here it is a fault.
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            faults.append(f"{where}.{key}: {value!r}")
    return faults


def faults_of_codes(siblings: list[Json], where: str, longest: int) -> list[str]:
    codes = [s["code"] for s in siblings]
    faults = [f"{where}: {c!r} is no slug" for c in codes if not SLUG.fullmatch(c) or len(c) > longest]
    faults += [f"{where}: {c!r} is reserved" for c in codes if c in RESERVED]
    return faults + [f"{where}: {c!r} twice" for c in set(codes) if codes.count(c) > 1]


def contrast_with_white(colour: str) -> float:
    """WCAG contrast ratio of ``#rrggbb`` with white, from 1 to 21."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def test_the_five_universities_are_there(offer: dict[str, Json]) -> None:
    assert sorted(offer) == list(UNIVERSITIES)
    assert {stem: etab["code"] for stem, etab in offer.items()} == {u: u for u in UNIVERSITIES}


def test_every_record_has_exactly_the_keys_of_the_schema(offer: dict[str, Json]) -> None:
    faults: list[str] = []
    for code, etab in offer.items():
        faults += faults_of_shape(etab, ESTABLISHMENT, code)
        texts = [etab["welcome"], etab["legal_notice"], *(entry["label"] for entry in etab["documentation"])]
        for entry in etab["faq"]:
            faults += faults_of_shape(entry, {"question": dict, "answer": dict}, f"{code}.faq")
            texts += [entry["question"], entry["answer"]]
        pieces = [(code, p) for p in etab["pieces"]]
        for component in etab["components"]:
            where = f"{code}/{component['code']}"
            faults += faults_of_shape(component, COMPONENT, where)
            pieces += [(where, p) for p in component["pieces"]]
            for commission in component["commissions"]:
                faults += faults_of_shape(commission, COMMISSION, f"{where}/{commission['code']}")
            for kind in component["types"]:
                faults += faults_of_shape(kind, DIPLOMA_TYPE, f"{where}/{kind['code']}")
                texts.append(kind["label"])
        for path, _, formation in formations(etab):
            faults += faults_of_shape(formation, FORMATION, path)
            faults += faults_of_shape(formation["dates"], DATES, f"{path}.dates")
            faults += faults_of_shape(formation["preselection"], PRESELECTION, f"{path}.preselection")
            faults += faults_of_shape(formation["info"], TEXT, f"{path}.info")
            pieces += [(path, p) for p in formation["pieces"]]
        for where, piece in pieces:
            faults += faults_of_shape(piece, PIECE, f"{where}.{piece['code']}")
            texts.append(piece["label"])
        spoken = set(etab.get("languages", ("fr", "en")))
        faults += [f"{code}: {text!r}" for text in texts if set(text) != spoken or not all(text.values())]
    assert faults == []


def test_codes_are_slugs_unique_among_siblings_and_not_reserved(offer: dict[str, Json]) -> None:
    faults = faults_of_codes(list(offer.values()), "", 40)
    for code, etab in offer.items():
        faults += faults_of_codes(etab["components"], code, 20)
        for component in etab["components"]:
            where = f"{code}/{component['code']}"
            faults += faults_of_codes(component["types"], where, 40)
            faults += faults_of_codes(component["commissions"], f"{where}/commissions", 30)
            for kind in component["types"]:
                faults += faults_of_codes(kind["formations"], f"{where}/{kind['code']}", 40)
    assert faults == []


def test_the_pieces_of_one_application_never_share_a_code_nor_a_rank(offer: dict[str, Json]) -> None:
    faults: list[str] = []
    for path, etab, component, formation in all_formations(offer):
        pieces = etab["pieces"] + component["pieces"] + formation["pieces"]
        faults += faults_of_codes(pieces, path, 20)
        ranks = [p["order"] for p in pieces]
        faults += [f"{path}: rank {rank} twice" for rank in set(ranks) if ranks.count(rank) > 1]
        faults += [] if demanded(etab, component, formation) else [f"{path} asks for nothing"]
    assert faults == []


def test_lengths_fit_the_fields_of_the_application(offer: dict[str, Json]) -> None:
    faults: list[str] = []
    for path, etab, component, formation in all_formations(offer):
        long = [formation["title"], formation["keywords"], *component["info"].values()]
        long += [label for p in demanded(etab, component, formation) for label in p["label"].values()]
        faults += [f"{path}: {text}" for text in long if len(text) > 500]
        for commission in component["commissions"]:
            faults += [f"{path}: {line}" for line in commission["address"] if not 0 < len(line) <= 38]
            faults += [f"{path}: {commission['mail']}"] if len(commission["mail"]) > 80 else []
        faults += [f"{path}: {component['name']}"] if len(component["name"]) > 200 else []
    assert faults == []


def test_coded_values_are_known(offer: dict[str, Json]) -> None:
    faults: list[str] = []
    for path, etab, component, formation in all_formations(offer):
        good = formation["mode"] in ("D", "P") and formation["treatment"] in ("AC", "AD")
        good = good and (formation["capacity"] is None or formation["capacity"] > 0) and component["quota"] > 0
        good = good and re.fullmatch(r"(([01]\d|2[0-3]):[0-5]\d)?", formation["preselection"]["time"]) is not None
        pieces = etab["pieces"] + component["pieces"] + formation["pieces"]
        good = good and all(p["treatment"] in (None, "AC", "AD") for p in pieces)
        faults += [] if good else [path]
    assert faults == []


def test_dates_follow_one_another(offer: dict[str, Json]) -> None:
    faults: list[str] = []
    for path, _, _, formation in all_formations(offer):
        d = formation["dates"]
        order = [
            ("opens", "closes"), ("closes", "return"), ("closes", "pre_analysis"), ("return", "board"),
            ("board", "publication"), ("return", "publication"), ("return", "confirmation"), ("board", "confirmation"),
            ("publication", "confirmation"), ("confirmation", "waiting_confirmation"),
            ("return", "waiting_confirmation"), ("board", "waiting_confirmation"),
            ("publication", "waiting_confirmation"), ("return", "preselection"),
        ]  # fmt: skip
        d = {**d, "preselection": formation["preselection"]["date"]}
        for earlier, later in order:
            if d[earlier] is not None and d[later] is not None and d[earlier] > d[later]:
                faults.append(f"{path}: {later} before {earlier}")
        if (d["confirmation"] is None) == (d["confirmation_delay"] is None):
            faults.append(f"{path}: confirmation needs a date or a delay")
        waiting = [d["waiting_confirmation"], d["waiting_confirmation_delay"]]
        if [value is not None for value in waiting].count(True) != int(formation["waiting_list"]):
            faults.append(f"{path}: the waiting list has {waiting}")
        if any(delay is not None and delay <= 0 for delay in (d["confirmation_delay"], waiting[1])):
            faults.append(f"{path}: a delay counts at least one day")
    assert faults == []


def test_accents_are_readable_on_white_and_all_different(offer: dict[str, Json]) -> None:
    accents = {code: etab["accent"] for code, etab in offer.items()}
    assert all(re.fullmatch("#[0-9a-f]{6}", accent) for accent in accents.values())
    assert {code: accent for code, accent in accents.items() if contrast_with_white(accent) < 4.5} == {}
    assert len(set(accents.values())) == len(UNIVERSITIES)


def test_every_formation_belongs_to_a_commission_of_its_component(offer: dict[str, Json]) -> None:
    strays, used = [], set()
    for path, etab, component, formation in all_formations(offer):
        if formation["commission"] not in {c["code"] for c in component["commissions"]}:
            strays.append(path)
        used.add((etab["code"], component["code"], formation["commission"]))
    every = {
        (etab["code"], component["code"], commission["code"])
        for etab in offer.values()
        for component in etab["components"]
        for commission in component["commissions"]
    }
    assert strays == []
    assert used == every, "a commission without formations"


def test_addresses_are_well_formed(offer: dict[str, Json]) -> None:
    for etab in offer.values():
        validate_email(etab["contact_mail"], check_deliverability=False)
        urls = [entry["url"] for entry in etab["documentation"]] + [f["url"] for _, _, f in formations(etab)]
        for component in etab["components"]:
            validate_email(component["contact_mail"], check_deliverability=False)
            for commission in component["commissions"]:
                validate_email(commission["mail"], check_deliverability=False)
                assert re.match(r"\d{5} [A-Z]", commission["address"][-1]), commission["address"]
                urls.append(commission["url"])
        assert [url for url in urls if url and not url.startswith("https://")] == []


def test_model_files_are_titled_tagged_french_pdfs(offer: dict[str, Json]) -> None:
    models = set()
    for _, etab, component, formation in all_formations(offer):
        models |= {p["model"] for p in demanded(etab, component, formation)} - {None}
    assert models == {"files/lettre-de-recommandation.pdf", "files/dossier-de-candidature-complementaire.pdf"}
    for model in models:
        assert (DEMO / model).stat().st_size <= 40_000
        with pikepdf.open(DEMO / model) as pdf:
            assert pdf.Root.MarkInfo.Marked, model
            assert str(pdf.Root.Lang).startswith("fr"), model
            assert str(pdf.docinfo["/Title"]), model


def test_sample_papers_are_what_their_names_say() -> None:
    files = DEMO / "files"
    kinds = {path.name: filetype.guess_extension(path) for path in files.iterdir()}
    assert {name: name.rsplit(".", 1)[1] for name in kinds} == kinds
    assert {"piece-identite.jpg", "diplome.png"} <= set(kinds)
    assert (files / "piece-identite.jpg").stat().st_size <= 60_000
    for name, count in {"cv.pdf": 1, "lettre-de-motivation.pdf": 1, "releves-de-notes.pdf": 2}.items():
        with pikepdf.open(files / name) as pdf:
            assert len(pdf.pages) == count, name


def test_the_offer_is_rich_enough_to_be_worth_browsing(offer: dict[str, Json]) -> None:
    assert len(all_formations(offer)) >= 90
    for code, etab in offer.items():
        assert len(etab["components"]) >= 3, code
        assert len(list(formations(etab))) >= 12, code
        assert sum(f["dates"]["opens"] <= 0 <= f["dates"]["closes"] for _, _, f in formations(etab)) >= 6, code


def test_every_kind_of_formation_is_shown(offer: dict[str, Json]) -> None:
    def situation(f: Json) -> str:
        if f["dates"]["opens"] > 0:
            return "soon"
        return "open" if f["dates"]["closes"] >= 0 else "closed"

    found = [f for _, _, _, f in all_formations(offer)]
    assert {(f["mode"], f["treatment"], situation(f)) for f in found} >= {
        (mode, "AC", when) for mode in "DP" for when in ("open", "soon", "closed")
    } | {("D", "AD", "open"), ("P", "AD", "open"), ("D", "AD", "soon"), ("P", "AD", "closed")}
    open_and_selective = [f for f in found if situation(f) == "open" and f["treatment"] == "AC"]
    shown = {(f["mode"], f["waiting_list"], f["dates"]["confirmation"] is not None) for f in open_and_selective}
    assert shown == set(product("DP", (True, False), (True, False)))
    waiting = [f["dates"] for f in found if f["waiting_list"]]
    assert {d["waiting_confirmation_delay"] is None for d in waiting} == {True, False}
    assert sum(situation(f) == "open" for f in found) > len(found) / 2


# Titles and modes as the universities' guides print them.
PRINTED = {
    "poitiers": {
        "M1 Administration Economique et Sociale": "D",
        "M2 Droit et Marketing": "D",
        "concours entrée école d'orthophonie": "D",
        "Diplôme d'Ingénieur Energie 1ère année": "D",
    },
    "orleans": {
        "LP ASSURANCE BANQUE FINANCE : CHARGE DE CLIENTELE Formation en apprentissage": "P",
        "LP MARCHES PUBLICS - METIERS DE L'ACHAT PUBLIC": "P",
        "M1 SCIENCES DE LA TERRE ET DES PLANETES, ENVIRONNEMENT -GEO2env": "P",
    },
    "perpignan": {
        "MASTER 1 - BEE Parc. Biodiversité et développement durable": "D",
        "MASTER 1 - CALCUL HAUTE PERFORMANCE, SIMULATION": "D",
        "MASTER 1 - ELECTRONIQUE, ENERGIE ELECTRIQUE, AUTOMATIQUE Parc. ASGE": "D",
        "MASTER 1 - ENERGIE Parc. Matériaux et procédés solaires": "D",
        "MASTER 1 - SCIENCES DE LA MER": "D",
        "MASTER 2 - BEE Parc. Biodiversité et développement durable": "D",
        "MASTER 2 - CALCUL HAUTE PERFORMANCE, SIMULATION": "D",
        "MASTER 2 - ELECTRONIQUE, ENERGIE ELECTRIQUE, AUTOMATIQUE Parc. ASGE": "D",
        "MASTER 2 - ENERGIE Parc. Matériaux et procédés solaires": "D",
        "MASTER 2 - SCIENCES DE LA MER Parc. Géosciences marines et environnements aquatiques": "D",
        "MASTER 2 - SCIENCES DE LA MER Parc. Molécules bioactives et environnement": "D",
    },
    "utt": {
        "Ingénierie des Systèmes Complexes (M1)": "D",
        "Licence Professionnelle (L3) Management Opérationnel de la Restauration "
        "Gastronomie à Vocation Internationale": "D",
    },
}


def test_the_formations_that_the_guides_print_are_there(offer: dict[str, Json]) -> None:
    for code, printed in PRINTED.items():
        modes = {f["title"]: f["mode"] for _, _, f in formations(offer[code])}
        assert {title: modes.get(title) for title in printed} == printed
    # The guide cuts this title short.
    (adults,) = [
        f for _, _, f in formations(offer["poitiers"]) if f["title"].startswith("M2 Droit et marketing (pour ")
    ]
    assert adults["mode"] == "P"


def test_the_components_that_the_guides_print_are_there(offer: dict[str, Json]) -> None:
    names = {code: [c["name"] for c in etab["components"]] for code, etab in offer.items()}
    assert names["orleans"] == [
        "ESPE Centre Val de Loire", "IUT d'ORLEANS", "IUT de BOURGES", "IUT de CHARTRES",
        "IUT de l'INDRE - Site d'ISSOUDUN", "IUT de l'INDRE - Site de CHATEAUROUX", "OSUC",
        "UFR COLLEGIUM DROIT, ECONOMIE ET GESTION", "UFR COLLEGIUM LETTRES, LANGUES ET SCIENCES HUMAINES",
        "UFR COLLEGIUM SCIENCES ET TECHNIQUES",
    ]  # fmt: skip
    assert names["perpignan"] == [
        "IUT De Perpignan", "MEEF 1er degré - CRPE - Professeur des écoles",
        "MEEF 2nd degré - CAPES - Professeur Collèges & Lycées", "STAPS - UFR SEE - Site de Font Romeu",
        "UFR Sciences Exactes et Expérimentales",
    ]  # fmt: skip
    assert names["poitiers"][:3] == [
        "UFR Droit et Sciences Sociales Poitiers Campus", "UFR Médecine-Pharmacie", "UFR Sciences Humaines et Arts",
    ]  # fmt: skip
    assert offer["lorraine"]["contact_mail"] == "contact.ecandidat@univ-lorraine.fr"


def test_the_pieces_are_those_of_the_guides(offer: dict[str, Json]) -> None:
    assert labels(offer, "orleans/osuc/master/m1-geo2env") == [
        "Attestation de niveau de français (minimum B2) (étudiants étrangers uniquement)",
        "Copie des diplômes Baccalauréat et post-baccalauréat",
        "Copie pièce d'identité",
        "Curriculum Vitae avec photo",
        "Lettre de motivation",
        "Copie des relevés de notes des années d'études post bac (dans l'ordre chronologique)",
        "Copie du Relevé de Notes du baccalauréat",
        "Doc complémentaires (lettres de recommandation...)",
    ]
    assert labels(offer, "utt/masters/m1/isc-m1") == [
        "CV avec photo",
        "Lettre de motivation",
        "Relevé de notes",
        "Certificat de Scolarité (année en cours)",
        "Copie diplômes obtenus",
        "Justificatif du niveau de langue",
        "Lettre de recommandation",
        "Justificatif du numéro de matricule Etudes en France (pour les concernés)",
        "Descriptif des études suivies après le bac (modules, programme)",
    ]
    assert labels(offer, "poitiers/medecine-pharmacie/non-diplomant/concours-orthophonie") == [
        "Curriculum Vitae",
        "Demande d'aménagement au titre du handicap",
        "certificat de scolarité pour le candidat inscrits en terminale l'année du concours",
        "photocopie des bulletins scolaires de 1ère - 1er trimestre",
        "photocopie des bulletins scolaires de terminale - 1er Trimestre",
        "photocopie du baccalauréat ou diplôme équivalent (voir article 4 du règlement)",
    ]
    assert labels(offer, "poitiers/droit/master/m1-aes")[:5] == [
        "lettre de motivation",
        "Curriculum Vitae",
        "Demande d'aménagement au titre du handicap",
        "Photocopie d'une pièce d'identité (recto/verso) en cours de validité (carte d'identité ou passeport)",
        "Relevé de notes du Baccalauréat",
    ]
    bee = labels(offer, "perpignan/see/master/m1-bee")
    assert len(bee) == 7
    assert bee[0].endswith('SI VOUS N\'ÊTES PAS CONCERNÉ CLIQUEZ SUR "NON CONCERNÉ PAR CETTE PIÈCE"')
    assert bee[1] == "Relevé de notes du bac ou équivalent"
    assert bee[5].startswith("Dossier de candidature complémentaire (téléchargez avec Adobe Acrobat Reader")
    assert len(labels(offer, "utt/formation-continue/licence-pro/lp-restauration")) == 7


# Days between two dates of a formation, counted on the calendars that the guides print.
SPACING = [
    ("poitiers/droit/master/m1-aes", "opens", {"closes": 38, "return": 54, "pre_analysis": 58, "board": 76}),
    ("poitiers/droit/master/m1-aes", "opens", {"publication": 82, "confirmation": 92}),
    ("poitiers/droit/master/m2-droit-et-marketing", "opens", {"closes": 24}),
    ("poitiers/droit/master/m2-droit-et-marketing-fc", "opens", {"closes": 34}),
    ("poitiers/medecine-pharmacie/non-diplomant/concours-orthophonie", "opens", {"closes": 24, "return": 24}),
    ("poitiers/medecine-pharmacie/non-diplomant/concours-orthophonie", "return", {"confirmation": 2}),
    ("poitiers/ensip/ingenieur/energie-1a", "return", {"pre_analysis": 18, "board": 20}),
    ("poitiers/ensip/ingenieur/energie-1a", "return", {"publication": 56, "confirmation": 119}),
    ("orleans/osuc/master/m1-geo2env", "return", {"publication": 3, "confirmation": 10}),
    ("orleans/deg/licence-pro/lp-assurance-banque", "opens", {"closes": 29}),
    ("orleans/deg/licence-pro/lp-marches-publics", "opens", {"closes": 49}),
    ("perpignan/see/master/m1-bee", "opens", {"closes": 61}),
    ("perpignan/see/master/m1-bee", "return", {"confirmation": 40}),
    ("perpignan/see/master/m1-chps", "opens", {"closes": 179}),
    ("perpignan/see/master/m1-energie", "opens", {"closes": 117}),
    ("utt/masters/m1/isc-m1", "return", {"publication": 14, "confirmation": 47}),
    ("utt/formation-continue/licence-pro/lp-restauration", "return", {"confirmation": 42}),
]


@pytest.mark.parametrize(("path", "origin", "printed"), SPACING)
def test_the_dates_keep_the_spacing_of_the_guides(
    offer: dict[str, Json], path: str, origin: str, printed: dict[str, int]
) -> None:
    dates = find(offer, path)[2]["dates"]
    assert {key: dates[key] - dates[origin] for key in printed} == printed


def test_the_contacts_are_those_of_the_guides(offer: dict[str, Json]) -> None:
    def contact(path: str) -> tuple[list[str], str, str]:
        _, component, formation = find(offer, path)
        (commission,) = [k for k in component["commissions"] if k["code"] == formation["commission"]]
        return commission["address"], commission["phone"], commission["mail"]

    assert contact("poitiers/droit/master/m1-aes") == (
        ["2 rue Jean Carbonnier", "86073 POITIERS"], "", "scolarite.droit@univ-poitiers.fr",
    )  # fmt: skip
    assert contact("poitiers/ensip/ingenieur/energie-1a") == (
        ["1 rue Marcel Doré", "Bâtiment B1", "TSA 41105", "86073 POITIERS Cedex 9"], "05 49 45 37 19",
        "ensip.recrutement@univ-poitiers.fr",
    )  # fmt: skip
    assert contact("orleans/osuc/master/m1-geo2env") == (
        ["Secrétariat", "1 A rue de la Férollerie", "45071 ORLEANS CEDEX 2"], "", "admission-osuc@univ-orleans.fr",
    )  # fmt: skip
    assert contact("perpignan/see/master/m1-bee")[0] == ["52 avenue Paul Alduy", "UFR SEE", "66860 PERPIGNAN"]
    assert contact("utt/masters/m1/isc-m1") == (["12 rue Marie Curie", "10000 TROYES"], "", "master@utt.fr")
