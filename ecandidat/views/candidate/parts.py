"""What several pages say about an application: its three cards, its pieces, its timeline, as values for templates.

Owner and managers get the same values; ``owner=False`` shows managers what was sent, never the candidate's drafts.
"""

from __future__ import annotations

import hashlib
from typing import Any

from pyramid.request import Request

from ecandidat.dates import deadline, long_date, moment, short_date
from ecandidat.domain.codes import Answer, DecisionKind, PieceStatus, Status
from ecandidat.domain.decisions import Decision
from ecandidat.domain.moments import civil
from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.workflow import answer, dossier, piece
from ecandidat.domain.workflow.machine import Situation, Transition
from ecandidat.i18n import _, label
from ecandidat.models.application import Application, key_of
from ecandidat.models.document import Document
from ecandidat.models.journal import Entry
from ecandidat.models.request import AskedPiece
from ecandidat.models.spoken import text
from ecandidat.refusals import sentence
from ecandidat.resources import Establishment, path_of
from ecandidat.services import ranks, trays
from ecandidat.services.dossier import readable
from ecandidat.services.effects import OUT_OF_TIME
from ecandidat.services.situation import PieceView, confirm_by, for_piece, in_force, piece_views, situation
from ecandidat.views.contents import words

STATUS_BADGES = {
    Status.PENDING: "pending", Status.RECEIVED: "received",
    Status.INCOMPLETE: "incomplete", Status.COMPLETE: "complete",
}  # fmt: skip
PIECE_BADGES = {
    PieceStatus.PENDING: "pending", PieceStatus.SENT: "sent", PieceStatus.VALID: "valid",
    PieceStatus.REFUSED: "refused", PieceStatus.NOT_CONCERNED: "notconcerned",
}  # fmt: skip
DECISION_BADGES = {
    DecisionKind.FAVOURABLE: "favourable", DecisionKind.UNFAVOURABLE: "unfavourable",
    DecisionKind.WAITING_RANKED: "waiting", DecisionKind.WAITING: "waiting", DecisionKind.PRESELECTION: "preselection",
}  # fmt: skip
ANSWERS = {Answer.CONFIRMED: _("CONFIRMÉ"), Answer.WITHDRAWN: _("DÉSISTÉ")}
TABLES = {**dossier.TRANSITIONS, **answer.TRANSITIONS}
PIECE_ACTS = {name: piece.TRANSITIONS[name] for name in ("deposer", "retirer", "non-concerne", "concerne")}
TIMELINE: dict[str, tuple[Any, str]] = {
    "candidater": (_("Candidature créée"), ""),
    "transmettre": (_("Candidature transmise"), "info"),
    "reprendre": (_("Candidature reprise"), "warning"),
    "annuler": (_("Candidature annulée"), "danger"),
    "annuler-compte": (_("Candidature annulée par la suppression du compte"), "danger"),
    "annuler-doublon": (_("Candidature annulée : vous en aviez deux"), "danger"),
    "reunir": (_("Vos deux dossiers sont réunis"), "info"),
    "confirmer": (_("Candidature confirmée"), "success"),
    "desister": (_("Désistement"), "danger"),
    "statut-at": (_("Dossier en attente"), ""),
    "statut-re": (_("Dossier réceptionné"), "info"),
    "statut-in": (_("Dossier incomplet"), "warning"),
    "statut-co": (_("Dossier complet"), "success"),
    "traitement-ac": (_("Type de traitement : accès contrôlé"), ""),
    "traitement-ad": (_("Type de traitement : accès direct"), ""),
    "traitement-at": (_("Type de traitement en attente"), ""),
    "valider-traitement": (_("Type de traitement validé"), ""),
    "valider-decision": (_("Décision"), "info"),
    "publier-decision": (_("Décision"), "info"),
    "appeler": (_("Une place s'est libérée"), "success"),
    "proposer": (_("Proposition d'admission"), "info"),
    "infos-corrigees": (_("Informations personnelles corrigées"), "info"),
    "relancer": (_("Rappel de la date limite de confirmation"), "warning"),
    "rappeler": (_("Rappel de la date limite de retour"), "warning"),
    "relancer-formulaires": (_("Rappel des formulaires à remplir"), "warning"),
    "desister-auto": (_("Désistement automatique : la date limite est passée"), "danger"),
    "date-individuelle": (_("Date limite individuelle"), "info"),
    "demander-piece": (_("Une pièce de plus est demandée"), "warning"),
    "retirer-demande": (_("Une pièce n'est plus demandée"), "info"),
    "rappeler-piece": (_("Rappel d'une pièce demandée"), "warning"),
    "deposer": (_("Pièce déposée en votre nom"), "info"),
    "retirer": (_("Pièce retirée en votre nom"), "warning"),
    "non-concerne": (_("Pièce déclarée sans objet en votre nom"), "info"),
    "concerne": (_("Pièce demandée à nouveau en votre nom"), "info"),
    "repondre": (_("Formulaire rempli en votre nom"), "info"),
    "relever-formulaire": (_("Réponses d'une enquête relevées"), "info"),
    "formulaire-non-concerne": (_("Formulaire déclaré sans objet en votre nom"), "info"),
    "formulaire-concerne": (_("Formulaire demandé à nouveau en votre nom"), "info"),
}
"""Act of the journal → what the timeline calls it, and its colour."""


