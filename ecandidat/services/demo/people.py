"""The people of the demonstration: invented, reproducible, as varied as real ones (accents, long and compound names).

Towns and schools come from the nomenclatures, so that every list of a form finds what a profile holds.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from random import Random

from ecandidat.domain.codes import FRANCE, Obtained
from ecandidat.domain.identifiers import slugify
from ecandidat.domain.ine import bea_key
from ecandidat.domain.profile import (
    Baccalaureate,
    ExternalStudy,
    Internship,
    PersonalDetails,
    PostalAddress,
    WorkExperience,
)
from ecandidat.models.nomenclature import Nomenclatures

WOMEN = (
    "Zoé", "Léa", "Inès", "Anaïs", "Maëlys", "Chloé", "Océane", "Hélène", "Aïcha", "Fatoumata", "Marie-Amélie",
    "Anne-Sophie", "Nour", "Louise", "Camille", "Éloïse", "Gaëlle", "Thi Mai", "Yasmine", "Jeanne", "Solène",
    "Wiktoria", "Aminata", "Clémence", "Agathe", "Lucía", "Marie-Françoise", "Manon", "Ève", "Sarah",
)  # fmt: skip
MEN = (
    "Noé", "Théo", "Mathéo", "Loïc", "Gaël", "Jean-Baptiste", "Mohamed", "Ousmane", "François-Xavier", "Ugo", "Maël",
    "Raphaël", "Rémi", "Benoît", "Yanis", "Bilal", "Étienne", "Kévin", "Đức", "Łukasz", "Pierre-Alexandre", "Hugo",
    "Arthur", "Sacha", "João", "Nathan", "Côme", "Amadou", "Malo", "Jérémie",
)  # fmt: skip
NAMES = (
    "MARTIN", "LEFÈVRE", "N'DIAYE", "D'ALMEIDA", "GARCIA", "BENALI", "LE GOFF", "DE LA TOUR", "TRAORÉ", "ROUSSEAU",
    "MÜLLER", "NGUYỄN", "PÉREZ-GONZÁLEZ", "FRANÇOIS", "BOUCHER", "LEMAÎTRE", "ŁUKASIEWICZ", "SAINT-AUBIN", "EL AMRANI",
    "ANDRIAMAMPIANINA", "HOFFMANN", "CHEVALIER", "GAUTIER", "MOREAU", "DUPONT-MORETTI", "KOUASSI", "O'CONNOR", "ÇELIK",
    "BERTHELOT", "PERRIN", "VASSEUR", "OUEDRAOGO", "DA SILVA FERREIRA", "LECLERCQ", "JOLY", "RAZAFINDRAKOTO", "BLANC",
    "VAN DEN BERGHE", "DELACROIX", "PELLETIER",
)  # fmt: skip
STREETS = (
    "rue de l'Église", "avenue de la République", "impasse des Lilas", "rue du Maréchal-Foch", "chemin de la Fontaine",
    "boulevard Jeanne-d'Arc", "rue d'Alsace-Lorraine", "allée des Érables", "place du Marché", "rue Victor-Hugo",
)  # fmt: skip
TOWNS = (
    ("86000", "86194"), ("79000", "79191"), ("16000", "16015"), ("17000", "17300"), ("54000", "54395"),
    ("57000", "57463"), ("88000", "88160"), ("45000", "45234"), ("18000", "18033"), ("28000", "28085"),
    ("41000", "41018"), ("66000", "66136"), ("11000", "11069"), ("34000", "34172"), ("10000", "10387"),
    ("51100", "51454"), ("21000", "21231"), ("33000", "33063"), ("87000", "87085"), ("44000", "44109"),
)  # fmt: skip
"""Postal code and INSEE code of the towns where people live and went to school."""

ELSEWHERE = ("109", "127", "134", "139", "301", "350", "351", "352", "345", "401", "415")
"""Countries of those who are not French."""

STUDIES = (
    ("L3", "Licence 3 Droit, économie, gestion"), ("L2", "Licence 2 Sciences de la vie"),
    ("BTS", "BTS Comptabilité et gestion"), ("DUT", "DUT Informatique"), ("L3", "Licence 3 Psychologie"),
)  # fmt: skip
PLACES = ("Mairie de Châtellerault", "Cabinet Brun & associés", "Association Les Petits Débrouillards", "CHU", "SNCF")

JOBS = (
    ("Agent d'accueil", "Accueil du public et standard téléphonique."),
    ("Animatrice", "Centre de loisirs, groupe des 6 à 8 ans."),
    ("Équipier", "Restauration rapide, service et caisse."),
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Somebody invented, with the whole profile; ``local`` starts the mail address."""

    local: str
    personal: PersonalDetails
    address: PostalAddress
    baccalaureate: Baccalaureate
    studies: tuple[ExternalStudy, ...]
    internships: tuple[Internship, ...]
    experiences: tuple[WorkExperience, ...]


