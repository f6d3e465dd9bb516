"""What managers set on one application: individual dates, tags, tuition regime, fees, code of the student system; and
a mail that they write to its candidate. The same acts as on many (``services/bulk.py``), one application at a time."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import Lifecycle
from ecandidat.forms import bulk as forms
from ecandidat.forms.desk import buttons
from ecandidat.i18n import _
from ecandidat.resources import Application, path_of
from ecandidat.services import correspondence, enrolment, tagging, tags
from ecandidat.views import FORM, door
from ecandidat.views.candidate.parts import person
from ecandidat.views.desk import versions
from ecandidat.views.desk.acts import lead
from ecandidat.views.desk.bulk_forms import listed, proposed, variables
from ecandidat.views.layout import flash

SETTINGS: tuple[tuple[P, Any, str], ...] = (
    (P.DESK_TAG, _("Étiquettes"), "etiquettes"),
    (P.DESK_RETURN_DATE, _("Date de retour"), "date-retour"),
    (P.DESK_CONFIRM_DATE, _("Date de confirmation"), "date-confirmation"),
    (P.DESK_REGIME, _("Régime"), "regime"),
    (P.DESK_FEES, _("Droits"), "droits"),
    (P.DESK_REGISTRATION, _("Code OPI"), "code-opi"),
    (P.DESK_MESSAGE, _("Écrire un courriel"), "courriel"),
)
"""Right, words of the link, page."""


def settings(request: Request, application: Application) -> list[dict[str, str]]:
    """The pages that this person may open on an application: that of tags only where there are some, that of the
    tuition regime where the establishment says it here."""
    t = request.localizer.translate
    unused = set() if application.tags or tags.available(application.formation) else {"etiquettes"}
    if not request.work.parameter(enrolment.REGIME, application.formation.establishment):
        unused.add("regime")
    return [
        {"label": t(label), "url": f"{path_of(application)}/@@{view}"}
        for permission, label, view in SETTINGS
        if request.has_permission(permission, application) and view not in unused
    ]


def _ask(
    request: Request, application: Application, section: str, title: Any, schema: Any, values: dict[str, Any],
    act: Any, note: Any,
) -> Any:  # fmt: skip
    shown = {"version": versions.version(application, section), **values}
    lifecycle = Lifecycle(
        request, schema, values={name: value for name, value in shown.items() if value is not None},
        buttons=buttons(_("Enregistrer")),
    )  # fmt: skip
    return lead(request, application, section, title, lifecycle, act, _("C'est enregistré."), note=note)


DATE_NOTE = _("Une date propre à cette candidature remplace celle de la formation ; elle est inscrite à l'historique.")


@door(Application, "date-retour", permission=P.DESK_RETURN_DATE, template="desk/form.pt", methods=FORM)
def return_date(context: Application, request: Request) -> Any:
    """Prolong the return date of this application alone."""
    return _ask(
        request, context, "date-retour", _("Donner une date limite de retour"), forms.return_date(),
        {"date": context.return_by},
        lambda values: enrolment.set_date(request.work, context, enrolment.RETURN, values["date"] or None), DATE_NOTE,
    )  # fmt: skip


@door(Application, "date-confirmation", permission=P.DESK_CONFIRM_DATE, template="desk/form.pt", methods=FORM)
def confirm_date(context: Application, request: Request) -> Any:
    """Prolong the date of confirmation of this application alone."""
    return _ask(
        request, context, "date-confirmation", _("Donner une date de confirmation"), forms.confirm_date(),
        {"date": context.confirm_by},
        lambda values: enrolment.set_date(request.work, context, enrolment.CONFIRM, values["date"] or None), DATE_NOTE,
    )  # fmt: skip


@door(Application, "etiquettes", permission=P.DESK_TAG, template="desk/form.pt", methods=FORM)
def tag(context: Application, request: Request) -> Any:
    """« Étiquettes »: those ticked, and no other."""
    offered = {tags.uid(one): one.label for one in tags.available(context.formation)}
    named = tags.named(context.formation)
    offered |= {uid: named[uid].label for uid in context.tags if uid in named}
    return _ask(
        request, context, "etiquettes", _("Étiquettes"), forms.tags(list(offered.items())),
        {"etiquettes": set(context.tags)},
        lambda values: tagging.put(request.work, context, exactly=set(values["etiquettes"])),
        _("Vues des gestionnaires et des commissions, jamais du candidat."),
    )  # fmt: skip


@door(Application, "regime", permission=P.DESK_REGIME, template="desk/form.pt", methods=FORM)
def regime(context: Application, request: Request) -> Any:
    """« Régime d'inscription », where the establishment says it here."""
    if not request.work.parameter(enrolment.REGIME, context.formation.establishment):
        raise HTTPNotFound
    return _ask(
        request, context, "regime", _("Régime d'inscription"),
        forms.regime(_with_held(request, "regimes", context.regime)), {"regime": context.regime},
        lambda values: enrolment.set_regime(request.work, context, values["regime"]),
        _("Repris à l'inscription ; le candidat ne le voit pas ici."),
    )  # fmt: skip


@door(Application, "droits", permission=P.DESK_FEES, template="desk/form.pt", methods=FORM)
def fees(context: Application, request: Request) -> Any:
    """« Situation de droits »: exemption, what completes it, amount."""
    values = {
        "exoneration": context.exemption, "complement": context.fees_note, "montant": context.fees.replace(".", ","),
    }  # fmt: skip
    return _ask(
        request, context, "droits", _("Situation de droits"),
        forms.fees(_with_held(request, "exonerations", context.exemption)), values,
        lambda typed: enrolment.set_fees(
            request.work, context, typed["exoneration"], typed["complement"], typed["montant"]
        ),
        _("Le candidat lit le montant et son complément sur sa candidature."),
    )  # fmt: skip


@door(Application, "code-opi", permission=P.DESK_REGISTRATION, template="desk/form.pt", methods=FORM)
def registration_code(context: Application, request: Request) -> Any:
    """« Code OPI »: what the student system calls the application."""
    return _ask(
        request, context, "code-opi", _("Code OPI"), forms.registration_code(), {"code": context.registration_code},
        lambda values: enrolment.set_registration_code(
            request.work, context, values["code"], tell=values["prevenir"]
        ),
        _("Le candidat s'en sert pour s'inscrire."),
    )  # fmt: skip


@door(Application, "courriel", permission=P.DESK_MESSAGE, template="desk/write.pt", methods=FORM)
def write(context: Application, request: Request) -> Any:
    """A mail in the manager's own words; it is kept among the mails of the application."""
    lifecycle = Lifecycle(
        request, forms.mail(), values=proposed("courriel", request), buttons=buttons(_("Envoyer"))
    )

    def succeed(values: dict[str, Any]) -> HTTPSeeOther:
        correspondence.write(request.work, context, values["objet"], values["texte"])
        flash(request, _("Le courriel part dans quelques instants."))
        return HTTPSeeOther(f"{path_of(context)}#courriels")

    return lifecycle.handle(
        succeed, title=request.localizer.translate(_("Écrire un courriel au candidat")), base=path_of(context),
        kicker=f"{person(context)} – {context.formation.title}", recipient=context.candidate.mail,
        variables=variables(request),
    )  # fmt: skip


def _with_held(request: Request, table: str, held: str) -> list[tuple[str, str]]:
    """The codes in service, and the one that the application holds even when it is not any more."""
    choices = listed(request, table)
    if held and held not in dict(choices):
        choices.append((held, request.portal.nomenclatures.table(table).label(held, request.language)))
    return choices
