"""The two ways in, « Je suis étudiant à … » and « Je ne suis pas étudiant à … », for the pages that show them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from pyramid.request import Request

from ecandidat.resources import Establishment
from ecandidat.services import campaigns


def panels(
    request: Request, establishment: Establishment | None = None, *, login: str = "", back: str = ""
) -> dict[str, Any]:
    """What ``templates/account/panels.pt`` draws: put it under the key ``panels`` of the page.

    ``establishment`` is the university of the page, None for all of them; ``login`` what was typed in « Utilisateur »;
    ``back`` the local path to return to.
    """
    work = request.work
    shown = [establishment] if establishment is not None else request.portal.establishments
    cas, over = work.adapters.cas is not None, campaigns.closed(work, establishment)
    return {
        "student": [_student(one, back) for one in shown if cas and work.parameter("CANDIDAT_IS_CONNECT_CAS", one)],
        "several": establishment is None,
        "student_of": establishment.student_of if establishment is not None else "",
        "create": bool(work.parameter("CANDIDAT_IS_COMPTE_EXTERNE_AUT", establishment)) and not over,
        "over": over,
        "login": login,
        "back": back,
    }


def _student(establishment: Establishment, back: str) -> dict[str, str]:
    query = {"etab": establishment.__name__, **({"retour": back} if back else {})}
    return {
        "student_of": establishment.student_of,
        "label": establishment.cas_label,
        "url": "/compte/cas?" + urlencode(query),
    }
