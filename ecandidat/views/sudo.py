"""The password once more, before what would do harm in other hands: mass exports, deletions, rights.

A form asks for it in a field of its own: nothing typed beside it is lost. It then stays proved for some minutes.
Whoever has just signed in has proved it. Those who sign in at the ENT have no password here: they sign in again.
"""

from __future__ import annotations

from datetime import timedelta

from pyramid.request import Request

from ecandidat.domain.errors import Refused
from ecandidat.models.account import Account
from ecandidat.services import credentials
from ecandidat.work import clock

FIELD = "mot_de_passe_confirme"
LASTS = timedelta(minutes=15)
KEPT = "proved"


def needed(request: Request) -> bool:
    """Whether the person signed in must prove who they are before going on."""
    identity = request.current_identity
    if identity is None:
        return True
    now, opened = clock(), identity.person.sessions.get(identity.fingerprint)
    proved = request.session.get(KEPT, 0)
    fresh = opened is not None and now - opened < LASTS
    return not fresh and now.timestamp() - proved >= LASTS.total_seconds()


def has_password(request: Request) -> bool:
    """Whether the person signed in may prove it by a password."""
    identity = request.current_identity
    return identity is not None and bool(identity.person.password)


def check(request: Request) -> None:
    """Take the password of a posted form where it is needed.

    Refuses ``sudo_needed``, ``sudo_sign_in``, and ``wrong_password`` and ``throttled``, which change counters: answer
    with the headers :data:`ecandidat.views.account.session.KEEP`.
    """
    if not needed(request):
        return
    account: Account = request.current_identity.person
    if not account.password:
        raise Refused("sudo_sign_in", minutes=int(LASTS.total_seconds() // 60))
    typed = request.POST.get(FIELD, "")
    if not isinstance(typed, str) or not typed:
        raise Refused("sudo_needed", field=FIELD)
    credentials.prove(request.work, account, typed, FIELD)
    request.session[KEPT] = int(clock().timestamp())