def translate(request: Request, term: Any) -> str:
    """A text in the language of the page."""
    translated: str = request.localizer.translate(term)
    return translated


def person(application: Application) -> str:
    """« MARTIN CAMILLE (K7PX2M9A) », as titles say; the number alone while the profile is empty."""
    personal, number = application.profile.personal, application.candidate.number
    return f"{personal.name} {personal.first_name} ({number})" if personal else number


def waives_dates(request: Request, application: Application) -> bool:
    """Whether the person asking may act outside the candidate's dates."""
    return bool(request.has_permission(P.DATES_WAIVE, application))


def offered(request: Request, application: Application, now: Situation, name: str) -> bool:
    """Whether an act on the application is both permitted to this person and possible now."""
    row = TABLES[name]
    return bool(request.has_permission(row.permission, application)) and _possible(row, application, now)


def _possible(row: Transition, application: Application, now: Situation) -> bool:
    state = application.answer if row.name in answer.TRANSITIONS else application.status
    return row.refusal(state, now) is None


def decision_names(node: Any, lang: str) -> dict[str, str]:
    """What decisions of this object's establishment are called in a language, by the label that they are kept with."""
    while not isinstance(node, Establishment):
        node = node.__parent__
    levels = [*(component.decision_types for component in node.values()), node.decision_types]
    every = (kind for level in levels if level is not None for kind in level.values())
    return {text(kind.label): text(kind.label, lang) for kind in every}


def decision_line(request: Request, application: Application) -> dict[str, Any]:
    """The published decision as a badge: ``label``, ``kind``, ``answer``; « En attente » when there is none."""
    decision = in_force(application)
    if decision is None:
        return {"label": translate(request, _("En attente")), "kind": "pending", "answer": ""}
    said = ANSWERS.get(application.answer) if decision.kind is DecisionKind.FAVOURABLE else None
    name = words(request, application.formation.component.naming(decision.label))
    return {
        "label": name.text,
        "lang": name.lang,
        "kind": DECISION_BADGES[decision.kind],
        "answer": translate(request, said) if said else "",
    }


def status_line(request: Request, application: Application) -> dict[str, str]:
    """The status as a badge: ``label``, ``kind``; a cancelled application says so."""
    if application.cancelled_at is not None:
        return {"label": translate(request, _("Annulée")), "kind": "cancelled"}
    status = application.status
    return {"label": translate(request, _(status.label)), "kind": STATUS_BADGES[status]}


def cards(request: Request, application: Application) -> dict[str, Any]:
    """« Informations détaillées », « Dates utiles », « Adresse de contact », for the macro ``cards`` of parts.pt."""
    return {
        "information": _information(request, application),
        "dates": _dates(request, application),
        "contact": _contact(application),
    }


def _information(request: Request, application: Application) -> list[dict[str, Any]]:
    t = request.localizer.translate
    items: list[dict[str, Any]] = [
        {"label": t(_("Formation")), "value": application.formation.title},
        {"label": t(_("Statut du dossier")), "badge": status_line(request, application)},
        {"label": t(_("Décision")), "badge": decision_line(request, application)},
    ]
    decision = in_force(application)
    if decision is not None:
        if decision.motivation:
            reason = words(request, application.formation.component.naming(decision.motivation))
            items.append({"label": t(_("Motif")), "value": reason.text, "lang": reason.lang})
        items += [
            {"label": t(label), "value": value}
            for label, value in (
                *_ranks(request, application),
                (_("Convocation"), _meeting(request, decision)),
                (_("Commentaire"), decision.comment if decision.show_comment else ""),
            )
            if value
        ]
    items += [
        {"label": t(label), "value": value}
        for label, value in (
            (_("Montant des droits"), " ".join(filter(None, (application.fees, application.fees_note)))),
            (_("Identifiant d'inscription"), application.registration_code),
        )
        if value
    ]
    return items


def ranks_told(request: Request, application: Application) -> list[dict[str, str]]:
    """Label and value of what a candidate on a waiting list may know of their rank; empty elsewhere."""
    return [{"label": translate(request, label), "value": value} for label, value in _ranks(request, application)]


