"""Making an instance: the portal and its nomenclatures; an establishment with its usual decisions."""

from __future__ import annotations

from typing import Any

from ecandidat import evolution
from ecandidat.domain.codes import LANGUAGES, DecisionKind
from ecandidat.domain.identifiers import check_slug
from ecandidat.mails.catalogue import DECISION_MAILS
from ecandidat.models.offer import DecisionType, Establishment, Motivation
from ecandidat.models.portal import Portal
from ecandidat.models.spoken import Texts
from ecandidat.resources import ROOT
from ecandidat.services import nomenclatures

DECISIONS: tuple[tuple[str, DecisionKind, bool, tuple[str, str, str, str]], ...] = (
    ("favorable", DecisionKind.FAVOURABLE, True,
     ("Avis favorable", "Favourable decision", "Decisión favorable", "Positive Entscheidung")),
    ("defavorable", DecisionKind.UNFAVOURABLE, True,
     ("Avis défavorable", "Unfavourable decision", "Decisión desfavorable", "Negative Entscheidung")),
    ("liste-complementaire", DecisionKind.WAITING_RANKED, False,
     ("Liste complémentaire", "Ranked waiting list", "Lista de espera ordenada", "Warteliste mit Rang")),
    ("liste-attente", DecisionKind.WAITING, False,
     ("Liste d'attente", "Waiting list", "Lista de espera", "Warteliste")),
    ("preselection", DecisionKind.PRESELECTION, False,
     ("Présélection", "Preselection", "Preselección", "Vorauswahl")),
)  # fmt: skip
"""Decision types that every new establishment starts with: code, kind, final, labels in the order of ``LANGUAGES``."""

MOTIVATIONS: tuple[tuple[str, tuple[str, str, str, str]], ...] = (
    ("dossier-incomplet",
     ("Dossier incomplet", "Incomplete file", "Expediente incompleto", "Unvollständige Unterlagen")),
    ("prerequis",
     ("Prérequis insuffisants pour la formation", "Insufficient background for the course",
      "Conocimientos previos insuficientes para estos estudios", "Unzureichende Vorkenntnisse für den Studiengang")),
    ("diplome",
     ("Diplôme requis non obtenu", "Required diploma not obtained", "Título exigido no obtenido",
      "Verlangter Abschluss nicht erworben")),
    ("capacite",
     ("Capacité d'accueil atteinte", "No place left", "No quedan plazas", "Keine freien Plätze")),
    ("projet",
     ("Projet sans lien suffisant avec la formation", "Plans not close enough to the course",
      "Proyecto sin relación suficiente con estos estudios", "Vorhaben ohne ausreichenden Bezug zum Studiengang")),
)  # fmt: skip
"""Reasons of refusal that every new establishment starts with: code, labels in the order of ``LANGUAGES``."""


def decision_label(kind: DecisionKind, lang: str) -> str:
    """What the decision type of that kind that establishments start with is called."""
    labels = next(labels for _code, known, _final, labels in DECISIONS if known is kind)
    return labels[list(LANGUAGES).index(lang)]


def install(zodb_root: Any) -> Portal:
    """Create the portal when there is none, and bring its nomenclatures up to date. Safe to repeat."""
    portal: Portal | None = zodb_root.get(ROOT)
    if portal is None:
        portal = zodb_root[ROOT] = Portal()
        portal.steps_done = evolution.names()
    nomenclatures.load(portal.nomenclatures)
    return portal


def add_establishment(portal: Portal, code: str, name: str) -> Establishment:
    """A new university with the usual decision types and reasons of refusal."""
    establishment = Establishment()
    establishment.name_full = name
    establishment.name_short = name
    establishment.logo_text = name
    establishment.student_of = name
    portal[check_slug(code)] = establishment
    for slug, kind, final, labels in DECISIONS:
        decision = DecisionType()
        decision.label, decision.kind = _texts(labels), kind
        decision.mail, decision.final = DECISION_MAILS[kind], final
        decision.show_comment = kind is DecisionKind.PRESELECTION
        establishment.decision_types[slug] = decision
    for slug, labels in MOTIVATIONS:
        motivation = Motivation()
        motivation.label = _texts(labels)
        establishment.motivations[slug] = motivation
    return establishment


def _texts(labels: tuple[str, ...]) -> Texts:
    return tuple(zip(LANGUAGES, labels, strict=True))
