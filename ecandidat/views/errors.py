"""What somebody reads when a page cannot be shown: one view per reason, each saying what to do next.

A page of the site is tried first; when the database or the frame is what failed, the same words stand alone. Nothing
here may fail in its turn.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote_to_bytes

import venusian
from pyramid.csrf import BadCSRFOrigin, BadCSRFToken
from pyramid.httpexceptions import HTTPBadRequest, HTTPFound
from pyramid.registry import Registry
from pyramid.renderers import render, render_to_response
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import exception_view_config, forbidden_view_config, notfound_view_config
from pyramid_retry import is_error_retryable, is_last_attempt
from transaction.interfaces import TransientError

from ecandidat.domain.errors import Refused
from ecandidat.domain.identifiers import ALPHABET, new_key
from ecandidat.domain.permissions import Permission
from ecandidat.i18n import _
from ecandidat.refusals import sentence
from ecandidat.resources import Application, Candidate, Candidates, Formation, Task, Tasks, path_of
from ecandidat.views.account import resume
from ecandidat.views.account.reconnection import asks_json
from ecandidat.views.methods import allowed

log = logging.getLogger(__name__)

RETRY_AFTER = "5"
"""Seconds before somebody whose act met too many others may try again."""

EXPIRED = {
    "heading": _("La page a expiré"),
    "lead": _("Elle a été ouverte avant une connexion ou une déconnexion, ou elle est restée ouverte trop longtemps."),
    "advice": _(
        "Rien n'a été enregistré, mais ce que vous avez saisi n'est pas perdu : revenez à la page précédente avec "
        "votre navigateur, copiez votre texte, rechargez la page puis recommencez."
    ),
}
CROWDED = {
    "heading": _("Trop de personnes enregistrent au même moment"),
    "lead": _("Votre dernière action n'a pas pu être enregistrée, et rien n'a été modifié."),
    "advice": _("Attendez quelques secondes, puis rechargez cette page pour renvoyer ce que vous aviez saisi."),
}
MALFORMED = {
    "heading": _("Cette adresse ou ce formulaire n'est pas lisible"),
    "lead": _("Ce que votre navigateur a envoyé contient des caractères impossibles ou est incomplet."),
    "advice": _("Si vous avez recopié un lien, vérifiez qu'il est entier. Sinon, revenez en arrière et recommencez."),
}
WRONG_METHOD = {
    "heading": _("Cette adresse ne répond pas à cette demande"),
    "lead": _("Le logiciel qui l'a envoyée emploie une méthode que cette page n'accepte pas."),
}
MISSING = {
    "heading": _("Cette page n'existe pas"),
    "lead": _("L'adresse est peut-être incomplète, ou ce qu'elle montrait a été retiré."),
}

GONE = {
    "heading": _("Ce travail n'est plus là"),
    "lead": _("Il a été supprimé, ou son délai est passé : un fichier préparé n'est gardé que quelques heures."),
    "advice": _("Revenez à la page d'où vous l'aviez demandé, et demandez-le à nouveau."),
}


@notfound_view_config()
def not_found(request: Request) -> Any:
    """404; what might be somebody's file asks a visitor to sign in, whether it exists or not."""
    if _visitor(request) and request.method in ("GET", "HEAD") and _might_be_private(request):
        return _sign_in(request)
    if (moved := _merged(request)) is not None:
        return HTTPFound(moved)
    methods = () if _private(getattr(request, "context", None)) else allowed(request)
    if methods:
        response = _alone(request, 405, WRONG_METHOD)
        response.headers["Allow"] = ", ".join(methods)
        return response
    return _missing(request)


@forbidden_view_config()
def forbidden(request: Request) -> Any:
    """Visitors sign in first; others read 403, or 404 for what they may not know of."""
    visitor = _visitor(request)
    if visitor and asks_json(request):
        return Response(json_body={}, status=401, content_type="application/json")
    if visitor and request.method in ("GET", "HEAD"):
        return _sign_in(request)
    if not visitor and _private(getattr(request, "context", None)):
        return _missing(request)
    heading = _("Vous n'avez pas accès à cette page")
    words = {"heading": heading, "lead": _("Connectez-vous pour continuer.")}
    if visitor and request.method == "POST" and (pairs := resume.typed(request)) is not None:
        values = resume.page(request, request.path_qs, pairs)
        return _page(request, "account/resume.pt", values, 403, words)
    values = {"title": heading, "login_url": _login_url(request) if visitor else None}
    return _page(request, "errors/forbidden.pt", values, 403, words)


