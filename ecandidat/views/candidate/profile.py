"""« Mon compte »: the doors of the profile, the same for every step of the table ``forms.profile.steps``."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.codes import FRANCE
from ecandidat.domain.errors import Refused
from ecandidat.domain.identifiers import is_key, new_key
from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.profile import PersonalDetails
from ecandidat.forms.profile import ENTRY, VERSION, StepForm, fingerprint, personal
from ecandidat.forms.profile.steps import STEPS
from ecandidat.i18n import _
from ecandidat.models.draft import Draft
from ecandidat.refusals import sentence
from ecandidat.resources import Profile, ProfileStep, path_of
from ecandidat.services import drafts, profile, records
from ecandidat.views import ACT, FORM, READ, door, presence
from ecandidat.views.candidate.corrections import panel, to_decide
from ecandidat.views.candidate.drafts import notice, resume, step_name, step_url
from ecandidat.views.candidate.ine import source, unknown_ine
from ecandidat.views.candidate.profile_form import ENTER, NEXT, PREVIOUS, FormPage
from ecandidat.views.layout import flash

NEW = "nouvelle"
LIST = "ecandidat:templates/candidate/profile_list.pt"
CERTIFY = "ecandidat:templates/candidate/profile_certify.pt"
SAVED = _("« ${step} » : enregistré.")
UNCHANGED = _("« ${step} » : rien n'avait changé.")


@door(Profile, permission=P.PROFILE_VIEW)
def first(context: Profile, request: Request) -> Any:
    """« Mon compte »: the first step that waits for something, else the first."""
    waiting = [step.name for step in STEPS.values() if step.done(context) is False]
    return HTTPSeeOther(f"{path_of(context)}/{(waiting or list(STEPS))[0]}")


@door(ProfileStep, permission=P.PROFILE_VIEW, template="candidate/profile.pt", methods=READ)
def show(context: ProfileStep, request: Request) -> Any:
    """A step: its form, its list, or a card for who may only read."""
    return Page(context, request).show()


@door(ProfileStep, permission=P.PROFILE_EDIT, template="candidate/profile.pt", methods=ACT)
def save(context: ProfileStep, request: Request) -> Any:
    """« Enregistrer » or « Suivant »."""
    return Page(context, request).save()


@door(ProfileStep, "supprimer", permission=P.PROFILE_EDIT, template="candidate/profile_delete.pt", methods=FORM)
def delete(context: ProfileStep, request: Request) -> Any:
    """« Supprimer » an entry of a list: GET asks, POST acts."""
    page = Page(context, request)
    entry = page.entry(request.params.get("entree", "")) if page.step.row and page.step.card else None
    if request.method == "POST":
        if entry is not None:
            if request.POST.get(VERSION, fingerprint(entry)) != fingerprint(entry):
                raise Refused("entry_changed")
            profile.delete_entry(request.work, context.candidate, context.__name__, context.attribute, entry.key)
            drafts.forget(request.work, context.candidate, step_name(context, entry.key))
            flash(request, _("La ligne est supprimée."))
        return HTTPSeeOther(page.url)
    if entry is None:
        raise HTTPNotFound
    return {**page.values(), "title": page.t(page.step.words["delete"]), "items": page.items(entry), "key": entry.key,
            "version": fingerprint(entry),
            "delete_label": page.t(_("Supprimer"))}  # fmt: skip


class Page(FormPage):
    """One request on one step."""

    # What a page shows

    def values(self) -> dict[str, Any]:
        """What every page of the profile carries."""
        stored = self.context.profile
        names = list(STEPS)
        place = names.index(self.step.name)
        base = path_of(stored)
        return {
            "title": self.t(self.step.label),
            "lead": self.t(self.step.lead),
            "kicker": self.t(_("Mon compte")) if self.own else self._whose(),
            "own": self.own,
            "step": self.step,
            "url": self.url,
            "previous_url": self.previous_url,
            "next_url": f"{base}/{names[place + 1]}" if place + 1 < len(names) else None,
            "applications_url": f"{path_of(self.context.candidate)}/candidatures",
            "steps": [
                {
                    "label": self.t(step.label),
                    "url": f"{base}/{name}",
                    "current": step is self.step,
                    "done": step.done(stored),
                }
                for name, step in STEPS.items()
            ],
            "changed": [],
            "draft": None,
            "presence": presence.shown(self.request, self.context),
            "form": "",
            "items": None,
            "may_edit": self.may_edit,
            "frozen": self.frozen,
            "corrections": profile.contacts(self.context.candidate) if self.frozen == "applied" else [],
            "correction": panel(self) if self.frozen == "applied" else None,
            "decide_url": to_decide(self),
            "source": source(self),
            "attention": self._ine_wanted() if self.step.name == "infos-perso" else False,
            "baccalaureate_url": f"{base}/baccalaureat",
            "nothing": self.t(_("Cette partie n'est pas remplie.")),
        }

    def show(self) -> dict[str, Any]:
        """The page as it stands."""
        if self.step.row is not None:
            return self._show_list()
        value = self.context.value
        if not self.may_edit or (self.frozen and (value is None or self.step.name == "baccalaureat")):
            return {**self.values(), "lead": None, "items": self.items(value) if value is not None else []}
        return self._resumed(value, self._draft(), "", self._beside())

    def _show_list(self) -> dict[str, Any]:
        asked = self.request.GET.get("entree", "")
        unfinished = self._unfinished() if self.may_edit else {}
        if asked and self.step.schema is not None and self.may_edit:
            key = asked if asked != NEW else next(iter(unfinished), new_key())
            entry = self.entry(key)
            if entry is None and asked != NEW and key not in unfinished:
                raise HTTPNotFound
            return self._resumed(entry, self._draft(key), key, self._entry_words(entry))
        self.request.override_renderer = LIST
        row = self.step.row
        rows = [
            {"cells": self._cells(row(entry, self.desk)), "key": getattr(entry, "key", ""),
             "draft": self.may_edit and self._draft(getattr(entry, "key", "")) is not None}
            for entry in self.context.value
        ]
        full = len(rows) >= profile.MOST_ENTRIES
        limit = Refused("too_many_entries", maximum=profile.MOST_ENTRIES)
        words = self.step.words
        return {
            **self.values(), "rows": rows, "full": full, "full_text": sentence(limit, self.t, self.request.language),
            "editable": self.may_edit and self.step.schema is not None, "step_new": self.t(words.get("new", "")),
            "none_title": self.t(words["none"]), "none_text": self.t(words["empty"]),
            "unfinished": [
                {**notice(self.request, draft, step_url(self.context, key)), "open": f"{self.url}?entree={key}"}
                for key, draft in unfinished.items()
            ],
        }  # fmt: skip

    def _resumed(self, value: Any, draft: Draft | None, key: str, beside: dict[str, Any]) -> dict[str, Any]:
        """The page of a form, filled with its draft when there is one."""
        form = self.form(value, draft, key)
        page: dict[str, Any] = form.handle(lambda values: None, **beside)
        shown = dict(self.step.card(value, self.desk)) if value is not None and self.step.card else {}
        return {**page, **resume(self.request, form, draft, step_url(self.context, key), shown)}

    def _draft(self, key: str = "") -> Draft | None:
        return drafts.load(self.request.work, self.context.candidate, step_name(self.context, key))

    def _unfinished(self) -> dict[str, Draft]:
        """Drafts of entries that were never saved, by key, the newest first."""
        found = drafts.named(self.request.work, self.context.candidate, step_name(self.context))
        named = {name.rpartition("/")[2]: draft for name, draft in found}
        return {key: draft for key, draft in named.items() if self.entry(key) is None}

    # What a page does

    def save(self) -> Any:
        """Check what was typed, then write it and lead on."""
        if self.step.schema is None:
            raise HTTPNotFound
        if self.step.row is not None:
            return self._save_entry()
        value = self.context.value
        # A form that was open before the application still asks who they are: nothing typed is dropped in silence.
        if self.frozen == "applied" and (value is None or "birth_name" in self.request.POST):
            raise Refused("identity_frozen")
        if self.frozen and self.step.name == "baccalaureat":
            raise Refused("bac_from_records")
        form = self.form(value)
        if PREVIOUS in self.request.POST:
            return self._step_back(form)
        return form.handle(lambda values: self._succeed(form, values), **self._beside())

    def _step_back(self, form: StepForm) -> HTTPSeeOther:
        """« Précédent »: what was typed, whole or not, is kept as a draft."""
        fields = drafts.kept_fields(self.request.POST.items())
        draft = drafts.save(
            self.request.work, self.context.candidate, step_name(self.context), fields, form.values[VERSION]
        )
        if not resume(self.request, form, draft, ""):
            self._forget()
        return HTTPSeeOther(self.previous_url or self.url)

    def _forget(self, key: str = "") -> None:
        drafts.forget(self.request.work, self.context.candidate, step_name(self.context, key))

    def _succeed(self, form: StepForm, values: dict[str, Any]) -> Any:
        stored = self.context.value
        wanted = self.step.read(values, self.desk, stored)
        if form.stale(values, stored, wanted):
            return self._conflict(form, stored, wanted, self._beside())
        if isinstance(wanted, PersonalDetails) and not self.frozen:
            answer = self._certify(form, wanted)
            if answer is not None:
                return answer
        changed = profile.SAVERS[self.step.name](self.request.work, self.context.candidate, wanted)
        return self._lead_on(changed)

    def _certify(self, form: StepForm, wanted: PersonalDetails) -> Any:
        """A student of ours is asked to certify who they are, then their record is taken over."""
        found = records.find_record(self.request.work, wanted)
        if found is None:
            return unknown_ine(self, wanted)
        establishment, record = found
        answer = self.request.POST.get("certifie")
        if answer == "oui":
            profile.save_personal(self.request.work, self.context.candidate, wanted)
            records.load_records(
                self.request.work, self.context.candidate, establishment, ine=wanted.ine, key=wanted.ine_key
            )
            return self._lead_on(True)
        if answer == "non":
            raise Refused("ine_of_another", field="ine")
        self.request.override_renderer = CERTIFY
        posted = [(name, text) for name, text in self.request.POST.items() if name != "csrf_token"]
        person = f"{record.personal.first_name} {record.personal.name}"
        born = dict(personal.card(record.personal, self.desk))[_("Date naissance")]
        return {**self.values(), "posted": posted, "person": person, "born": born,
                "university": establishment.name_full}  # fmt: skip

    def _save_entry(self) -> Any:
        key = self.request.GET.get("entree", NEW)
        if key == NEW:
            key = str(self.request.POST.get(ENTRY, ""))
        key = key if is_key(key) else new_key()
        entry = self.entry(key)
        form = self.form(entry, None, key)
        return form.handle(lambda values: self._succeed_entry(form, values, entry), **self._entry_words(entry))

    def _succeed_entry(self, form: StepForm, values: dict[str, Any], entry: Any) -> Any:
        key = form.values[ENTRY]
        wanted = self.step.read(values, self.desk, key)
        if form.stale(values, entry, wanted):
            return self._conflict(form, entry, wanted, self._entry_words(entry))
        changed = profile.save_entry(
            self.request.work, self.context.candidate, self.step.name, self.context.attribute, wanted
        )
        self._forget(key)
        self._say(changed)
        return HTTPSeeOther(self.url)

    def _conflict(self, form: StepForm, stored: Any, wanted: Any, beside: dict[str, Any]) -> dict[str, Any]:
        """409: what changed meanwhile, beside what was typed, which is kept; sending again writes it."""
        self.request.response.status_int = 409
        now = dict(self.step.card(stored, self.desk)) if stored is not None and self.step.card else {}
        typed = dict(self.step.card(wanted, self.desk)) if self.step.card else {}
        changed = [
            {"label": self.t(label), "now": now.get(label, ""), "typed": typed.get(label, "")}
            for label in {**now, **typed}
            if now.get(label, "") != typed.get(label, "")
        ]
        return {**beside, "form": form.again(stored), "changed": changed, "gone": stored is None}

    def _lead_on(self, changed: bool) -> HTTPSeeOther:
        self._forget()
        self._say(changed)
        following = self.values()["next_url"]
        onward = NEXT in self.request.POST or ENTER in self.request.POST
        return HTTPSeeOther(following if following and onward else self.url)

    def _say(self, changed: bool) -> None:
        text = SAVED if changed else UNCHANGED
        label = self.request.localizer.translate(self.step.label)
        flash(self.request, _(text, mapping={"step": label}), "success" if changed else "info")

    # Helpers

    def items(self, value: Any) -> list[dict[str, Any]]:
        """A stored value as label and value pairs."""
        return [{"label": self.t(label), "value": text} for label, text in self.step.card(value, self.desk)]

    def _beside(self) -> dict[str, Any]:
        value = self.context.value
        beside = self.values()
        if self.frozen:
            hidden = {self.t(label) for label in (_("Téléphone"), _("Téléphone portable"), _("Langue de contact"))}
            beside["items"] = [item for item in self.items(value) if item["label"] not in hidden]
        if self.frozen == "applied":
            beside["lead"] = None
        beside.pop("form")
        return beside

    def _entry_words(self, entry: Any) -> dict[str, Any]:
        beside = {**self.values(), "title": self.t(self.step.words["edit" if entry is not None else "entry"]),
                  "lead": "", "kicker": self.t(self.step.label)}  # fmt: skip
        beside.pop("form")
        return beside

    def _cells(self, pairs: list[tuple[Any, str]]) -> list[dict[str, Any]]:
        return [{"label": self.t(label), "text": text} for label, text in pairs]

    def _whose(self) -> str:
        candidate = self.context.candidate
        details = candidate.profile.personal
        name = f"{details.first_name} {details.name}" if details is not None else ""
        return f"{name} {candidate.number}".strip()

    def _ine_wanted(self) -> bool:
        """Whether the note « without INE, fill « Baccalauréat » » is of use."""
        details = self.context.value
        return details is None or (details.nationality == FRANCE and not details.ine)
