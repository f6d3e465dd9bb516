"""One request on one questionnaire: what its page shows, and « Enregistrer »."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.errors import Refused
from ecandidat.domain.questionnaire import Kind, Question, Source, State, fits, said, shown
from ecandidat.forms import SAVE, Button, typed_values
from ecandidat.forms.questionnaire import AnswerForm, conditions_typed
from ecandidat.i18n import _
from ecandidat.models.draft import Draft
from ecandidat.resources import ApplicationForm, path_of
from ecandidat.services import drafts
from ecandidat.services import questionnaires as service
from ecandidat.services.answers import form_view, printed
from ecandidat.services.pieces import limit
from ecandidat.views.candidate import parts
from ecandidat.views.candidate.drafts import resume, watch
from ecandidat.views.candidate.forms import form_row, tab_url, toggle_of
from ecandidat.views.contents import words as words_of
from ecandidat.views.layout import flash
from ecandidat.views.predicates import owns

SAVED = _("« ${form} » : vos réponses sont enregistrées.")
SAVED_FOR = _("« ${form} » : les réponses sont enregistrées au nom du candidat.")
STATUSES = {"file_too_large": 413, "piece_changed": 409}


def draft_name(context: ApplicationForm) -> str:
    """The name under which the draft of this form is kept."""
    return f"formulaire/{context.application.key}/{context.questionnaire.uid}"


def back_url(context: ApplicationForm, request: Request) -> str:
    """Where the questionnaires are listed: for the candidate, or among the rest of the file."""
    application = context.application
    return tab_url(application) if owns(request, application) else f"{path_of(application)}#formulaires"


class Page:
    """One request on one questionnaire, by the candidate or by whoever answers in their place."""

    def __init__(self, context: ApplicationForm, request: Request) -> None:
        self.context, self.request = context, request
        self.application, self.asked = context.application, context.questionnaire
        self.view = form_view(self.application, self.asked)
        self.url, self.back = path_of(context), back_url(context, request)
        self.mine = owns(request, self.application)
        self.waive = parts.waives_dates(request, self.application)
        self.t = request.localizer.translate
        self.closed = service.refusal(
            request.work, self.application, self.view, "repondre", waive_dates=self.waive
        )
        self.draft: Draft | None = None
        if self._fillable:
            self.draft = drafts.load(request.work, self.application.candidate, draft_name(context))

    def values(self) -> dict[str, Any]:
        """What the template reads."""
        dates = parts.limit_dates(self.application, self.request.language)
        toggle = toggle_of(self.request, self.application, self.view)
        concerned = self.view.state is not State.NOT_CONCERNED
        return {
            "title": self.asked.title(self.request.contents_language),
            "title_lang": words_of(self.request, self.asked.label).lang,
            "formation": self.application.formation.title,
            "mine": self.mine,
            "who": parts.person(self.application),
            "sent_before": self.application.snapshot is not None,
            "url": self.url,
            "back": self.back,
            "row": form_row(self.request, self.application, self.view),
            "shared": self.view.lent,
            "toggle": {"url": f"{self.url}/@@{toggle}", "concerned": concerned} if toggle else None,
            "concerned": concerned,
            "closed": parts.say(self.request, self.closed) if self.closed is not None and concerned else "",
            "return_by": dates["return_by"],
            "elsewhere": self.asked.source is Source.LIMESURVEY,
            "link": service.link(self.request.work, self.application, self.asked, self.request.contents_language)
            if self.asked.source is Source.LIMESURVEY
            else "",
            "form": "",
            "draft": None,
            "changed": [],
            "files": self._files() if concerned else [],
            "limit": parts.size(limit(self.request.work, self.application), self.request.language),
            "answers": self._answers() if self.closed is not None or self.view.response.remote else [],
        }

    def show(self) -> dict[str, Any]:
        """The page as it stands, its form filled with the draft when there is one."""
        beside = self.values()
        if not self._fillable:
            return beside
        return {**beside, **self._drawn()}

    def save(self) -> Any:
        """Check what was typed, then store it."""
        if self.closed is not None:
            raise self.closed
        if not self._fillable:
            raise HTTPNotFound
        return self._posted().handle(self._succeed, **_without_form(self.values()))

    def check_file(self, key: str) -> None:
        """Refuse to put away a file that the page never showed: somebody changed it since."""
        seen, document = self.request.POST.get("vu"), service.own_document(self.view, key)
        if seen is not None and seen != (document.sha256 if document is not None else ""):
            asked = next((one for one in self.asked.questions if one.key == key), None)
            title = said(asked.label, self.request.contents_language) if asked is not None else key
            raise Refused("piece_changed", piece=title)

    def refuse_file(self, key: str, refused: Refused) -> Any:
        """Say at the file why it is refused; nothing is written."""
        self.request.tm.doom()
        if self.closed is not None or not any(file["key"] == key for file in self._files()):
            flash(self.request, parts.say(self.request, refused), "danger")
            return HTTPSeeOther(self.url)
        self.request.response.status_int = STATUSES.get(refused.code, 422)
        beside = self.values()
        for file in beside["files"]:
            if file["key"] == key:
                file |= {"error": parts.say(self.request, refused), "shown": True, "depends_on": ""}
        return {**beside, **(self._drawn() if self._fillable else {})}

    # Helpers

    def _drawn(self) -> dict[str, Any]:
        """The form from what is stored, or from its draft, with the notices that a draft brings."""
        form = self._form(self._typed())
        told = resume(self.request, form, self.draft, f"{self.url}/@@brouillon", self._told(dict(self._stored)))
        return {"form": form.form.render(form.values), **told}

    def _typed(self) -> dict[str, Any]:
        """The answers on which others depend, as the page shows them before anything is posted."""
        if self.draft is None:
            return dict(self.view.response.values)
        return conditions_typed(self.asked.questions, typed_values(self.request, self.draft.fields))

    @property
    def _fillable(self) -> bool:
        """Whether there is something to type, now."""
        typed = any(question.kind is not Kind.FILE for question in self.asked.questions)
        return self.closed is None and self.asked.source is Source.NATIVE and typed

    @property
    def _stored(self) -> tuple[tuple[str, Any], ...]:
        return self.view.response.without_files()

    def _posted(self) -> AnswerForm:
        return self._form(conditions_typed(self.asked.questions, typed_values(self.request)))

    def _form(self, typed: dict[str, Any]) -> AnswerForm:
        buttons = [
            Button(SAVE, _("Enregistrer"), css_class="btn-primary"),
            Button("annuler", _("Annuler"), type="link", value=self.back),
        ]
        form = AnswerForm(self.request, self.asked.questions, self._stored, typed, buttons)
        watch(form, f"{self.url}/@@brouillon")
        return form

    def _succeed(self, form_values: dict[str, Any]) -> Any:
        form = self._posted()
        wanted = form.read(form_values)
        ordered = tuple((one.key, wanted[one.key]) for one in self.asked.questions if one.key in wanted)
        if form.stale(form_values, self._stored, ordered):
            self.request.response.status_int = 409
            now, typed = self._told(dict(self._stored)), self._told(wanted)
            changed = [
                {"label": label, "now": now.get(label, ""), "typed": typed.get(label, "")}
                for label in {**now, **typed}
                if now.get(label, "") != typed.get(label, "")
            ]
            return {**_without_form(self.values()), "form": form.again(self._stored), "changed": changed}
        service.answer(self.request.work, self.application, self.asked, wanted, waive_dates=self.waive)
        drafts.forget(self.request.work, self.application.candidate, draft_name(self.context))
        return self._lead_on()

    def _lead_on(self) -> HTTPSeeOther:
        """Back to the list, or to the files that are still owed."""
        said = SAVED if self.mine else SAVED_FOR
        flash(self.request, _(said, mapping={"form": self.asked.title(self.request.contents_language)}))
        after = form_view(self.application, self.asked, self.request.contents_language)
        if after.owed:
            left = _("Il reste à déposer : ${files}.", mapping={"files": " ; ".join(after.missing)})
            flash(self.request, left, "warning")
            return HTTPSeeOther(f"{self.url}#fichiers")
        return HTTPSeeOther(self.back)

    def _told(self, values: dict[str, Any]) -> dict[str, str]:
        """Answers in words by the words of their question."""
        lang = self.request.contents_language
        found: dict[str, str] = {}
        for question in self.asked.questions:
            value = values.get(question.key)
            if fits(question, value) and question.kind is not Kind.FILE:
                found[said(question.label, lang)] = words(question, value, lang)
        return found

    def _files(self) -> list[dict[str, Any]]:
        """The questions that take a file."""
        lang = self.request.contents_language
        visible = {question.key for question in shown(self.asked.questions, self._typed())}
        found = []
        for question in self.asked.questions:
            if question.kind is not Kind.FILE:
                continue
            document = service.own_document(self.view, question.key)
            found.append({
                "key": question.key, "title": said(question.label, lang), "help": said(question.help, lang),
                "lang": words_of(self.request, question.label).lang,
                "help_lang": words_of(self.request, question.help).lang,
                "required": question.required, "shown": question.key in visible, "error": "",
                "depends_on": question.depends_on, "depends_value": question.depends_value,
                "name": document.filename if document is not None else "",
                "seen": document.sha256 if document is not None else "",
                "size": parts.size(document.size, self.request.language) if document is not None else "",
                "view_url": f"{self.url}/@@fichier?question={question.key}" if document is not None else "",
            })  # fmt: skip
        return found

    def _answers(self) -> list[dict[str, Any]]:
        """What was answered, to be read."""
        lang, remote = self.request.contents_language, self.view.response.remote
        values = dict(self.view.response.values)
        own = [
            {"label": said(question.label, lang), "lang": words_of(self.request, question.label).lang,
             "value": words(question, values[question.key], lang)}
            for question in shown(self.asked.questions, values)
            if fits(question, values.get(question.key))
        ]
        return own + [{"label": label, "lang": None, "value": value} for label, value in remote]


def words(question: Question, value: Any, lang: str) -> str:
    """An answer as it reads: codes by their labels of today."""
    labels = {choice.code: said(choice.label, lang) for choice in question.choices}
    if question.kind is Kind.CHOICE:
        return labels[value]
    if question.kind is Kind.CHOICES:
        return " ; ".join(labels[code] for code in value)
    return printed(value, lang)


def _without_form(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != "form"}