@exception_view_config(context=Refused)
def refused(error: Refused, request: Request) -> Response:
    """409: the sentence of the rule, and the way back."""
    message = sentence(error, request.localizer.translate, request.language)
    heading = _("Cette action n'est pas possible")
    values = {"title": heading, "message": message, "back_url": _back(request)}
    return _page(request, "errors/refused.pt", values, 409, {"heading": heading, "lead": message})


@exception_view_config(context=BadCSRFToken)
@exception_view_config(context=BadCSRFOrigin)
def expired(request: Request) -> Response:
    """400: the form belongs to another session; a script is told so with 401, and asks for the present one.

    Whoever signed in again in another tab meanwhile is offered to send what they typed; never from another site.
    """
    if asks_json(request):
        return Response(json_body={}, status=401, content_type="application/json")
    if request.method == "POST" and not _visitor(request) and _from_here(request):
        pairs = resume.typed(request)
        if pairs is not None:
            values = {"title": EXPIRED["heading"], **resume.again(request, request.path_qs, pairs)}
            return _page(request, "account/resumed.pt", values, 400, EXPIRED)
    return _alone(request, 400, {**EXPIRED, "back_url": _back(request)})


@exception_view_config(context=HTTPBadRequest)
@exception_view_config(context=UnicodeDecodeError)
def malformed(request: Request) -> Response:
    """400: what came cannot be read."""
    return _alone(request, 400, MALFORMED)


@exception_view_config(context=TransientError, last_retry_attempt=True)
def crowded(request: Request) -> Response:
    """503: every attempt met somebody else's."""
    log.warning("Abandon après plusieurs tentatives : %s", request.environ.get("PATH_INFO", ""))
    response = _alone(request, 503, CROWDED)
    response.headers["Retry-After"] = RETRY_AFTER
    return response


@exception_view_config(context=Exception, retryable_error=False)
def failed(error: Exception, request: Request) -> Response:
    """500: logged with its traceback under the reference that the page shows."""
    if is_last_attempt(request) and _transient(request, error):
        return crowded(request)
    return broken(request, error)


def broken(request: Request, error: BaseException) -> Response:
    """The page of an error of ours, which stands alone."""
    reference = new_key(8)
    log.error("Erreur %s : %s %s", reference, request.method, request.environ.get("PATH_INFO", ""), exc_info=error)
    return _respond(request, "errors/server_error.pt", {"reference": reference}, 500)


def _outermost(factory: Any) -> Any:
    """Decorator: install a tween around all others when the views are scanned."""

    def install(scanner: Any, name: str, wrapped: Any) -> None:
        scanner.config.add_tween(f"{factory.__module__}.{factory.__name__}", over="pyramid_tm.tm_tween_factory")

    venusian.attach(factory, install, category="pyramid")
    return factory


@_outermost
def guard(handler: Callable[[Request], Response], registry: Registry) -> Callable[[Request], Response]:
    """The outermost tween: refuses addresses that are not text, and answers when even the transaction fails."""

    def tween(request: Request) -> Response:
        if not _readable(request.environ):
            request.environ["PATH_INFO"], request.environ["QUERY_STRING"] = "/", ""
            return _alone(request, 400, MALFORMED)
        try:
            return handler(request)
        except Exception as error:
            if is_error_retryable(request, error):
                raise
            return broken(request, error)

    return tween


def _readable(environ: dict[str, Any]) -> bool:
    """Whether the address is UTF-8 without NUL, in its path and in its query."""
    raw = environ.get("PATH_INFO", "").encode("latin-1") + b"?"
    query = environ.get("QUERY_STRING", "")
    if "%" in query or not query.isascii():
        raw += unquote_to_bytes(query.encode("latin-1"))
    try:
        return "\0" not in raw.decode()
    except UnicodeDecodeError:
        return False