def invent(random: Random, tables: Nomenclatures, today: date, index: int) -> Person:
    """The ``index``-th person; the same generator always invents the same people."""
    woman = random.random() < 0.55
    first, name = random.choice(WOMEN if woman else MEN), random.choice(NAMES)
    year = today.year - random.randint(3, 7)
    born = date(year - 18, random.randint(1, 12), random.randint(1, 28))
    foreign = random.random() < 0.12
    postcode, insee = random.choice(TOWNS)
    department = insee[:2]
    town = tables.table("communes").label(insee)
    ine = f"{random.randint(0, 10**10 - 1):010d}"
    personal = PersonalDetails(
        nationality=_country(random, tables) if foreign else FRANCE,
        ine="" if foreign else ine,
        ine_key="" if foreign else bea_key(ine),
        title="Mme" if woman else "M.",
        birth_name=name,
        usual_name=random.choice(NAMES) if woman and random.random() < 0.1 else "",
        first_name=first.upper(),
        other_first_name=random.choice(WOMEN if woman else MEN).upper() if random.random() < 0.2 else "",
        birth_date=born,
        birth_country=FRANCE,
        birth_department=department,
        birth_town=town.upper(),
        phone="",
        mobile=f"06399800{random.randint(0, 99):02d}",
    )
    address = PostalAddress(
        postcode=postcode, town_code=insee, town=town,
        line1=f"{random.randint(1, 180)} {random.choice(STREETS)}",
        line2=f"Résidence universitaire, chambre {random.randint(101, 420)}" if random.random() < 0.2 else "",
    )  # fmt: skip
    return Person(
        local=f"{_plain(first)}.{_plain(name)}{index}",
        personal=personal,
        address=address,
        baccalaureate=_baccalaureate(random, tables, year, insee, town),
        studies=_studies(random, tables, year, today.year, insee, town),
        internships=_internships(random, year),
        experiences=_experiences(random, year),
    )


def _plain(text: str) -> str:
    """A part of a mail address: letters that decompose lose their accents, the others are written as they sound."""
    ascii_text = unicodedata.normalize("NFKD", text.translate(str.maketrans("ĐđŁł", "DdLl")))
    return slugify(ascii_text.replace("'", "").replace(" ", "-"))


def _country(random: Random, tables: Nomenclatures) -> str:
    known = [code for code in ELSEWHERE if tables.table("pays").get(code)]
    return random.choice(known)


def _baccalaureate(random: Random, tables: Nomenclatures, year: int, insee: str, town: str) -> Baccalaureate:
    series = random.choice(("NBGE", "NBGE", "STMG") if year >= 2021 else ("S", "ES", "L", "STMG"))
    schools = tables.schools_of_town(insee)
    school, label = random.choice(schools) if schools else ("", "")
    offered = [code for code, _ in tables.specialities_for(series, year)]
    kept, dropped = tables.specialities_demanded(series)
    chosen = random.sample(offered, min(len(offered), kept + dropped)) if kept else []
    return Baccalaureate(
        year=year, series=series, series_label=tables.table("bac_series").label(series),
        honours=random.choice(("P", "AB", "AB", "B", "TB")), department=insee[:2], town_code=insee, town=town,
        school=school, school_label=label,
        speciality1=chosen[0] if chosen else "",
        speciality2=chosen[1] if kept > 1 and len(chosen) > 1 else "",
        dropped_speciality=chosen[kept] if dropped and len(chosen) > kept else "",
    )  # fmt: skip


def _studies(
    random: Random, tables: Nomenclatures, bac: int, this_year: int, insee: str, town: str
) -> tuple[ExternalStudy, ...]:
    known = [(code, label) for code, label in STUDIES if tables.table("diplomes_externes").get(code)]
    places = tables.higher_schools_of_town(insee)
    if not known or random.random() < 0.15:
        return ()
    found = []
    for year in range(bac + 1, min(this_year, bac + 4)):
        code, label = random.choice(known)
        school, school_label = random.choice(places) if places else ("", "")
        ended = random.choice((Obtained.YES, Obtained.YES, Obtained.NO))
        diploma = tables.table("diplomes_externes").label(code)
        study = ExternalStudy(
            key=f"demo{year}", year=year, diploma=code, diploma_label=diploma, label=label,
            obtained=Obtained.ONGOING if year == this_year - 1 else ended, honours=random.choice(("P", "AB", "B")),
            department=insee[:2], town_code=insee, town=town, school=school, school_label=school_label,
        )  # fmt: skip
        found.append(study)
    return tuple(found)


def _internships(random: Random, bac: int) -> tuple[Internship, ...]:
    if random.random() < 0.5:
        return ()
    text = "Accueil du public, classement et suivi des dossiers."
    return (Internship("demo1", bac + 1, "2 mois", random.choice(PLACES), text, 35),)


def _experiences(random: Random, bac: int) -> tuple[WorkExperience, ...]:
    if random.random() < 0.6:
        return ()
    title, text = random.choice(JOBS)
    return (WorkExperience("demo1", bac + 1, title, "Deux étés", random.choice(PLACES), text),)
