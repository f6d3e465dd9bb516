"""People and their profiles: what somebody holds in an establishment, and one profile for many people at once."""

from __future__ import annotations

import re
from typing import Any

from pyramid.request import Request

from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import Lifecycle
from ecandidat.forms import rights as forms
from ecandidat.i18n import _
from ecandidat.resources import Establishment, path_of
from ecandidat.services import rights
from ecandidat.views import FORM, door
from ecandidat.views.acting import take_url
from ecandidat.views.central.pages import buttons, page, told
from ecandidat.views.central.rights import base_of, called, limits, place

WORDS_MAXIMUM, SHOWN = 100, 30


@door(Establishment, "droits-personne", permission=P.RIGHTS_EDIT, template="central/person_rights.pt")
def find(context: Establishment, request: Request) -> dict[str, Any]:
    """« Trouver les droits d'une personne »: what the people found hold here, and on what."""
    t, words = request.localizer.translate, request.GET.get("q", "").strip()[:WORDS_MAXIMUM]
    found = rights.staff(request.work, words) if words else []
    base = path_of(context)
    people = [
        {
            "name": account.name,
            "login": account.number,
            "mail": account.mail,
            "active": account.active,
            "take_url": take_url(request, context, account),
            "held": [_held(t, request, held) for held in rights.held_below(request.work, context, account.userid)],
        }
        for account in found[:SHOWN]
    ]
    return page(
        request, _("Droits d'une personne"), words=words, people=people, more=max(0, len(found) - SHOWN),
        action=f"{base}/@@droits-personne", back=f"{base}/@@droits",
    )  # fmt: skip


def _held(t: Any, request: Request, held: rights.Held) -> dict[str, Any]:
    return {
        "role": called(t, held.profile),
        "closed": not held.profile.active,
        "place": t(place(held.node)),
        "limits": limits(t, held),
        "url": f"{base_of(held.node)}/@@droits" if request.has_permission(P.RIGHTS_EDIT, held.node) else None,
    }


@door(Establishment, "accorder-a-plusieurs", permission=P.RIGHTS_EDIT, template="central/grant_many.pt", methods=FORM)
def grant_many(context: Establishment, request: Request) -> Any:
    """One profile for a list of people: pasted logins and addresses, one line of report each."""
    t, back = request.localizer.translate, f"{path_of(context)}/@@droits"
    keys = page(request, _("Accorder à plusieurs personnes"), back=back, report=None)

    def save(typed: dict[str, Any]) -> dict[str, Any]:
        lines = [line for line in re.split(r"[\s,;]+", typed["people"]) if line]
        done = rights.grant_many(request.work, context, typed["role"], lines)
        report = [
            {"typed": one.typed, "name": one.name, "done": one.refused is None,
             "text": told(request, one.refused) if one.refused is not None else t(_("Profil accordé"))}
            for one in done
        ]  # fmt: skip
        return {**keys, "form": "", "report": report, "granted": sum(one["done"] for one in report),
                "again": request.path}  # fmt: skip

    schema = forms.grant_many(rights.may_grant(request.work, context))
    return Lifecycle(request, schema, buttons=buttons(_("Accorder"), back)).handle(save, **keys)
