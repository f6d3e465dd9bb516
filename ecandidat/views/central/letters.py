"""The letters of an establishment, or those of a component: list, text, trial, logo, versions."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.response import FileResponse, Response

from ecandidat.documents.letter_variables import LETTER_VARIABLES
from ecandidat.documents.uploads import content_disposition
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import texts as forms
from ecandidat.forms.edition import Edition
from ecandidat.i18n import _
from ecandidat.models.document import Document
from ecandidat.resources import Commission, Component, Establishment, path_of
from ecandidat.services import letter_texts, letter_trials, mail_texts
from ecandidat.services.mail_texts import Level
from ecandidat.views import ACT, FORM, READ, door
from ecandidat.views.central import texts
from ecandidat.views.central.files import upload_of
from ecandidat.views.central.pages import SAME, SAVED, buttons, name_of, page, told
from ecandidat.views.layout import flash

LIST = "@@modeles-lettres"
KINDS = {
    "admission": _("Lettre d'admission"), "refusal": _("Lettre de refus"), "waiting": _("Lettre de liste d'attente"),
    "ranked": _("Lettre de liste complémentaire"), "preselection": _("Lettre de présélection"),
}  # fmt: skip
"""What each kind of letter is called."""

TITLES = {
    "sender": _("Expéditeur"), "subject": _("Objet"), "body": _("Texte"), "signatory": _("Signataire"),
    "footer": _("Pied de page"),
}  # fmt: skip


@door(Establishment, "modeles-lettres", permission=P.TEXT_EDIT, template="central/letters.pt")
@door(Component, "modeles-lettres", permission=P.TEXT_EDIT, template="central/letters.pt")
def letters(context: Level, request: Request) -> dict[str, Any]:
    """The letters of this level: ours that it may change, those that it added."""
    base, may = path_of(context), mail_texts.may_own(request.work, context)
    rows = [_row(request, context, key) for key in letter_texts.listed(context)] if may else []
    return page(
        request, _("Lettres"), kicker=name_of(context), tabs=texts.tabs(request, context, LIST), rows=rows, may=may,
        new_url=f"{base}/@@nouvelle-lettre", switch_url=f"{base}/@@activer-lettre",
    )  # fmt: skip


@door(Establishment, "modele-lettre", permission=P.TEXT_EDIT, template="central/letter.pt", methods=FORM)
@door(Component, "modele-lettre", permission=P.TEXT_EDIT, template="central/letter.pt", methods=FORM)
def edit(context: Level, request: Request) -> Any:
    """The text of one letter in one language, its variables, its trial, its logo, its versions."""
    key, lang, work = _asked(context, request), texts.asked_language(request, context), request.work
    own, base = letter_texts.template(context, key), path_of(context)

    def save(typed: dict[str, Any], version: str) -> HTTPSeeOther:
        changed = letter_trials.write(work, context, key, lang, typed, version)
        flash(request, SAVED if changed else SAME, "success" if changed else "info")
        return HTTPSeeOther(request.path_qs)

    sheet = letter_texts.current(context, key, lang)
    form = Edition(request, forms.letter(lang), sheet, buttons=buttons(_("Enregistrer"), f"{base}/{LIST}"))
    here, t = f"?lettre={key}&langue={lang}", request.localizer.translate
    written = own is not None and bool(own.fields(lang))
    return form.lead(
        save,
        **page(
            request, _title(request, context, key), kicker=name_of(context), lang=lang,
            tabs=texts.language_tabs(context, f"{base}/@@modele-lettre?lettre={key}", lang, own), own=written,
            fallback=lang != letter_texts.FRENCH and not written and own is not None and bool(own.texts),
            removable=key not in letter_texts.OURS, letter=key, delete_url=f"{base}/@@supprimer-lettre",
            groups=texts.variables(
                request, {name: (info.group, info.description) for name, info in LETTER_VARIABLES.items()}
            ),
            candidates=texts.candidates(request, context), versions=texts.versions(request, own, lang, TITLES),
            back_url=f"{base}/{LIST}", preview_url=f"{base}/@@apercu-lettre{here}", trial_url=None,
            restore_url=f"{base}/@@reprendre-lettre{here}", logo_alt=t(_("Logo")),
            logo_url=f"{base}/@@logo-lettre{here}" if own is not None and own.logo is not None else None,
            upload_url=f"{base}/@@deposer-logo{here}", remove_url=f"{base}/@@retirer-logo{here}",
        ),
    )  # fmt: skip


@door(Establishment, "apercu-lettre", permission=P.TEXT_EDIT, methods=ACT)
@door(Component, "apercu-lettre", permission=P.TEXT_EDIT, methods=ACT)
def preview(context: Level, request: Request) -> Response:
    """The PDF that what is typed would become; nothing is saved."""
    try:
        key, lang = _asked(context, request), texts.asked_language(request, context)
        application = texts.asked_application(request, context)
        chosen = letter_trials.typed(context, key, lang, _typed(request))
        content = letter_trials.pdf(request.work, context, key, chosen, application)
    except Refused as refused:
        return texts.fault(request, refused)
    return _pdf(content, "apercu.pdf", inline=True)


@door(Establishment, "reprendre-lettre", permission=P.TEXT_EDIT, methods=ACT)
@door(Component, "reprendre-lettre", permission=P.TEXT_EDIT, methods=ACT)
def restore(context: Level, request: Request) -> HTTPSeeOther:
    """Take a former version again, or the original text when no number is given."""
    key, lang = _asked(context, request), texts.asked_language(request, context)
    number = str(request.POST.get("version", ""))
    try:
        if number:
            asked = int(number) if number.isascii() and number.isdigit() and len(number) < 8 else 0
            letter_texts.restore(request.work, context, key, lang, asked)
        else:
            letter_texts.back_to_origin(request.work, context, key, lang)
        flash(request, SAVED)
    except Refused as refused:
        flash(request, told(request, refused), "danger")
    return HTTPSeeOther(f"{path_of(context)}/@@modele-lettre?lettre={key}&langue={lang}")


@door(Establishment, "nouvelle-lettre", permission=P.TEXT_EDIT, template="central/form.pt", methods=FORM)
@door(Component, "nouvelle-lettre", permission=P.TEXT_EDIT, template="central/form.pt", methods=FORM)
def new(context: Level, request: Request) -> Any:
    """« Nouvelle lettre »: of another kind of decision, or for one diploma type."""
    back = f"{path_of(context)}/{LIST}"

    def save(typed: dict[str, Any], _version: str) -> HTTPSeeOther:
        key = letter_texts.add(request.work, context, str(typed["kind"]), str(typed.get("type") or ""))
        flash(request, _("La lettre est créée. Elle sert dès que son texte en français est enregistré."))
        return HTTPSeeOther(f"{path_of(context)}/@@modele-lettre?lettre={key}")

    # A letter has a field « kind » of its own, which is no kind of decision.
    schema = forms.new_letter(list(KINDS.items()), letter_texts.diploma_types(context))
    form = LetterEdition(request, schema, {}, buttons=buttons(_("Créer"), back))
    return form.lead(save, **page(request, _("Nouvelle lettre"), kicker=name_of(context)))


@door(Establishment, "activer-lettre", permission=P.TEXT_EDIT, methods=ACT)
@door(Component, "activer-lettre", permission=P.TEXT_EDIT, methods=ACT)
def switch(context: Level, request: Request) -> HTTPSeeOther:
    """Put a letter of one's own in or out of service."""
    on = request.POST.get("actif") == "oui"
    try:
        letter_texts.switch(request.work, context, str(request.POST.get("lettre", "")), on)
        flash(request, SAVED)
    except Refused as refused:
        flash(request, told(request, refused), "danger")
    return HTTPSeeOther(f"{path_of(context)}/{LIST}")


