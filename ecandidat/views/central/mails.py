"""The mails of an establishment, or those of a component's decisions: list, text, trial, versions."""

from __future__ import annotations

from html import escape
from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response

from ecandidat.domain.codes import DecisionKind
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import texts as forms
from ecandidat.forms.edition import Edition
from ecandidat.i18n import _, label
from ecandidat.mails.catalogue import MAILS, MailKind, MailText
from ecandidat.mails.variables import VARIABLES
from ecandidat.resources import Component, Establishment, path_of
from ecandidat.services import mail_texts, mail_trials
from ecandidat.services.mail_texts import Level
from ecandidat.views import ACT, FORM, door
from ecandidat.views.central import texts
from ecandidat.views.central.mail_words import RECIPIENTS, when
from ecandidat.views.central.pages import SAME, SAVED, buttons, name_of, page, told
from ecandidat.views.layout import flash

LIST = "@@modeles-courriels"
TITLES = {"subject": _("Objet"), "body": _("Message")}


@door(Establishment, "modeles-courriels", permission=P.TEXT_EDIT, template="central/mails.pt")
@door(Component, "modeles-courriels", permission=P.TEXT_EDIT, template="central/mails.pt")
def mails(context: Level, request: Request) -> dict[str, Any]:
    """Every mail: when it leaves, to whom, whose text it has, whether it leaves at all."""
    base = path_of(context)
    rows = [_row(request, context, code, kind) for code, kind in mail_texts.listed(request.work, context)]
    return page(
        request, _("Courriels"), kicker=name_of(context), tabs=texts.tabs(request, context, LIST),
        lists=[
            {"decision": decision, "rows": found} for decision in (True, False)
            if (found := [row for row in rows if row["decision"] is decision])
        ],
        may=mail_texts.may_own(request.work, context), new_url=f"{base}/@@nouveau-courriel",
        switch_url=f"{base}/@@activer-courriel",
    )  # fmt: skip


@door(Establishment, "modele-courriel", permission=P.TEXT_EDIT, template="central/mail.pt", methods=FORM)
@door(Component, "modele-courriel", permission=P.TEXT_EDIT, template="central/mail.pt", methods=FORM)
def edit(context: Level, request: Request) -> Any:
    """The text of one mail in one language, its variables, its trial, its versions."""
    code, kind = _asked(context, request)
    lang, work = texts.asked_language(request, context), request.work
    own, base = mail_texts.template(context, code), path_of(context)

    def save(typed: dict[str, Any], version: str) -> HTTPSeeOther:
        changed = mail_texts.write(work, context, code, lang, typed, version)
        flash(request, SAVED if changed else SAME, "success" if changed else "info")
        return HTTPSeeOther(request.path_qs)

    sheet = mail_texts.current(work, context, code, lang)
    form = Edition(request, forms.mail(lang), sheet, buttons=buttons(_("Enregistrer"), f"{base}/{LIST}"))
    t, here = request.localizer.translate, f"?code={code}&langue={lang}"
    return form.lead(
        save,
        **page(
            request, label(kind.label), kicker=name_of(context), code=code, lang=lang, facts=_facts(request, kind),
            tabs=texts.language_tabs(context, f"{base}/@@modele-courriel?code={code}", lang, own),
            own=own is not None and bool(own.fields(lang)), removable=own is not None and own.kind is not None,
            active=mail_texts.resolve_or_new(work, context, code).active, critical=kind.critical,
            groups=texts.variables(request, {
                name: (VARIABLES[name].group, VARIABLES[name].description)
                for name in VARIABLES if name in kind.allowed
            }),
            candidates=texts.candidates(request, context),
            versions=texts.versions(request, own, lang, TITLES), back_url=f"{base}/{LIST}",
            preview_url=f"{base}/@@apercu-courriel{here}", trial_url=f"{base}/@@essai-courriel{here}",
            restore_url=f"{base}/@@reprendre-courriel{here}", switch_url=f"{base}/@@activer-courriel",
            delete_url=f"{base}/@@supprimer-courriel",
            origin_label=t(_("Revenir au texte d'origine")),
        ),
    )  # fmt: skip


@door(Establishment, "apercu-courriel", permission=P.TEXT_EDIT, methods=ACT)
@door(Component, "apercu-courriel", permission=P.TEXT_EDIT, methods=ACT)
def preview(context: Level, request: Request) -> Response:
    """The message that what is typed would become, in HTML or as plain text; nothing is saved."""
    try:
        code, _kind = _asked(context, request)
        lang, application = texts.asked_language(request, context), texts.asked_application(request, context)
        made = mail_trials.composed(request.work, context, code, lang, _typed(request), application)
    except Refused as refused:
        return texts.fault(request, refused)
    if request.POST.get("forme") == "texte":
        words = f"{made.subject}\n\n{made.text}"
        html = f'<!DOCTYPE html><html lang="{made.lang}"><meta charset="utf-8"><pre>{escape(words)}</pre>'
    else:
        html = made.html
    response = Response(html, content_type="text/html", charset="utf-8")
    response.headers["Content-Security-Policy"] = texts.SANDBOX
    return response


@door(Establishment, "essai-courriel", permission=P.TEXT_EDIT, methods=ACT)
@door(Component, "essai-courriel", permission=P.TEXT_EDIT, methods=ACT)
def try_out(context: Level, request: Request) -> Response:
    """Send the message to the person who asks, and to nobody else."""
    try:
        code, _kind = _asked(context, request)
        lang, application = texts.asked_language(request, context), texts.asked_application(request, context)
        sent_to = mail_trials.send(request.work, context, code, lang, _typed(request), application)
    except Refused as refused:
        return texts.fault(request, refused)
    done = _("L'essai part à ${mail}. Rien n'est encore enregistré.", mapping={"mail": sent_to})
    return texts.said(request, request.localizer.translate(done))