def _visitor(request: Request) -> bool:
    try:
        return request.current_identity is None
    except Exception:
        return True


def _from_here(request: Request) -> bool:
    """Whether the browser says that one of our pages sent this form."""
    told = request.headers.get("Origin") == request.host_url
    return told or request.headers.get("Sec-Fetch-Site") == "same-origin"


def _missing(request: Request) -> Any:
    """404; of a task the same words whether it never was, is over or is somebody else's."""
    gone = isinstance(getattr(request, "context", None), Task | Tasks) and not _visitor(request)
    words = GONE if gone else MISSING
    return _page(request, "errors/notfound.pt", {"title": words["heading"], "gone": gone}, 404, words)


def _private(node: Any) -> bool:
    """Whether the node is somebody's: a candidate, an application, or anything below one."""
    while node is not None:
        if isinstance(node, Candidate | Application | Task):
            return True
        node = getattr(node, "__parent__", None)
    return False


def _might_be_private(request: Request) -> bool:
    """Whether the address looks like that of a candidate or an application."""
    context, name = getattr(request, "context", None), getattr(request, "view_name", "")
    if isinstance(context, Candidates | Tasks):
        return bool(name)
    return isinstance(context, Formation) and len(name) == 8 and set(name) <= set(ALPHABET)


def _merged(request: Request) -> str | None:
    """Where the address of a file that was merged into another leads whoever may open that one."""
    context = getattr(request, "context", None)
    if not isinstance(context, Candidates) or request.method not in ("GET", "HEAD"):
        return None
    found = context.successor(getattr(request, "view_name", ""))
    if found is None or not request.has_permission(Permission.PROFILE_VIEW, found):
        return None
    below = "".join(f"/{quote(part, safe='@')}" for part in request.subpath)
    return path_of(found) + below + (f"?{request.query_string}" if request.query_string else "")


def _login_url(request: Request) -> str:
    return f"/compte/connexion?retour={quote(request.path_qs, safe='')}"


def _sign_in(request: Request) -> Response:
    return HTTPFound(_login_url(request))


def _back(request: Request) -> str:
    """The page one came from, if it is ours; else the page of the object."""
    home = request.host_url + "/"
    came_from = request.referrer or ""
    if came_from.startswith(home):
        return "/" + came_from[len(home) :].lstrip("/\\")
    try:
        return path_of(request.context)
    except AttributeError:
        return "/"


def _transient(request: Request, error: Exception) -> bool:
    """Whether the storage says that another attempt could have succeeded."""
    try:
        return bool(request.tm.get().isRetryableError(error))
    except Exception:
        return False


def _page(request: Request, template: str, values: dict[str, Any], status: int, words: dict[str, Any]) -> Response:
    """A page of the site, or the same words alone when the frame cannot be drawn."""
    try:
        translate = request.localizer.translate
        values = {**values, "title": translate(values["title"])}
        response = render_to_response(f"ecandidat:templates/{template}", values, request=request)
    except Exception:
        log.exception("Cadre de la page d'erreur impossible : %s", request.environ.get("PATH_INFO", ""))
        return _alone(request, status, words)
    response.status_int = status
    return response


def _alone(request: Request, status: int, words: dict[str, Any]) -> Response:
    """A page that needs neither the database nor the frame."""
    return _respond(request, "errors/alone.pt", {"code": status, "advice": None, "back_url": "/", **words}, status)


def _respond(request: Request, template: str, values: dict[str, Any], status: int) -> Response:
    lang = _language_without_failing(request)
    urls = ("/static/deform/css/bootstrap.min.css", "/static/ecandidat/css/ecandidat.css")
    html = render(f"ecandidat:templates/{template}", {"lang": lang, "css_urls": urls, **values})
    return Response(html, status=status, content_type="text/html", charset="utf-8")


def _language_without_failing(request: Request) -> str:
    """The page's language; French, and nobody signed in, for the rest of a request that cannot reach the database."""
    try:
        lang: str = request.language
        for name in ("localizer", "current_identity"):
            getattr(request, name)
    except Exception:
        lang = request.__dict__["language"] = "fr"
        request.__dict__["current_identity"] = None
        request.__dict__["locale_name"] = "fr"
    return lang