@door(Establishment, "supprimer-lettre", permission=P.TEXT_EDIT, methods=ACT)
@door(Component, "supprimer-lettre", permission=P.TEXT_EDIT, methods=ACT)
def remove(context: Level, request: Request) -> HTTPSeeOther:
    """Delete a letter that was added."""
    try:
        letter_texts.delete(request.work, context, str(request.POST.get("lettre", "")))
        flash(request, _("La lettre est supprimée."))
    except Refused as refused:
        flash(request, told(request, refused), "danger")
    return HTTPSeeOther(f"{path_of(context)}/{LIST}")


@door(Establishment, "logo-lettre", permission=P.TEXT_EDIT, methods=READ)
@door(Component, "logo-lettre", permission=P.TEXT_EDIT, methods=READ)
def logo(context: Level, request: Request) -> FileResponse:
    """The logo of a letter."""
    own = letter_texts.template(context, _asked(context, request))
    if own is None or not isinstance(own.logo, Document):
        raise HTTPNotFound
    return FileResponse(own.logo.committed(), request, content_type=own.logo.content_type)


@door(Establishment, "deposer-logo", permission=P.TEXT_EDIT, template="central/upload.pt", methods=FORM)
@door(Component, "deposer-logo", permission=P.TEXT_EDIT, template="central/upload.pt", methods=FORM)
def upload_logo(context: Level, request: Request) -> Any:
    """A new logo, which takes the place of the establishment's name at the head of the letter."""
    key, lang = _asked(context, request), texts.asked_language(request, context)

    def save(stream: Any, filename: str) -> None:
        letter_texts.set_logo(request.work, context, key, stream, filename)

    back = f"{path_of(context)}/@@modele-lettre?lettre={key}&langue={lang}"
    found = upload_of(
        request, save, _("Logo"), back, _("Une image PNG ou JPEG, 1 Mo au plus."), "image/png,image/jpeg"
    )
    return {**found, "action": request.path_qs} if isinstance(found, dict) else found


