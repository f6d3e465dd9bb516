"""``/@@enquete``: the small survey that stands for LimeSurvey in the demo and the tests, in development only."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from ecandidat.adapters.survey.embedded import QUESTIONS, EmbeddedSurveys
from ecandidat.i18n import _
from ecandidat.resources import Portal
from ecandidat.views import FORM, PUBLIC, door

CARRIED = ("numdossier", "idcandidature", "nom", "prenom", "retour")
"""What the link of a questionnaire brings, in lower case as LimeSurvey reads it."""


@door(Portal, "enquete", permission=PUBLIC, template="development/survey.pt", methods=FORM)
def survey(context: Portal, request: Request) -> Any:
    """Ask the questions; send the answers, then go back where the link says."""
    surveys = request.work.adapters.surveys
    number = str(request.params.get("sid", ""))
    if not isinstance(surveys, EmbeddedSurveys) or not number.isdigit():
        raise HTTPNotFound
    given = {name.lower(): str(value) for name, value in request.params.items()}
    carried = {name: given.get(name, "") for name in CARRIED}
    if not ours(carried["retour"], request.work.base_url):
        carried["retour"] = ""
    if request.method == "POST":
        answers = tuple(
            (question, text[:2000])
            for place, question in enumerate(QUESTIONS)
            if (text := str(request.POST.get(f"q{place}", "")).strip())
        )
        if answers:
            sent = f"{request.work.now:%Y-%m-%d %H:%M:%S}"
            surveys.reply(number, carried["numdossier"], carried["idcandidature"], answers, sent)
            return HTTPSeeOther(carried["retour"] or "/")
        request.response.status_int = 422
    questions = [(f"q{place}", question) for place, question in enumerate(QUESTIONS)]
    person = f"{carried['prenom']} {carried['nom']}".strip()
    return {
        "title": request.localizer.translate(_("Enquête")), "sid": number, "carried": carried, "questions": questions,
        "person": person, "refused": request.method == "POST",
    }  # fmt: skip


def ours(address: str, base_url: str) -> bool:
    """Whether an address to go back to is one of this instance."""
    try:
        wanted, base = urlsplit(address), urlsplit(base_url)
    except ValueError:
        return False
    return (wanted.scheme, wanted.netloc) == (base.scheme, base.netloc) and address.isprintable()
