"""« Mon compte »: the doors of the profile, the same for every step of the table ``forms.profile.steps``."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.codes import FRANCE
from ecandidat.domain.errors import Refused
from ecandidat.domain.identifiers import new_key
from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.profile import Baccalaureate, PersonalDetails
from ecandidat.forms import SAVE, Button, typed_values
from ecandidat.forms.profile import VERSION, Desk, StepForm, baccalaureate, fingerprint, personal
from ecandidat.forms.profile.steps import STEPS, Step
from ecandidat.i18n import _
from ecandidat.refusals import sentence
from ecandidat.resources import Profile, ProfileStep, path_of
from ecandidat.services import profile
from ecandidat.views import ACT, FORM, READ, door
from ecandidat.views.layout import flash

NEXT, NEW = "suivant", "nouvelle"
LIST = "ecandidat:templates/candidate/profile_list.pt"
CERTIFY = "ecandidat:templates/candidate/profile_certify.pt"
SAVERS = {
    "infos-perso": profile.save_personal,
    "adresse": profile.save_address,
    "baccalaureat": profile.save_baccalaureate,
}
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
            profile.delete_entry(request.work, context.candidate, context.__name__, context.attribute, entry.key)
            flash(request, _("La ligne est supprimée."))
        return HTTPSeeOther(page.url)
    if entry is None:
        raise HTTPNotFound
    return {**page.values(), "title": page.t(page.step.words["delete"]), "items": page.items(entry), "key": entry.key,
            "delete_label": page.t(_("Supprimer"))}  # fmt: skip


class Page:
    """One request on one step."""

    def __init__(self, context: ProfileStep, request: Request) -> None:
        self.context, self.request = context, request
        self.step: Step = STEPS[context.__name__]
        self.desk = Desk.of(request)
        self.url = path_of(context)
        identity = request.current_identity
        self.own = identity is not None and identity.candidate is context.candidate
        self.may_edit = bool(request.has_permission(P.PROFILE_EDIT, context))

        self.t = request.localizer.translate

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
            "previous_url": f"{base}/{names[place - 1]}" if place else None,
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
            "form": "",
            "items": None,
            "may_edit": self.may_edit,
            "frozen": self.frozen,
            "corrections": profile.corrections(self.context.candidate) if self.frozen == "applied" else [],
            "attention": self._ine_wanted() if self.step.name == "infos-perso" else False,
            "baccalaureate_url": f"{base}/baccalaureat",
            "nothing": self.t(_("Cette partie n'est pas remplie.")),
        }

    def show(self) -> dict[str, Any]:
        """The page as it stands."""
        if self.step.row is not None:
            return self._show_list()
        value = self.context.value
        if not self.may_edit or self.frozen == "applied" or (self.frozen and self.step.name == "baccalaureat"):
            return {**self.values(), "lead": None, "items": self.items(value) if value is not None else []}
        found: dict[str, Any] = self._form(value).handle(lambda values: None, **self._beside())
        return found

    def _show_list(self) -> dict[str, Any]:
        key = self.request.GET.get("entree", "")
        if key and self.step.schema is not None and self.may_edit:
            entry = None if key == NEW else self.entry(key)
            if key != NEW and entry is None:
                raise HTTPNotFound
            found: dict[str, Any] = self._form(entry).handle(lambda values: None, **self._entry_words(entry))
            return found
        self.request.override_renderer = LIST
        row = self.step.row
        assert row is not None  # noqa: S101 - told by the caller
        rows = [
            {"cells": self._cells(row(entry, self.desk)), "key": getattr(entry, "key", "")}
            for entry in self.context.value
        ]
        full = len(rows) >= profile.MOST_ENTRIES
        limit = Refused("too_many_entries", maximum=profile.MOST_ENTRIES)
        words = self.step.words
        return {
            **self.values(), "rows": rows, "full": full, "full_text": sentence(limit, self.t, self.request.language),
            "editable": self.may_edit and self.step.schema is not None, "step_new": self.t(words.get("new", "")),
            "none_title": self.t(words["none"]), "none_text": self.t(words["empty"]),
        }  # fmt: skip

    # What a page does

    def save(self) -> Any:
        """Check what was typed, then write it and lead on."""
        if self.step.schema is None:
            raise HTTPNotFound
        if self.step.row is not None:
            return self._save_entry()
        value = self.context.value
        if self.frozen == "applied":
            raise Refused("identity_frozen")
        if self.frozen and self.step.name == "baccalaureat":
            raise Refused("bac_from_records")
        form = self._form(value)
        return form.handle(lambda values: self._succeed(form, values), **self._beside())

    def _succeed(self, form: StepForm, values: dict[str, Any]) -> Any:
        stored = self.context.value
        assert self.step.read is not None  # noqa: S101 - told by the caller
        wanted = self.step.read(values, self.desk, stored)
        if form.stale(values, stored, wanted):
            return self._conflict(form, stored, wanted, self._beside())
        if isinstance(wanted, PersonalDetails) and not wanted.from_records:
            answer = self._certify(form, wanted)
            if answer is not None:
                return answer
        changed = SAVERS[self.step.name](self.request.work, self.context.candidate, wanted)  # type: ignore[operator]
        return self._lead_on(changed)

    def _certify(self, form: StepForm, wanted: PersonalDetails) -> Any:
        """A student of ours is asked to certify who they are, then their record is taken over."""
        found = profile.find_record(self.request.work, wanted)
        if found is None:
            return None
        establishment, record = found
        answer = self.request.POST.get("certifie")
        if answer == "oui":
            profile.save_personal(self.request.work, self.context.candidate, wanted)
            profile.load_records(
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
        entry = self.entry(key)
        form = self._form(entry)
        return form.handle(lambda values: self._succeed_entry(form, values, entry), **self._entry_words(entry))

    def _succeed_entry(self, form: StepForm, values: dict[str, Any], entry: Any) -> Any:
        assert self.step.read is not None  # noqa: S101 - told by the caller
        wanted = self.step.read(values, self.desk, entry.key if entry is not None else new_key())
        if form.stale(values, entry, wanted):
            return self._conflict(form, entry, wanted, self._entry_words(entry))
        changed = profile.save_entry(
            self.request.work, self.context.candidate, self.step.name, self.context.attribute, wanted
        )
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
        self._say(changed)
        following = self.values()["next_url"]
        return HTTPSeeOther(following if following and NEXT in self.request.POST else self.url)

    def _say(self, changed: bool) -> None:
        text = SAVED if changed else UNCHANGED
        label = self.request.localizer.translate(self.step.label)
        flash(self.request, _(text, mapping={"step": label}), "success" if changed else "info")

    # Helpers

    @property
    def frozen(self) -> str:
        """Why the step may only be read: "" (it may be changed), "records" or "applied"."""
        value = self.context.value
        if self.step.name == "infos-perso" and self.own and profile.identity_frozen(self.context.candidate):
            return "applied"
        if isinstance(value, PersonalDetails | Baccalaureate) and value.from_records:
            return "records"
        return ""

    def entry(self, key: str) -> Any:
        """The entry of that key in this step's list, or None."""
        return next((entry for entry in self.context.value if entry.key == key), None)

    def items(self, value: Any) -> list[dict[str, Any]]:
        """A stored value as label and value pairs."""
        assert self.step.card is not None  # noqa: S101 - told by the caller
        return [{"label": self.t(label), "value": text} for label, text in self.step.card(value, self.desk)]

    def _form(self, value: Any) -> StepForm:
        shown = self.step.shown(value) if value is not None and self.step.shown else self._first_guess()
        typed = typed_values(self.request) or {name: str(text) for name, text in shown.items() if text is not None}
        contact = self.frozen == "records" and self.step.name == "infos-perso"
        make = personal.contact_schema if contact else self.step.schema
        assert make is not None  # noqa: S101 - told by the caller
        buttons = self._entry_buttons() if self.step.row else self._buttons()
        filled = {name: text for name, text in shown.items() if text is not None}
        return StepForm(self.request, make(self.desk, typed), values={**filled, VERSION: fingerprint(value)},
                        buttons=buttons, formid="profil")  # fmt: skip

    def _first_guess(self) -> dict[str, Any]:
        """What an empty form starts with."""
        candidate = self.context.candidate
        if self.step.name == "adresse":
            return {"country": FRANCE}
        if self.step.name == "baccalaureat":
            return {"diploma": baccalaureate.WITH, "country": FRANCE}
        if self.step.name == "cursus-externe":
            return {"country": FRANCE}
        if self.step.name != "infos-perso":
            return {}
        account = self.request.portal.accounts.get(candidate.userid)
        names = (account.last_name.upper(), account.first_name.upper()) if account else ("", "")
        return {"nationality": FRANCE, "birth_country": FRANCE, "birth_name": names[0], "first_name": names[1],
                "language": candidate.language}  # fmt: skip

    def _buttons(self) -> list[Button]:
        base = self.values()
        buttons = [
            Button(NEXT, _("Suivant"), css_class="btn-primary"),
            Button(SAVE, _("Enregistrer"), css_class="btn-outline-secondary"),
        ]
        if base["previous_url"]:
            link = Button("precedent", _("Précédent"), type="link", value=base["previous_url"],
                                 css_class="btn-outline-secondary")  # fmt: skip
            buttons.insert(0, link)
        return [*buttons, *self._refresh_button()]

    def _entry_buttons(self) -> list[Button]:
        save_ = Button(SAVE, _("Enregistrer"), css_class="btn-primary")
        cancel = Button("annuler", _("Annuler"), type="link", value=self.url, css_class="btn-outline-secondary")
        return [save_, cancel, *self._refresh_button()]

    def _refresh_button(self) -> list[Button]:
        if not self.step.refresh:
            return []
        return [Button("_refresh", self.step.refresh, css_class="btn-outline-secondary no-js-only")]

    def _beside(self) -> dict[str, Any]:
        value = self.context.value
        beside = self.values()
        if self.frozen == "records":
            hidden = {self.t(label) for label in (_("Téléphone"), _("Téléphone portable"), _("Langue de contact"))}
            beside["items"] = [item for item in self.items(value) if item["label"] not in hidden]
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