@door(Establishment, "retirer-logo", permission=P.TEXT_EDIT, methods=ACT)
@door(Component, "retirer-logo", permission=P.TEXT_EDIT, methods=ACT)
def remove_logo(context: Level, request: Request) -> HTTPSeeOther:
    """The letter bears the establishment's name again."""
    key, lang = _asked(context, request), texts.asked_language(request, context)
    letter_texts.set_logo(request.work, context, key, None)
    flash(request, _("Le logo est retiré."))
    return HTTPSeeOther(f"{path_of(context)}/@@modele-lettre?lettre={key}&langue={lang}")


@door(Commission, "lettre-essai", permission=P.COMMISSION_EDIT, methods=READ)
def trial(context: Commission, request: Request) -> Response:
    """« Lettre d'essai »: what a candidate of this commission would get, on sample values."""
    kind, lang = str(request.GET.get("genre", "admission")), str(request.GET.get("langue", "fr"))
    if kind not in KINDS or lang not in mail_texts.languages(context.component):
        raise HTTPNotFound
    try:
        content = letter_trials.of_commission(request.work, context, kind, lang)
    except Refused as refused:
        flash(request, told(request, refused), "danger")
        return HTTPSeeOther(path_of(context))
    return _pdf(content, f"lettre-essai-{context.__name__}-{kind}.pdf")


class LetterEdition(Edition):
    """The form of a new letter: its codes are plain texts."""

    def _flat(self, values: Any) -> dict[str, Any]:
        return dict(values)


def _asked(context: Level, request: Request) -> str:
    """The letter of the address, if this level may write it."""
    try:
        return letter_texts.asked(request.work, context, str(request.GET.get("lettre", "")))
    except Refused:
        raise HTTPNotFound from None


def _typed(request: Request) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: str(request.POST.get(name, "")).replace("\r\n", "\n").strip() for name in letter_texts.PARTS
    }
    return {**found, **{name: request.POST.get(name) == "true" for name in letter_texts.FLAGS}}


def _pdf(content: bytes, filename: str, *, inline: bool = False) -> Response:
    response = Response(content, content_type="application/pdf")
    disposition = content_disposition(filename)
    response.headers["Content-Disposition"] = "inline" if inline else disposition
    return response


def _title(request: Request, level: Level, key: str) -> str:
    kind = request.localizer.translate(KINDS[letter_texts.kind_of(key)])
    code = letter_texts.type_of(key)
    return f"{kind} – {dict(letter_texts.diploma_types(level)).get(code, code)}" if code else kind


def _row(request: Request, level: Level, key: str) -> dict[str, Any]:
    own = letter_texts.template(level, key)
    return {
        "key": key, "title": _title(request, level, key), "active": own is None or own.active,
        "own": [lang for lang, _fields in own.texts] if own is not None else [],
        "written": own is not None and bool(own.texts), "ours": key in letter_texts.OURS,
        "logo": own is not None and own.logo is not None, "every": not letter_texts.type_of(key),
        "url": f"{path_of(level)}/@@modele-lettre?lettre={key}",
    }  # fmt: skip
