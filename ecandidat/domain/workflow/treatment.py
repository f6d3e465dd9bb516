"""The treatment type: AC controlled access, AD direct access, AT while nobody chose.

Choosing AC needs no validation; choosing AD or AT does. Validating AD is an admission: a favourable decision follows,
published as every other decision of the formation is.
"""

from __future__ import annotations

from ecandidat.domain.codes import Treatment
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.workflow.machine import Situation, Transition, not_cancelled, table

ANY = frozenset(Treatment)


def not_validated(situation: Situation) -> Refused | None:
    """A treatment is validated once."""
    return Refused("treatment_already_validated") if situation.treatment_validated else None


def no_validated_decision(situation: Situation) -> Refused | None:
    """A validated decision, told or not, fixes the treatment that led to it."""
    validated = situation.decision is not None or situation.unpublished
    return Refused("decision_already_validated") if validated else None


TRANSITIONS = table((
    Transition("traitement-ac", "Accès contrôlé", P.DESK_TREATMENT, ANY, Treatment.SELECTIVE,
               (not_cancelled, no_validated_decision)),
    Transition("traitement-ad", "Accès direct", P.DESK_TREATMENT, ANY, Treatment.DIRECT,
               (not_cancelled, no_validated_decision)),
    Transition("traitement-at", "En attente", P.DESK_TREATMENT, ANY, Treatment.PENDING,
               (not_cancelled, no_validated_decision)),
    Transition("valider-traitement", "Valider le type de traitement", P.DESK_TREATMENT_VALIDATE, ANY, None,
               (not_cancelled, not_validated)),
))  # fmt: skip
