"""« Relire mon dossier étudiant », « Ce n'est pas mon INE »: what a candidate may do about what a university wrote."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.errors import Refused
from ecandidat.domain.ine import read_ine
from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.profile import PersonalDetails
from ecandidat.forms import Button, Lifecycle, typed_values
from ecandidat.forms.profile import personal
from ecandidat.i18n import _
from ecandidat.refusals import sentence
from ecandidat.resources import ProfileStep
from ecandidat.services import records as service
from ecandidat.views import ACT, FORM, door
from ecandidat.views.candidate.ine import NO, YES, ask
from ecandidat.views.candidate.profile import Page
from ecandidat.views.layout import flash

DROPPED = {
    "baccalaureate": _("votre baccalauréat"), "internal_studies": _("votre cursus interne"),
    "pieces": _("les pièces de votre dossier étudiant"),
}  # fmt: skip
"""What goes with an INE."""


@door(ProfileStep, "relire", permission=P.PROFILE_EDIT, methods=ACT)
def read_again(context: ProfileStep, request: Request) -> HTTPSeeOther:
    """« Relire mon dossier étudiant »."""
    page = Page(context, request)
    try:
        changed = service.read_again(request.work, context.candidate)
    except Refused as refused:
        flash(request, sentence(refused, page.t, request.language), "warning")
        return HTTPSeeOther(page.url)
    if changed:
        flash(request, _("Votre dossier étudiant est relu : ce qui avait changé est repris."))
    else:
        flash(request, _("Votre dossier étudiant est relu : rien n'avait changé."), "info")
    return HTTPSeeOther(page.url)


@door(ProfileStep, "ine", permission=P.PROFILE_EDIT, template="candidate/profile.pt", methods=FORM)
def another_ine(context: ProfileStep, request: Request) -> Any:
    """« Ce n'est pas mon INE »: another number; unknown, it takes away what came with the former one, once asked."""
    page = Page(context, request)
    details = context.value
    if not isinstance(details, PersonalDetails):
        raise HTTPNotFound
    if not page.own or page.frozen != "records":
        return HTTPSeeOther(page.url)
    form = Lifecycle(
        request, personal.ine_schema(page.desk, typed_values(request)), formid="ine",
        buttons=(
            Button("changer", _("Changer mon INE"), css_class="btn-primary"),
            Button("annuler", _("Annuler"), type="link", value=page.url, css_class="btn-outline-secondary"),
        ),
    )  # fmt: skip
    words = {**page.values(), "title": page.t(_("Changer mon INE")), "frozen": "", "lead": page.t(_(
        "L'INE repris de votre dossier étudiant n'est pas le vôtre ? Donnez celui de votre relevé de notes."
    ))}  # fmt: skip
    words.pop("form")
    return form.handle(lambda values: _change(page, details, values), **words)


def _change(page: Page, details: PersonalDetails, values: dict[str, Any]) -> Any:
    request, candidate = page.request, page.context.candidate
    reading = read_ine(values["ine"], values["ine_key"])
    if (reading.ine, reading.key) == (details.ine, details.ine_key):
        flash(request, _("C'est déjà votre INE : rien n'a changé."), "info")
        return HTTPSeeOther(page.url)
    probe = PersonalDetails(ine=reading.ine, ine_key=reading.key, birth_date=details.birth_date)
    found = service.find_record(request.work, probe)
    if found is not None:
        service.load_records(request.work, candidate, found[0], ine=reading.ine, key=reading.key)
        flash(request, _("Votre dossier étudiant est celui de ce nouvel INE."))
        return HTTPSeeOther(page.url)
    answer = request.POST.get("effacer")
    if answer == NO:
        return HTTPSeeOther(page.url)
    if answer != YES:
        text = _(
            "Aucun dossier étudiant ne porte l'INE ${ine} avec votre date de naissance. Si vous le gardez, ce qui "
            "venait de votre dossier étudiant sera effacé de votre profil, et votre identité redeviendra modifiable.",
            mapping={"ine": f"{reading.ine} {reading.key}"},
        )
        question = _("Effacer les données de votre dossier étudiant ?")
        return ask(page, question, text, "effacer", _("Oui, garder cet INE"), _("Non, ne rien changer"),
                   points=_dropped(page), action=request.path)  # fmt: skip
    service.let_go(request.work, candidate, reading.ine, reading.key)
    flash(request, _("Votre INE est changé. Complétez votre profil : votre dossier étudiant n'y est plus."), "warning")
    return HTTPSeeOther(page.url)


def _dropped(page: Page) -> tuple[Any, ...]:
    candidate = page.context.candidate
    bac = candidate.profile.baccalaureate
    held = {
        "baccalaureate": bac is not None and bac.from_records,
        "internal_studies": bool(candidate.profile.internal_studies),
        "pieces": bool(candidate.record_pieces),
    }
    return tuple(words for name, words in DROPPED.items() if held[name])
