"""Making an instance: the portal and its nomenclatures; an establishment with its usual decisions."""

from __future__ import annotations

from typing import Any

from ecandidat import evolution
from ecandidat.domain.codes import DecisionKind
from ecandidat.domain.identifiers import check_slug
from ecandidat.mails.catalogue import DECISION_MAILS
from ecandidat.models.offer import DecisionType, Establishment, Motivation, Texts
from ecandidat.models.portal import Portal
from ecandidat.resources import ROOT
from ecandidat.services import nomenclatures

DECISIONS: tuple[tuple[str, DecisionKind, str, str, bool], ...] = (
    ("favorable", DecisionKind.FAVOURABLE, "Avis favorable", "Favourable decision", True),
    ("defavorable", DecisionKind.UNFAVOURABLE, "Avis défavorable", "Unfavourable decision", True),
    ("liste-complementaire", DecisionKind.WAITING_RANKED, "Liste complémentaire", "Ranked waiting list", False),
    ("liste-attente", DecisionKind.WAITING, "Liste d'attente", "Waiting list", False),
    ("preselection", DecisionKind.PRESELECTION, "Présélection", "Preselection", False),
)
"""Decision types that every new establishment starts with: code, kind, labels, final."""

MOTIVATIONS: tuple[tuple[str, str, str], ...] = (
    ("dossier-incomplet", "Dossier incomplet", "Incomplete file"),
    ("prerequis", "Prérequis insuffisants pour la formation", "Insufficient background for the course"),
    ("diplome", "Diplôme requis non obtenu", "Required diploma not obtained"),
    ("capacite", "Capacité d'accueil atteinte", "No place left"),
    ("projet", "Projet sans lien suffisant avec la formation", "Plans not close enough to the course"),
)
"""Reasons of refusal that every new establishment starts with."""


def install(zodb_root: Any) -> Portal:
    """Create the portal when there is none, and bring its nomenclatures up to date. Safe to repeat."""
    portal = zodb_root.get(ROOT)
    if portal is None:
        portal = zodb_root[ROOT] = Portal()
        portal.steps_done = evolution.names()
    nomenclatures.load(portal.nomenclatures)
    return portal  # type: ignore[no-any-return]


def add_establishment(portal: Portal, code: str, name: str) -> Establishment:
    """A new university with the usual decision types and reasons of refusal."""
    establishment = Establishment()
    establishment.name_full = name
    establishment.name_short = name
    establishment.logo_text = name
    establishment.student_of = name
    portal[check_slug(code)] = establishment
    for slug, kind, fr, en, final in DECISIONS:
        decision = DecisionType()
        decision.label, decision.kind, decision.mail, decision.final = _texts(fr, en), kind, DECISION_MAILS[kind], final
        decision.show_comment = kind is DecisionKind.PRESELECTION
        establishment.decision_types[slug] = decision
    for slug, fr, en in MOTIVATIONS:
        motivation = Motivation()
        motivation.label = _texts(fr, en)
        establishment.motivations[slug] = motivation
    return establishment


def _texts(fr: str, en: str) -> Texts:
    return (("fr", fr), ("en", en))
