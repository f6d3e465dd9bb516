"""What managers read of the journal: the words of each act and of the codes before and after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from ecandidat.dates import short_date, stamp
from ecandidat.domain.codes import Answer, Handover, PieceStatus, Status, Treatment
from ecandidat.domain.questionnaire import State
from ecandidat.domain.workflow import answer, decision, dossier, piece, questionnaire, treatment
from ecandidat.i18n import _
from ecandidat.models.journal import Entry
from ecandidat.views.candidate.parts import with_detail

Translate = Callable[[Any], str]

ACTS: dict[str, Any] = {
    **{
        name: row.label
        for table in (dossier, treatment, decision, answer, piece)
        for name, row in table.TRANSITIONS.items()
    },
    "candidater": _("Candidature créée"),
    "transmettre": _("Candidature transmise"),
    "reprendre": _("Candidature reprise par le candidat"),
    "annuler": _("Candidature annulée"),
    "annuler-compte": _("Candidature annulée par la suppression du compte"),
    "annuler-doublon": _("Candidature annulée : la personne en avait deux"),
    "reunir": _("Dossiers réunis"),
    "confirmer": _("Candidature confirmée"),
    "desister": _("Désistement"),
    "traitement-ac": _("Type de traitement"),
    "traitement-ad": _("Type de traitement"),
    "traitement-at": _("Type de traitement"),
    "statut-at": _("Statut"),
    "statut-re": _("Statut"),
    "statut-in": _("Statut"),
    "statut-co": _("Statut"),
    "proposer": _("Proposition d'admission"),
    "infos-corrigees": _("Informations personnelles corrigées"),
    "date-individuelle": _("Date individuelle"),
    "demander-piece": _("Pièce demandée en plus"),
    "retirer-demande": _("Pièce qui n'est plus demandée"),
    "rappeler-piece": _("Rappel d'une pièce demandée"),
    "message": _("Message échangé"),
    "desister-auto": _("Désistement automatique"),
    "relancer": _("Relance envoyée"),
    "rappeler": _("Rappel de la date limite de retour envoyé"),
    "renvoyer": _("Courriel renvoyé"),
    "repondre": _("Formulaire rempli"),
    "relever-formulaire": _("Réponses d'une enquête relevées"),
    "formulaire-non-concerne": _("Non concerné par un formulaire"),
    "formulaire-concerne": _("Concerné par un formulaire"),
    "attribuer": _("Candidature confiée à"),
    "regime": _("Régime d'inscription"),
    "droits": _("Situation de droits"),
    "code-opi": _("Code OPI"),
    "etiquettes": _("Étiquettes"),
    "courriel-libre": _("Courriel écrit au candidat"),
    "relancer-formulaires": _("Relance des formulaires envoyée"),
    "valider-piece": _("Pièce validée"),
    "refuser-piece": _("Pièce refusée"),
    "attendre-piece": _("Pièce à examiner à nouveau"),
    "deposer": _("Pièce déposée"),
    "depot-commence": _("Dépôt commencé avant la date limite"),
    "retirer": _("Pièce retirée"),
    "decider": _("Décision saisie"),
    "valider-decision": _("Décision validée"),
    "publier-decision": _("Décision publiée"),
    "appeler": _("Appel de la liste complémentaire"),
    "classer": _("Rang changé"),
    "scolarite": _("Scolarité"),
    "supprimer-decision": _("Décision non validée supprimée"),
    "valider-traitement": _("Type de traitement validé"),
}
"""Act → the words of the history; those not named here bear the label of their button."""

COLOURS = {
    "transmettre": "info", "annuler": "danger", "confirmer": "success", "desister": "danger", "statut-in": "warning",
    "statut-co": "success", "refuser-piece": "warning", "valider-decision": "info", "desister-auto": "danger",
}  # fmt: skip

_CODES: tuple[tuple[Callable[[str], bool], type[Any]], ...] = (
    (lambda act: act.startswith("statut-") or act in ("transmettre", "reprendre", "candidater"), Status),
    (lambda act: act.startswith("traitement-") or act == "valider-traitement", Treatment),
    (lambda act: act in piece.TRANSITIONS, PieceStatus),
    (lambda act: act in questionnaire.TRANSITIONS or act == "relever-formulaire", State),
    (lambda act: act in answer.TRANSITIONS or act == "desister-auto", Answer),
    (lambda act: act == "scolarite", Handover),
)


def title(t: Translate, entry: Entry, names: Mapping[str, str]) -> str:
    """« Marquer incomplet : Réceptionné → Incomplet »."""
    words = t(_(ACTS.get(entry.act, entry.act)))
    before, after = (code_words(t, entry.act, code, names) for code in (entry.before, entry.after))
    change = f"{before} → {after}" if before and after and before != after else after or before
    return with_detail(t, words, change) if change else words


def code_words(t: Translate, act: str, code: str, names: Mapping[str, str]) -> str:
    """The label of a code written by an act; dates as people write them; decisions by ``names``; else as it is."""
    for concerns, codes in _CODES:
        if concerns(act) and code in list(codes):
            return t(_(codes(code).label))
    if act == "date-individuelle" and code:
        return short_date(date.fromisoformat(code))
    if act == "depot-commence" and code:
        return stamp(datetime.fromisoformat(code))
    return names.get(code, code)
