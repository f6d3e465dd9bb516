"""« Formulaires » at the three levels: what an establishment, a component or a formation asks to fill."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.questionnaire import Kind, Question, Source, conditions, said
from ecandidat.forms import Button, Lifecycle, typed_values
from ecandidat.forms import questions as forms
from ecandidat.forms.questionnaire import WORDS, AnswerForm
from ecandidat.i18n import _, label
from ecandidat.resources import Formation, Questionnaire, Questionnaires, path_of
from ecandidat.services import questions as service
from ecandidat.services.offer import levels_above
from ecandidat.views import ACT, FORM, door
from ecandidat.views.central.pages import creating, deleting, editing, name_of, page, told
from ecandidat.views.layout import flash

TITLE = _("Formulaires complémentaires")


@door(Questionnaires, "", permission=P.QUESTIONNAIRE_EDIT, template="central/questionnaires.pt")
def questionnaires(context: Questionnaires, request: Request) -> dict[str, Any]:
    """The questionnaires of this level in their order, and those that come from above."""
    owner = context.__parent__
    own = sorted(context.values(), key=lambda one: (not one.active, one.order, one.__name__))
    return page(
        request, TITLE, kicker=name_of(owner), rows=[_row(one, request) for one in own],
        inherited=[{**_row(one, request), "level": name_of(level)} for level in levels_above(owner)
                   for one in (level.questionnaires.every() if level.questionnaires is not None else ()) if one.active],
        common=not isinstance(owner, Formation), new_url=f"{path_of(context)}/@@nouveau",
    )  # fmt: skip


@door(Questionnaires, "nouveau", permission=P.QUESTIONNAIRE_EDIT, template="central/form.pt", methods=FORM)
def new(context: Questionnaires, request: Request) -> Any:
    """« Nouveau formulaire »; its questions come next."""
    schema = forms.settings(new=True, spoken=request.languages)
    return creating(
        request, context, Questionnaire, schema, "", _("Nouveau formulaire"),
        more=lambda _typed: service.made_in(context),
    )  # fmt: skip


@door(Questionnaire, "modifier", permission=P.QUESTIONNAIRE_EDIT, template="central/questionnaire.pt", methods=FORM)
def edit(context: Questionnaire, request: Request) -> Any:
    """Settings, then the questions in their order."""
    base = path_of(context)
    return editing(
        request, context, forms.settings(new=False, spoken=request.languages), _("Modifier le formulaire"),
        kicker=context.title(request.contents_language), delete_url=f"{base}/@@supprimer", base=base,
        native=context.source is Source.NATIVE,
        questions=[_question_row(context, one, request) for one in context.questions],
    )  # fmt: skip


@door(Questionnaire, "supprimer", permission=P.QUESTIONNAIRE_EDIT, template="central/confirm.pt", methods=FORM)
def remove(context: Questionnaire, request: Request) -> Any:
    """Asks before a questionnaire that nobody answered is deleted."""
    return deleting(request, context, path_of(context.__parent__), _("Supprimer ce formulaire ?"))


@door(Questionnaire, "question", permission=P.QUESTIONNAIRE_EDIT, template="central/question.pt", methods=FORM)
def question(context: Questionnaire, request: Request) -> Any:
    """« Ajouter une question », or ``?cle=<key>`` to change one."""
    key, back = request.GET.get("cle", ""), f"{path_of(context)}/@@modifier#questions"
    try:
        former = service.find(context, key) if key else None
    except Refused as refused:
        flash(request, told(request, refused), "danger")
        return HTTPSeeOther(back)
    form = _question_form(context, former, request)

    def succeed(values: dict[str, Any]) -> HTTPSeeOther:
        try:
            service.save(request.work, context, forms.read(values, former), values["version"])
        except Refused as refused:
            if refused.code == "form_changed":
                form.form["version"].cstruct = service.version(context)
            raise
        flash(request, _("La question est enregistrée."))
        return HTTPSeeOther(back)

    title = _("Modifier la question") if former is not None else _("Ajouter une question")
    return form.handle(succeed, **page(request, title, kicker=context.title(request.contents_language), back=back))


def _question_form(context: Questionnaire, former: Question | None, request: Request) -> Lifecycle:
    values = {"version": service.version(context), "kind": Kind.TEXT.value, "required": True}
    values |= forms.shown(former) if former is not None else {}
    kind = typed_values(request).get("kind", values["kind"])
    place = context.questions.index(former) if former is not None else len(context.questions)
    schema = forms.question(
        Kind(kind) if kind in list(Kind) else Kind.TEXT, request.languages, context.questions[:place],
        request.contents_language,
    )  # fmt: skip
    known = {node.name for node in schema.children}
    buttons = (
        Button("enregistrer", _("Enregistrer")),
        Button("annuler", _("Annuler"), type="link", value=f"{path_of(context)}/@@modifier#questions"),
        Button("_refresh", _("Actualiser le formulaire"), css_class="btn-outline-secondary no-js-only"),
    )
    shown = {name: value for name, value in values.items() if name in known}
    return Lifecycle(request, schema, values=shown, buttons=buttons)


@door(Questionnaire, "deplacer-question", permission=P.QUESTIONNAIRE_EDIT, methods=ACT)
def move_question(context: Questionnaire, request: Request) -> HTTPSeeOther:
    """One place up or down."""
    return _act(context, request, lambda key: service.move(request.work, context, key, "haut" in request.POST))


@door(Questionnaire, "retirer-question", permission=P.QUESTIONNAIRE_EDIT, methods=ACT)
def remove_question(context: Questionnaire, request: Request) -> HTTPSeeOther:
    """The question is asked no more."""
    return _act(context, request, lambda key: service.remove(request.work, context, key))


@door(Questionnaire, "apercu", permission=P.QUESTIONNAIRE_EDIT, template="central/preview.pt")
def preview(context: Questionnaire, request: Request) -> dict[str, Any]:
    """What candidates will see, without a way to send it."""
    back = f"{path_of(context)}/@@modifier"
    typed = [one for one in context.questions if one.kind is not Kind.FILE]
    form = AnswerForm(request, context.questions, (), {}, ())
    form.form.buttons = []
    # Without the script that shows and hides, nothing would ever reveal a question that depends on another.
    for field in form.form.children:
        field.unshown = False
    lang = request.contents_language
    files = [
        {"title": said(one.label, lang), "help": said(one.help, lang), "required": one.required,
         "depends_on": one.depends_on, "depends_value": one.depends_value}
        for one in context.questions if one.kind is Kind.FILE
    ]  # fmt: skip
    return page(
        request, context.title(lang), kicker=_("Aperçu"), back=back, files=files,
        form=form.form.render(form.values) if typed else "", native=context.source is Source.NATIVE,
    )  # fmt: skip


def _act(context: Questionnaire, request: Request, act: Any) -> HTTPSeeOther:
    try:
        act(str(request.POST.get("cle", "")))
    except Refused as refused:
        request.tm.doom()
        flash(request, told(request, refused), "danger")
    return HTTPSeeOther(f"{path_of(context)}/@@modifier#questions")


def _row(one: Questionnaire, request: Request) -> dict[str, Any]:
    return {
        "title": one.title(request.contents_language),
        "code": one.__name__,
        "order": one.order,
        "url": f"{path_of(one)}/@@modifier",
        "kind": label(one.source.label),
        "count": len(one.questions) if one.source is Source.NATIVE else None,
        "conditional": one.conditional,
        "unique": one.unique,
        "treatment": label(one.treatment.label) if one.treatment is not None else "",
        "active": one.active,
    }


def _question_row(context: Questionnaire, one: Question, request: Request) -> dict[str, Any]:
    lang, place = request.contents_language, context.questions.index(one)
    condition = None
    origin = next((other for other in context.questions if other.key == one.depends_on), None)
    if origin is not None and one.depends_value in conditions(origin):
        labels: dict[str, Any] = dict(WORDS) | {item.code: said(item.label, lang) for item in origin.choices}
        condition = {"question": said(origin.label, lang), "answer": labels[one.depends_value]}
    return {
        "key": one.key, "number": place + 1, "title": said(one.label, lang), "kind": label(one.kind.label),
        "required": one.required, "condition": condition, "url": f"{path_of(context)}/@@question?cle={one.key}",
        "first": place == 0, "last": place == len(context.questions) - 1,
    }  # fmt: skip