@door(Establishment, "reprendre-courriel", permission=P.TEXT_EDIT, methods=ACT)
@door(Component, "reprendre-courriel", permission=P.TEXT_EDIT, methods=ACT)
def restore(context: Level, request: Request) -> HTTPSeeOther:
    """Take a former version again, or the original text when no number is given."""
    code, _kind = _asked(context, request)
    lang, number = texts.asked_language(request, context), str(request.POST.get("version", ""))
    try:
        if number:
            asked = int(number) if number.isascii() and number.isdigit() and len(number) < 8 else 0
            mail_texts.restore(request.work, context, code, lang, asked)
        else:
            mail_texts.back_to_origin(request.work, context, code, lang)
        flash(request, SAVED)
    except Refused as refused:
        flash(request, told(request, refused), "danger")
    return HTTPSeeOther(f"{path_of(context)}/@@modele-courriel?code={code}&langue={lang}")


@door(Establishment, "activer-courriel", permission=P.TEXT_EDIT, methods=ACT)
@door(Component, "activer-courriel", permission=P.TEXT_EDIT, methods=ACT)
def switch(context: Level, request: Request) -> HTTPSeeOther:
    """Put a mail in or out of service."""
    code, on = str(request.POST.get("code", "")), request.POST.get("actif") == "oui"
    try:
        mail_texts.switch(request.work, context, code, on)
        said = _("« ${name} » est en service.") if on else _("« ${name} » est hors service : il ne part plus.")
        name = request.localizer.translate(label(mail_texts.label(context, code)))
        flash(request, _(said, mapping={"name": name}))
    except Refused as refused:
        flash(request, told(request, refused), "danger")
    return HTTPSeeOther(f"{path_of(context)}/{LIST}")


@door(Establishment, "nouveau-courriel", permission=P.TEXT_EDIT, template="central/form.pt", methods=FORM)
@door(Component, "nouveau-courriel", permission=P.TEXT_EDIT, template="central/form.pt", methods=FORM)
def new(context: Level, request: Request) -> Any:
    """« Nouveau courriel de décision »: it begins with the usual text of its kind."""
    back = f"{path_of(context)}/{LIST}"

    def save(typed: dict[str, Any], _version: str) -> HTTPSeeOther:
        kind = DecisionKind(typed["kind"])
        code = mail_texts.add(request.work, context, str(typed.get("code", "")), str(typed["label"]), kind)
        flash(request, _("« ${name} » est créé.", mapping={"name": typed["label"]}))
        return HTTPSeeOther(f"{path_of(context)}/@@modele-courriel?code={code}")

    form = Edition(request, forms.new_mail(), {}, buttons=buttons(_("Créer"), back))
    return form.lead(save, **page(request, _("Nouveau courriel de décision"), kicker=name_of(context)))


@door(Establishment, "supprimer-courriel", permission=P.TEXT_EDIT, methods=ACT)
@door(Component, "supprimer-courriel", permission=P.TEXT_EDIT, methods=ACT)
def remove(context: Level, request: Request) -> HTTPSeeOther:
    """Delete a mail of its own that no decision type sends."""
    code = str(request.POST.get("code", ""))
    name = mail_texts.label(context, code)
    try:
        mail_texts.delete(request.work, context, code)
        flash(request, _("« ${name} » est supprimé.", mapping={"name": name}))
    except Refused as refused:
        flash(request, told(request, refused), "danger")
        if refused.code == "mail_in_use":
            return HTTPSeeOther(f"{path_of(context)}/@@modele-courriel?code={code}")
    return HTTPSeeOther(f"{path_of(context)}/{LIST}")


def _asked(context: Level, request: Request) -> tuple[str, MailKind]:
    """The mail of the address, if this level may write it."""
    code = str(request.GET.get("code", ""))
    try:
        return code, mail_texts.resolve_or_new(request.work, context, code).kind
    except Refused:
        raise HTTPNotFound from None


def _typed(request: Request) -> MailText:
    subject, body = (str(request.POST.get(name, "")) for name in ("subject", "body"))
    return MailText(subject.strip(), body.replace("\r\n", "\n").strip())


def _facts(request: Request, kind: MailKind) -> list[dict[str, str]]:
    t = request.localizer.translate
    facts = [{"label": t(_("Quand")), "value": t(when(kind))},
             {"label": t(_("Destinataire")), "value": t(RECIPIENTS[kind.recipient])}]  # fmt: skip
    if kind.critical:
        facts.append({"label": t(_("Service")), "value": t(_("Toujours en service : un compte ne peut s'en passer."))})
    return facts


def _row(request: Request, level: Level, code: str, kind: MailKind) -> dict[str, Any]:
    t, own = request.localizer.translate, mail_texts.template(level, code)
    return {
        "code": code, "title": t(label(kind.label)) if code in MAILS else kind.label, "when": t(when(kind)),
        "to": t(RECIPIENTS[kind.recipient]), "decision": kind.decision_kind is not None,
        "kind": t(label(kind.decision_kind.label)) if kind.decision_kind is not None else "",
        "own": [lang for lang, _fields in own.texts] if own is not None else [],
        "custom": code not in MAILS, "critical": kind.critical,
        "active": mail_texts.resolve_or_new(request.work, level, code).active,
        "url": f"{path_of(level)}/@@modele-courriel?code={code}",
    }  # fmt: skip