def _ranks(request: Request, application: Application) -> list[tuple[Any, str]]:
    """The rank as the establishment shows it, how a real one moved, the last typed one that was called."""
    found, lang = ranks.standing(request.work, application), request.language
    if found is None:
        return []
    lines = [(_("Rang"), str(found.rank))]
    if (moved := found.movement) is not None:
        several, up = abs(moved.gained) > 1, moved.gained > 0
        gained = _("${count} places gagnées") if several else _("1 place gagnée")
        lost = _("${count} places perdues") if several else _("1 place perdue")
        told = gained if up else lost
        count = translate(request, _(told, mapping={"count": str(abs(moved.gained))}))
        values = {"moved": count, "date": short_date(moved.since, lang), "rank": str(moved.rank)}
        said = translate(request, _("${moved} depuis le ${date} (rang ${rank} ce jour-là)", mapping=values))
        lines.append((_("Évolution du rang"), said))
    if found.last_called is not None:
        lines.append((_("Dernier rang appelé"), str(found.last_called)))
    return lines


def _meeting(request: Request, decision: Decision) -> str:
    """When and where a preselected candidate is awaited; what is not known yet is said to come."""
    if decision.kind is not DecisionKind.PRESELECTION:
        return ""
    day = short_date(decision.meeting_date, request.language) or translate(request, _("date à préciser"))
    place = decision.meeting_place or translate(request, _("lieu à préciser"))
    return ", ".join(part for part in (day, decision.meeting_time, place) if part)


def _dates(request: Request, application: Application) -> list[dict[str, Any]]:
    calendar, lang = application.formation.calendar, request.language
    submitted = application.submitted_at
    rows = (
        (_("Date de pré-analyse"), long_date(calendar.pre_analysis, lang)),
        (_("Date limite de retour"), deadline(calendar.return_for(application.return_by), lang)),
        (_("Date de confirmation"), deadline(confirm_by(application) or calendar.confirmation, lang)),
        (_("Date du jury"), long_date(calendar.board, lang)),
        (_("Date de publication"), long_date(calendar.publication, lang)),
        (_("Date de réception"), long_date(application.received_on, lang)),
        (_("Date de transmission"), moment(submitted, lang)),
    )
    return [{"label": translate(request, label), "value": value} for label, value in rows if value]


def _contact(application: Application) -> dict[str, Any]:
    commission, component = application.formation.commission, application.formation.component
    if commission is None:
        return {"lines": [component.title], "mail": component.contact_mail, "phone": "", "fax": "", "url": ""}
    return {
        "lines": list(commission.address) or [commission.title],
        "mail": commission.mail or component.contact_mail,
        "phone": commission.phone,
        "fax": commission.fax,
        "url": commission.url,
    }


def piece_rows(
    request: Request, application: Application, *, owner: bool, errors: dict[str, str] | None = None
) -> list[dict[str, Any]]:
    """One dict per demanded piece, for the macro ``pieces`` of parts.pt; ``errors``: piece's key → sentence."""
    now = situation(request.work, application, waive_dates=waives_dates(request, application))
    permitted = bool(request.has_permission(P.APPLICATION_DEPOSIT, application))
    return [
        _row(request, application, view, now, permitted=permitted, owner=owner, errors=errors or {})
        for view in piece_views(application)
    ]


def _row(
    request: Request, application: Application, view: PieceView, now: Situation, *, permitted: bool, owner: bool,
    errors: dict[str, str],
) -> dict[str, Any]:  # fmt: skip
    demand, t, title = view.demand, request.localizer.translate, words(request, view.demand.label)
    key = key_of(demand.uid)
    base = f"{path_of(application)}/pieces/{key}"
    now = for_piece(now, demand)
    possible = [name for name, row in PIECE_ACTS.items() if permitted and row.refusal(view.status, now) is None]
    toggles = [name for name in possible if name in ("non-concerne", "concerne") and demand.conditional]
    # As in the guides, a piece declared « non concerné » is first taken back, then deposited.
    files = [name for name in possible if name in ("deposer", "retirer") and "concerne" not in toggles]
    document = readable(application, demand, owner=owner)
    return {
        "key": key,
        "id": f"piece-{key.replace('~', '-')}",
        "title": title.text,
        "lang": title.lang,
        "status": {"label": t(_(view.status.label)), "kind": PIECE_BADGES[view.status]},
        "conditional": demand.conditional,
        "comment": view.comment,
        "record": view.record if view.status is PieceStatus.VALID else "",
        "file": file_of(document, f"{base}/@@fichier", request.language) if document is not None else None,
        "model_url": f"{path_of(demand)}/@@modele" if demand.model is not None else "",
        "acts": {name: f"{base}/@@{name}" for name in files},
        "compose": _compose(request, application, view, base, owner) if "deposer" in files else None,
        "toggle": {"url": f"{base}/@@{toggles[0]}", "label": t(_(PIECE_ACTS[toggles[0]].label))} if toggles else None,
        "version": piece_version(view),
        "error": errors.get(key, ""),
        "request": _request(request, demand) if isinstance(demand, AskedPiece) else None,
    }


