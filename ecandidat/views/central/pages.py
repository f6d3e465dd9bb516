"""What the pages of management share: their tabs, the form of an object, the page that asks before a deletion."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.dates import short_date, stamp
from ecandidat.domain.errors import Refused
from ecandidat.domain.parameters import PARAMETERS
from ecandidat.forms import Button
from ecandidat.forms.edition import CODES, Edition, leaves
from ecandidat.i18n import _, label
from ecandidat.models.offer import Establishment
from ecandidat.refusals import sentence
from ecandidat.resources import path_of
from ecandidat.services import offer, sheets
from ecandidat.views.layout import flash
from ecandidat.work import Work

SAVED = _("Les modifications sont enregistrées.")
SAME = _("Rien n'a changé.")
TABS = (
    ((_("Établissement"), "@@modifier"), (_("Questions fréquentes"), "@@faq"), (_("Documents"), "@@documentation")),
    (
        (_("Paramètres"), "@@parametres"), (_("Campagne"), "@@campagne"), (_("Appellations"), "@@appellations"),
        (_("Maintenance"), "@@maintenance"),
    ),
)
"""The two groups of pages of an establishment: how it presents itself, how it is set."""


def tabs(request: Request, node: Any, entries: tuple[tuple[Any, str], ...], current: str) -> list[dict[str, Any]]:
    """Links between the pages of one object."""
    base = path_of(node).rstrip("/")
    translate = request.localizer.translate
    return [{"label": translate(label), "url": f"{base}/{view}", "current": view == current} for label, view in entries]


def establishment_tabs(request: Request, establishment: Establishment, current: str) -> list[dict[str, Any]]:
    """The pages where an establishment presents itself, or is set."""
    entries = next(group for group in TABS if current in [view for _label, view in group])
    return tabs(request, establishment, entries, current)


def creating(
    request: Request, container: Any, make: Callable[[], Any], schema: Any, back: str, title: Any,
    *, more: Callable[[dict[str, Any]], Any] | None = None, values: dict[str, Any] | None = None,
    lead: str | None = None, tool: dict[str, str] | None = None,
) -> Any:  # fmt: skip
    """The form of a new object in a container; ``more`` makes it instead of ``make`` from the values.

    ``tool`` (label, url) is another way to fill it.
    """

    def save(typed: dict[str, Any], _version: str) -> HTTPSeeOther:
        made = more(typed) if more is not None else make()
        typed.pop("very_popular", None)
        typed.pop("confirmed", None)
        offer.add(request.work, container, made, str(typed.pop("code", "")), typed)
        flash(request, _("« ${name} » est créé.", mapping={"name": name_of(made)}))
        return HTTPSeeOther(back or path_of(made) + "/@@modifier")

    sheet = {**sheets.read(make()), **(values or {})}
    form = Edition(request, schema, sheet, buttons=buttons(_("Créer"), back or path_of(container)))
    return form.lead(save, **page(request, title, back=back, lead=lead, tool=tool))


def editing(request: Request, node: Any, schema: Any, title: Any, *, back: str = "", **more: Any) -> Any:
    """The form of an object that exists: what was typed is saved against the version that was seen."""
    here = request.path

    def save(typed: dict[str, Any], version: str) -> HTTPSeeOther:
        typed.pop("confirmed", None)
        changed = offer.edit(request.work, node, typed, version)
        flash(request, SAVED if changed else SAME, "success" if changed else "info")
        return HTTPSeeOther(back or here)

    form = Edition(request, schema, sheets.read(node), buttons=buttons(_("Enregistrer"), back))
    return form.lead(save, **page(request, title, back=back, **more))


def page(request: Request, title: Any, **more: Any) -> dict[str, Any]:
    """The keys that ``central/form.pt`` reads."""
    keys = {"kicker": None, "lead": None, "tabs": [], "delete_url": None, "history": [], "affected": None, "back": ""}
    return {**keys, "title": request.localizer.translate(title), **more}


def buttons(label: Any, cancel: str = "") -> tuple[Button, ...]:
    """Save, and a link back where there is a place to go back to."""
    first = Button("enregistrer", label)
    return (first, Button("annuler", _("Annuler"), type="link", value=cancel)) if cancel else (first,)


def deleting(
    request: Request, node: Any, back: str, question: Any, delete: Callable[[Work, Any], None] = offer.delete
) -> Any:
    """GET asks, POST deletes; a refusal is told on the same page, with HTTP 409."""
    refusal = None
    if request.method == "POST":
        name = name_of(node)
        try:
            delete(request.work, node)
        except Refused as refused:
            request.response.status_int = 409
            refusal = told(request, refused)
        else:
            flash(request, _("« ${name} » est supprimé.", mapping={"name": name}))
            return HTTPSeeOther(back)
    return {
        "title": request.localizer.translate(question), "name": name_of(node), "refusal": refusal,
        "action": request.path_qs, "back": back, "label": request.localizer.translate(_("Supprimer")),
    }  # fmt: skip


def told(request: Request, refused: Refused) -> str:
    """The sentence of a refusal for the reader."""
    return sentence(refused, request.localizer.translate, request.language)


def name_of(node: Any) -> str:
    """What an object is called."""
    if hasattr(node, "name_full"):
        return str(node.name_full)
    title = getattr(node, "title", None)
    if isinstance(title, str):
        return title
    if isinstance(node.label, str):
        return node.label
    return dict(node.label).get("fr") or str(node.__name__)


ACTS = {
    "creer": _("Création"), "supprimer": _("Suppression"), "accorder": _("Rôle accordé"), "retirer": _("Rôle retiré"),
    "limiter": _("Limite d'un rôle"),
    "signature": _("Signature"), "modele": _("Document modèle"), "creer-agent": _("Compte d'agent créé"),
    "identifiant-ent": _("Identifiant ENT"),
    "agent-actif": _("Compte d'agent réactivé"), "agent-inactif": _("Compte d'agent désactivé"),
    "texte": _("Texte modifié"), "texte-origine": _("Retour au texte d'origine"),
    "lettre": _("Lettre modifiée"), "lettre-origine": _("Lettre d'origine reprise"),
    "lettre-active": _("Lettre remise en service"), "lettre-inactive": _("Lettre mise hors service"),
    "courriel-actif": _("Courriel remis en service"), "courriel-inactif": _("Courriel mis hors service"),
    "faq": _("Questions fréquentes"), "documentation": _("Documents"),
    "profil-creer": _("Profil de droits créé"), "profil-modifier": _("Profil de droits modifié"),
    "profil-supprimer": _("Profil de droits supprimé"), "profil-fermer": _("Profil de droits fermé"),
    "profil-ouvrir": _("Profil de droits rouvert"), "statuts-commissions": _("Statuts visibles des commissions"),
    "prendre-role": _("Rôle pris"), "quitter-role": _("Rôle quitté"),
    "campagne": _("Campagne"), "campagne-passee": _("Campagne passée"),
    "exporter-offre": _("Export"), "creer-candidat": _("Compte de candidat créé"),
    "renommer": _("Libellé renommé"), "nomenclature": _("Nomenclature importée"),
    "membre": _("Membre de la commission"),
    "essai-commencer": _("Mode test commencé"), "essai-candidats": _("Candidats du mode test"),
    "essai-effacer": _("Candidatures d'essai effacées"), "essai-finir": _("Formation ouverte à tous"),
    "reprendre-demande": _("Demande de nouveau"), "modifier-demande": _("Demande récrite"),
    "retirer-demande": _("Demande retirée"),
    "rattacher-libelle": _("Libellé rattaché"), "garder-libelle": _("Libellé gardé tel quel"),
    "reprendre-libelle": _("Libellé de nouveau à rattacher"),
}  # fmt: skip
"""What each act of a journal is called; a change bears the name of its field."""


SAID = ("accorder", "retirer", "parametre-")
"""Beginnings of the acts whose before and after are texts of ours."""

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
"""How a journal keeps a day."""


def history(request: Request, node: Any, schema: Any = None, count: int = 10) -> list[dict[str, str]]:
    """The last lines of an object's journal, for the timeline; ``schema`` names the fields."""
    journal = getattr(node, "journal", None)
    entries = journal.newest_first()[:count] if journal is not None else []
    titles = {f"modifier-{leaf.name.replace('_', '-')}": leaf.title for leaf in leaves(schema)} if schema else {}
    titles |= {f"parametre-{code}": label(row.label) for code, row in PARAMETERS.items()}
    translate = request.localizer.translate
    return [
        {
            "when": stamp(entry.at, request.language),
            "title": f"{entry.actor} – {translate(ACTS.get(entry.act) or titles.get(entry.act) or entry.detail)}",
            "text": " → ".join(_said(request, entry.act, part) for part in (entry.before, entry.after) if part)
            + (f" ({entry.detail})" if entry.detail else ""),
            "kind": "",
        }
        for entry in entries
    ]


def _said(request: Request, act: str, part: str) -> str:
    """What a journal keeps of a value, as the form shows it: codes by their labels, days as they are typed."""
    translate = request.localizer.translate
    name = act.removeprefix("modifier-").replace("-", "_")
    if act.startswith(SAID):
        return str(translate(label(part)))
    if name == act.replace("-", "_"):
        return part
    if part in ("True", "False"):
        return str(translate(_("Oui") if part == "True" else _("Non")))
    if name in CODES and part in set(CODES[name]):
        return str(translate(label(CODES[name](part).label)))
    is_day = name in (*sheets.DATES, "preselection_date") and DAY.fullmatch(part)
    return short_date(date.fromisoformat(part), request.language) if is_day else part
