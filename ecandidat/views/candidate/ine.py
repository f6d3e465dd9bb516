"""What is asked about an INE, and where what came with it may be corrected."""

from __future__ import annotations

from typing import Any

from ecandidat.domain.errors import Refused
from ecandidat.domain.profile import PersonalDetails
from ecandidat.i18n import _
from ecandidat.resources import path_of
from ecandidat.services import records

ASK = "ecandidat:templates/candidate/profile_ask.pt"
YES, NO = "oui", "non"


def unknown_ine(page: Any, wanted: PersonalDetails) -> dict[str, Any] | None:
    """« Êtes-vous sûr(e) de votre INE ? », asked once of a number that no student record knows; None to go on.

    Refuses ``ine_to_correct`` (field ``ine``) to whoever answers no. The same is asked of a number that is somebody
    else's: whether it exists is told to nobody.
    """
    here = page.request.establishment
    every = records.universities_asked(page.request.work, wanted, page.context.value)
    universities = [one for one in every if here is None or one is here]
    answer = page.request.POST.get("ine_sur")
    if not universities or answer == YES or not page.own:
        return None
    if answer == NO:
        raise Refused("ine_to_correct", field="ine")
    names = ", ".join(one.name_full for one in universities)
    text = _(
        "Aucun dossier étudiant ne porte l'INE ${ine} avec votre date de naissance (${universities}). Si vous n'y avez "
        "jamais été étudiant(e), c'est normal : cliquez sur « Oui » pour poursuivre.",
        mapping={"ine": f"{wanted.ine} {wanted.ine_key}", "universities": names},
    )
    return ask(page, _("Êtes-vous sûr(e) de votre INE ?"), text, "ine_sur", _("Oui"), _("Non, corriger mon INE"))


def ask(
    page: Any, question: Any, text: Any, name: str, yes: Any, no: Any, *, points: tuple[Any, ...] = (), action: str = ""
) -> dict[str, Any]:
    """The page that asks yes or no; what was posted comes along, the answer under ``name``."""
    request = page.request
    request.override_renderer = ASK
    kept = [(field, text) for field, text in request.POST.items() if field not in ("csrf_token", name)]
    return {
        **page.values(), "title": page.t(question), "lead": page.t(text), "points": [page.t(point) for point in points],
        "posted": [(field, text) for field, text in kept if isinstance(text, str)], "answer": name, "yes": page.t(yes),
        "no": page.t(no), "action": action or page.url,
    }  # fmt: skip


def source(page: Any) -> dict[str, str] | None:
    """The university whose student records the profile leans on: ``name``, ``mail``; None when it leans on none."""
    found = records.source(page.request.work, page.context.candidate)
    if found is None:
        return None
    return {"name": found.name_full, "mail": found.contact_mail, "again": f"{path_of(page.context)}/@@relire"}