def _request(request: Request, demand: AskedPiece) -> dict[str, str]:
    """What is said of a piece that was asked of this candidate alone."""
    t, lang = request.localizer.translate, request.language
    if not demand.active:
        return {"asked": t(_("Demandée en plus, puis retirée.")), "limit": "", "explanation": demand.explanation}
    when = long_date(civil(demand.asked_at), lang) if demand.asked_at is not None else ""
    until = _("À déposer au plus tard le ${date}.")
    if demand.blocking:
        until = _("À déposer au plus tard le ${date}, puis transmettez à nouveau votre candidature.")
    limit = t(_(until, mapping={"date": deadline(demand.limit, lang)})) if demand.limit is not None else ""
    return {
        "asked": t(_("Demandée en plus le ${when}.", mapping={"when": when})),
        "limit": limit, "explanation": demand.explanation,
    }  # fmt: skip


def piece_version(view: PieceView) -> str:
    """The fingerprint of a piece: its verdict, comment and file."""
    seen = (view.status, view.comment, view.document.sha256 if view.document is not None else "")
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:12]


def _compose(
    request: Request, application: Application, view: PieceView, base: str, owner: bool
) -> dict[str, Any]:  # fmt: skip
    """Where several pages make the piece: ``url``, ``laid_out`` (pages that wait there), ``reopen`` ('' if no file);
    ``library``: where the candidate chooses another of their files ('' when there is none).
    """
    tray = trays.find(request.work, application, view.demand)
    own = view.document is not None and readable(application, view.demand, owner=True) is view.document
    return {
        "url": f"{base}/@@deposer",
        "laid_out": len(tray.sheets) if tray is not None else 0,
        "reopen": f"{base}/@@rouvrir" if own and tray is None else "",
        "library": f"{base}/@@choisir" if owner and tray is None and _others(application, view) else "",
    }


def _others(application: Application, view: PieceView) -> bool:
    """Whether the candidate's library holds a file that does not answer this piece already."""
    return any(document is not view.document for document in application.candidate.documents.values())


def file_of(document: Document, url: str, lang: str) -> dict[str, str]:
    """A file as the table shows it."""
    return {
        "name": document.filename,
        "size": size(document.size, lang),
        "view_url": url,
        "download_url": f"{url}?telecharger=1",
    }


def size(count: int, lang: str) -> str:
    """A number of bytes as « 1,2 Mo »."""
    unit, value = ("k", count / 1024) if count < 1024 * 1024 else ("M", count / 1024 / 1024)
    figure = f"{max(value, 0.1):.1f}".removesuffix(".0")
    figure, octet = (figure, "B") if lang == "en" else (figure.replace(".", ","), "o")
    return f"{figure}\N{NO-BREAK SPACE}{unit}{octet}"


def with_detail(t: Any, words: str, detail: str) -> str:
    """« Décision validée : Avis favorable », punctuated as the language of the page does."""
    return str(t(_("${words} : ${detail}", mapping={"words": words, "detail": detail})))


def detail_words(t: Any, entry: Entry) -> str:
    """The detail of a line of the journal; the mark of an exemption is ours, the rest as it was written."""
    written = entry.detail.removesuffix(OUT_OF_TIME).strip()
    return entry.detail if written == entry.detail else f"{written} {t(label(OUT_OF_TIME))}".strip()


def extra_information(request: Request, application: Application) -> list[dict[str, Any]]:
    """« Informations complémentaires »: the formation's text, then the component's."""
    both = (application.formation, application.formation.component)
    found = ((one.title, words(request, one.info)) for one in both)
    return [{"title": title, "text": said.text, "lang": said.lang} for title, said in found if said.text]


def limit_dates(application: Application, lang: str) -> dict[str, str]:
    """The two deadlines in words: ``return_by``, ``confirm_by``; '' where nothing limits."""
    calendar = application.formation.calendar
    return {
        "return_by": deadline(calendar.return_for(application.return_by), lang),
        "confirm_by": deadline(confirm_by(application), lang),
    }


def say(request: Request, refused: Any) -> str:
    """The sentence of a refusal in the language of the page."""
    return sentence(refused, request.localizer.translate, request.language)
