"""THE TABLE of the profile's steps: to add one, add a row here, its module beside, its attribute in the models."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ecandidat.forms.profile import address, baccalaureate, experience, personal, studies
from ecandidat.i18n import _
from ecandidat.models.candidate import STEPS as NAMES


@dataclass(frozen=True)
class Step:
    """One step.

    ``name`` is in the URL, ``required`` before applying. A step with ``row`` holds a list of entries; one without
    ``schema`` is only read. ``refresh`` labels the button that narrows dependent lists without a script; ``words`` has
    the sentences of a list (``new``, ``entry``, ``none``, ``empty``).
    """

    name: str
    label: Any
    icon: str
    required: bool = False
    lead: Any = ""
    schema: Callable[..., Any] | None = None
    shown: Callable[[Any], dict[str, Any]] | None = None
    read: Callable[..., Any] | None = None
    card: Callable[..., list[tuple[Any, str]]] | None = None
    row: Callable[..., list[tuple[Any, str]]] | None = None
    refresh: Any = ""
    words: dict[str, Any] = field(default_factory=dict)

    @property
    def attribute(self) -> str:
        """Name of the profile's attribute."""
        return NAMES[self.name]

    def done(self, profile: Any) -> bool | None:
        """True when filled, False when required and missing, None when there is nothing and nothing is missing."""
        if getattr(profile, self.attribute):
            return True
        return False if self.required else None


STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step(
            "infos-perso", _("Informations perso."), "user", True,
            schema=personal.schema, shown=personal.shown, read=personal.read, card=personal.card,
            refresh=_("Actualiser les listes"),
        ),
        Step(
            "adresse", _("Adresse"), "address", True, _("L'adresse où vous écrire pendant l'année."),
            schema=address.schema, shown=address.shown, read=address.read, card=address.card, refresh=address.REFRESH,
        ),
        Step(
            "baccalaureat", _("Baccalauréat"), "bac", True,
            _("La liste de série du bac se met à jour avec l'année d'obtention."),
            schema=baccalaureate.schema, shown=baccalaureate.shown, read=baccalaureate.read, card=baccalaureate.card,
            refresh=_("Actualiser les listes"),
        ),
        Step(
            "cursus-interne", _("Cursus interne"), "study", row=studies.internal_row,
            lead=_("Vos années d'études dans l'établissement, telles que sa scolarité les connaît."),
            words={
                "none": _("Aucune année d'études connue ici"),
                "empty": _(
                    "Cette page se remplit toute seule si vous avez étudié dans l'établissement : connectez-vous avec "
                    "votre compte ENT, ou donnez votre INE et votre date de naissance dans « Informations perso. »."
                ),
            },
        ),
        Step(
            "cursus-externe", _("Cursus externe"), "study",
            lead=_("Vos études après le baccalauréat dans d'autres établissements : saisissez toutes vos années."),
            schema=studies.schema, shown=studies.shown, read=studies.read, card=studies.card, row=studies.row,
            refresh=_("Actualiser les listes"),
            words={
                "new": _("Nouveau cursus"), "entry": _("Saisie d'un nouveau cursus post-baccalauréat"),
                "edit": _("Modification d'un cursus"), "none": _("Aucun cursus saisi"),
                "delete": _("Supprimer ce cursus ?"),
                "empty": _("Ces années sont essentielles à l'examen de votre candidature par la commission."),
            },
        ),
        Step(
            "stages", _("Stages"), "internship", lead=_("Vos stages après le baccalauréat."),
            schema=experience.internship_schema, shown=experience.internship_shown, read=experience.internship_read,
            card=experience.internship_card, row=experience.internship_row,
            words={
                "new": _("Nouveau stage"), "entry": _("Saisie d'un nouveau stage"),
                "edit": _("Modification d'un stage"),
                "none": _("Aucun stage saisi"), "delete": _("Supprimer ce stage ?"),
                "empty": _("Si vous n'en avez pas fait, passez à la suite."),
            },
        ),
        Step(
            "experiences-pro", _("Expériences pro."), "work", lead=_("Vos emplois, même courts."),
            schema=experience.work_schema, shown=experience.work_shown, read=experience.work_read,
            card=experience.work_card, row=experience.work_row,
            words={
                "new": _("Nouvelle expérience professionnelle"),
                "entry": _("Saisie d'une nouvelle expérience professionnelle"),
                "edit": _("Modification d'une expérience professionnelle"),
                "none": _("Aucune expérience professionnelle saisie"),
                "delete": _("Supprimer cette expérience professionnelle ?"),
                "empty": _("Si vous n'en avez pas, votre profil est terminé."),
            },
        ),
    )
}  # fmt: skip
"""Name in the URL → step, in the order of the screens."""
