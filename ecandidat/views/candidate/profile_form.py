"""The form of one step of « Mon compte »: its fields, what it starts with, its buttons."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request

from ecandidat.domain.codes import FRANCE
from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.profile import Baccalaureate, PersonalDetails
from ecandidat.forms import SAVE, Button, typed_values
from ecandidat.forms.profile import ENTRY, VERSION, Desk, StepForm, baccalaureate, fingerprint, personal
from ecandidat.forms.profile.steps import STEPS, Step
from ecandidat.forms.widgets import hidden
from ecandidat.i18n import _
from ecandidat.models.draft import Draft
from ecandidat.resources import ProfileStep, path_of
from ecandidat.services import profile
from ecandidat.views.candidate.drafts import step_url, watch

NEXT, PREVIOUS = "suivant", "precedent"
ENTER = "_entree"
"""Name of the first button of a step, which the Enter key presses: it leads on, although « Précédent » stands first."""


class FormPage:
    """One request on one step: who asks, what they may change, the form."""

    def __init__(self, context: ProfileStep, request: Request) -> None:
        self.context, self.request = context, request
        self.step: Step = STEPS[context.__name__]
        self.desk = Desk.of(request)
        self.url = path_of(context)
        identity = request.current_identity
        self.own = identity is not None and identity.candidate is context.candidate
        self.may_edit = bool(request.has_permission(P.PROFILE_EDIT, context))
        self.t = request.localizer.translate

    @property
    def previous_url(self) -> str | None:
        """The step before; None before the first."""
        names = list(STEPS)
        place = names.index(self.step.name)
        return f"{path_of(self.context.profile)}/{names[place - 1]}" if place else None

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

    def form(self, value: Any, draft: Draft | None = None, key: str = "") -> StepForm:
        """The form of a stored value (None: nothing yet), its lists as what is typed, or a draft, asks for.

        ``key`` is that of the entry, in a list.
        """
        shown = self.step.shown(value) if value is not None and self.step.shown else self._first_guess()
        pairs = draft.fields if draft is not None else None
        known = {name: text for name, text in shown.items() if text is not None}
        typed = typed_values(self.request, pairs) or {name: str(text) for name, text in known.items()}
        contact = bool(self.frozen) and self.step.name == "infos-perso"
        make = personal.contact_schema if contact else self.step.schema
        buttons = self._entry_buttons() if self.step.row else self._buttons()
        filled = {**known, VERSION: fingerprint(value)}
        schema = make(self.desk, typed)
        if self.step.row:
            schema.add(hidden(ENTRY))
            filled[ENTRY] = key
        form = StepForm(self.request, schema, values=filled, buttons=buttons, formid="profil")
        watch(form, step_url(self.context, key))
        return form

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
        buttons = [
            Button(NEXT, _("Suivant"), css_class="btn-primary"),
            Button(SAVE, _("Enregistrer"), css_class="btn-outline-secondary"),
        ]
        if self.previous_url:
            buttons.insert(0, Button(PREVIOUS, _("Précédent"), css_class="btn-outline-secondary"))
            unseen = {"tabindex": "-1", "aria-hidden": "true"}
            buttons.insert(0, Button(ENTER, _("Suivant"), css_class="visually-hidden", attributes=unseen))
        return [*buttons, *self._refresh_button()]

    def _entry_buttons(self) -> list[Button]:
        save_ = Button(SAVE, _("Enregistrer"), css_class="btn-primary")
        cancel = Button("annuler", _("Annuler"), type="link", value=self.url, css_class="btn-outline-secondary")
        return [save_, cancel, *self._refresh_button()]

    def _refresh_button(self) -> list[Button]:
        if not self.step.refresh:
            return []
        return [Button("_refresh", self.step.refresh, css_class="btn-outline-secondary no-js-only")]
