"""The forms of a formation: itself, what new ones start from, its copy, its trial, its dates alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import colander

from ecandidat.domain.calendar import LABELS, Calendar
from ecandidat.domain.codes import DecisionKind, Mode, Publication, Treatment
from ecandidat.domain.errors import Refused
from ecandidat.forms.edition import checkbox, checkboxes, section, sheet_schema
from ecandidat.forms.offer import ACTIVE, HALF, Spoken, code_line, sheet_line, texts
from ecandidat.forms.reminders import reminders
from ecandidat.forms.widgets import choice, french_date, hidden, paragraph, whole
from ecandidat.i18n import _
from ecandidat.models.offer import Component
from ecandidat.models.spoken import text
from ecandidat.refusals import sentence
from ecandidat.services.sheets import DATES, FIRST_DAY, LAST_DAY, NUMBERS, RECORDS

PRESELECTION = _("Date de la présélection")
VISIBLE = _("Visibles du candidat")
SHOWN_TO = _("Décisions visibles du candidat")
HOUR = _("Heure de publication")
SECOND = _("Une seconde personne approuve les publications à la main")
YES, NO = "oui", "non"
REQUIRED_DATES = ("opens", "closes", "return_by")


def formation(component: Component, *, new: bool, spoken: Spoken, lang: str = "fr") -> colander.SchemaNode:
    """« Nouvelle formation » and « Modifier »."""
    commissions = [(made.__name__, made.title) for made in component.commissions.values()]
    low, high = NUMBERS["capacity"]
    popular = checkbox(
        "very_popular", _("Très demandée"), hint=_("Plusieurs milliers de candidatures attendues ; ne change plus.")
    )
    return sheet_schema(
        section(
            "identity", _("Formation"),
            sheet_line("title", _("Intitulé"), required=True, maximum=500), *([code_line()] if new else []),
            sheet_line("keywords", _("Mots clés"), hint=_("Ce que les candidats tapent pour la trouver.")),
            sheet_line("url", _("Page de présentation"), inputmode="url", hint=_("Commence par https://")),
            choice("commission_code", _("Commission"), sorted(commissions, key=lambda one: one[1])),
            *_mode_and_treatment(),
            whole("capacity", _("Capacité d'accueil"), low, high, required=False, css=HALF),
            checkbox("active", ACTIVE), *([popular] if new else []),
        ),
        section(
            "records", _("Dossier étudiant"), *(records(name) for name in RECORDS),
            hint=_("Ce que le système d'information de la scolarité (Apogée, Pégase) sait de cette formation."),
        ),
        section(
            "calendar", _("Dates"),
            checkbox("waiting_list", _("Liste complémentaire"),
                     hint=_("Demande une date ou un délai de confirmation de la liste complémentaire.")),
            *(_date(name) for name in DATES),
            hint=_("Écrites jj/mm/aaaa. Chaque date compte jusqu'à 23:59, heure de Paris."), kind=CalendarNode,
        ),
        section(
            "decisions", _("Décisions"), *_decisions(component, lang),
        ),
        reminders(),
        section("information", _("Informations complémentaires"), *texts("info", spoken)),
        hidden("confirmed"),
    )  # fmt: skip


def records(name: str) -> colander.SchemaNode:
    """One line of what the student system calls a formation."""
    titles = {"si_code": _("Code étape ou formation"), "si_version": _("Version"),
              "si_label": _("Libellé dans le dossier étudiant"), "cge": _("Centre de gestion (CGE)")}  # fmt: skip
    half = {} if name == "si_label" else {"css": HALF}
    return sheet_line(name, titles[name], autocomplete="off", **half)


def defaults(component: Component, lang: str) -> colander.SchemaNode:
    """« Nouvelles formations »: what those of a component start from."""
    return sheet_schema(
        section("identity", _("Formation"), *_mode_and_treatment()),
        section(
            "calendar", _("Dates"), checkbox("waiting_list", _("Liste complémentaire")),
            *(date_field(name) for name in DATES),
            hint=_("Écrites jj/mm/aaaa. Laissez vides celles que chaque formation fixe elle-même."),
            kind=PartialCalendar,
        ),
        section("decisions", _("Décisions"), *_decisions(component, lang)),
    )  # fmt: skip


def duplicate(component: Component, lang: str) -> colander.SchemaNode:
    """« Dupliquer »: what the copy is called, where it stands, what it takes over."""
    types = [(one.__name__, one.title(lang)) for one in component.values()]
    parts = {
        "dates": _("Dates et rappels"), "textes": _("Textes : mots clés, page, informations, lieu de présélection"),
        "pieces": _("Pièces complémentaires"), "formulaires": _("Formulaires complémentaires"),
    }  # fmt: skip
    return sheet_schema(
        sheet_line("title", _("Intitulé"), required=True, maximum=500), code_line(),
        choice("type", _("Type de diplôme"), sorted(types, key=lambda one: one[1])),
        checkboxes("parts", _("À reprendre"), list(parts.items()),
                   hint=_("Commission, mode, traitement, capacité et décisions sont repris dans tous les cas.")),
    )  # fmt: skip


def testers() -> colander.SchemaNode:
    """Who may apply to a formation that is on trial."""
    return sheet_schema(
        paragraph("testers", _("Numéros de dossier"), 400, required=False,
                  hint=_("Un par ligne. Prenez des comptes créés pour cela, avec « Nouveau candidat » par exemple : "
                         "ils reçoivent de vrais courriels.")),
    )  # fmt: skip


class CalendarNode(colander.SchemaNode):
    """The dates of a formation: every rule that they break is told at its field, even beside an unreadable date."""

    def deserialize(self, cstruct: Any = colander.null) -> Any:
        """The values, or one error with all faults."""
        values, error = None, None
        try:
            values = super().deserialize(cstruct)
        except colander.Invalid as invalid:
            error = invalid
        told: dict[str, list[str]] = {}
        dates, unreadable = self._readable(cstruct)
        waiting = isinstance(cstruct, dict) and cstruct.get("waiting_list") == "true"
        for fault in Calendar(**dates).faults(waiting_list=waiting):
            field = str(fault.params["field"])
            if field not in unreadable and not self.tolerates(fault):
                told.setdefault(field, []).append(self._sentence(fault))
        for field, sentences in told.items():
            error = error or colander.Invalid(self)
            node = self[field]
            error.add(colander.Invalid(node, sentences), self.children.index(node))
        if error is not None:
            raise error
        return values

    def tolerates(self, fault: Refused) -> bool:
        """Whether a fault is none here."""
        return False

    def _readable(self, cstruct: Any) -> tuple[dict[str, Any], set[str]]:
        dates: dict[str, Any] = {}
        unreadable: set[str] = set()
        for name in DATES:
            try:
                found = self[name].deserialize(cstruct.get(name, colander.null))
            except (colander.Invalid, AttributeError):
                unreadable.add(name)
                continue
            dates[name] = None if found in ("", colander.null) else found
        return dates, unreadable

    def _sentence(self, fault: Refused) -> str:
        request = self.bindings["request"]
        return sentence(fault, request.localizer.translate, request.language)


def _date(name: str) -> colander.SchemaNode:
    if name.endswith("_delay"):
        return whole(name, _(LABELS[name]), 1, 365, required=False, css=HALF)
    return french_date(name, _(LABELS[name]), required=name in REQUIRED_DATES, css=HALF, checks=(_in_range,))


class PartialCalendar(CalendarNode):
    """Dates that may be left to each formation; those that are set keep their order."""

    def tolerates(self, fault: Refused) -> bool:
        """A date may be missing."""
        return fault.code == "date_required"


def _decisions(component: Component, lang: str) -> list[colander.SchemaNode]:
    """How a formation decides, and where it calls those it preselects."""
    favourable = [
        (code, said if found.active else _("${label} (hors service)", mapping={"label": said}))
        for code, found in component.known("decision_types").items()
        if found.kind is DecisionKind.FAVOURABLE and (said := text(found.label, lang) or code)
    ]
    return [
        choice("publishes", VISIBLE, [(one.value, _(one.label)) for one in Publication],
               hint=_("À la date de publication, mails et lettres partent d'eux-mêmes.")),
        _hour(),
        checkbox("second_approval", SECOND),
        choice("favourable_type", _("Décision favorable par défaut"), favourable),
        choice("waiting_favourable_type", _("Décision favorable de la liste complémentaire"), favourable,
               required=False, empty=_("La même")),
        french_date("preselection_date", PRESELECTION, required=False, css=HALF, checks=(_in_range,),
                    hint=_("jj/mm/aaaa")),
        sheet_line("preselection_time", _("Heure de la présélection"), css=HALF, hint=_("Par exemple 14:30")),
        sheet_line("preselection_place", _("Lieu de la présélection")),
    ]  # fmt: skip


def _hour() -> colander.SchemaNode:
    return sheet_line(
        "publication_time", HOUR, css=HALF,
        hint=_("Par exemple 18:00. Rien ne part avant, le jour de la publication ; à la main, l'heure proposée."),
    )  # fmt: skip


def _mode_and_treatment() -> list[colander.SchemaNode]:
    return [
        choice("mode", _("Mode de candidature"), [(one.value, _(one.label)) for one in Mode], css=HALF),
        choice("treatment", _("Type de traitement"),
               [(one.value, _(one.label)) for one in (Treatment.SELECTIVE, Treatment.DIRECT)], css=HALF),
    ]  # fmt: skip


def date_field(name: str) -> colander.SchemaNode:
    """One date or delay of a formation, never required."""
    if name == "preselection_date":
        return french_date(name, PRESELECTION, required=False, checks=(_in_range,))
    if name.endswith("_delay"):
        return _date(name)
    return french_date(name, _(LABELS[name]), required=False, css=HALF, checks=(_in_range,))


def publishing_field(name: str) -> colander.SchemaNode:
    """One of the settings of the publication, by itself; « oui » or « non » for a switch."""
    if name == "publishes":
        return choice(name, VISIBLE, [(one.value, _(one.label)) for one in Publication])
    if name == "second_approval":
        return choice(name, SECOND, [(YES, _("Oui")), (NO, _("Non"))])
    return _hour() if name == "publication_time" else date_field(name)


def titles(names: Sequence[str]) -> list[tuple[str, Any]]:
    """(name, what it is called) of dates, delays, switches and the publication of a formation."""
    more = {"preselection_date": PRESELECTION, "active": ACTIVE, "publishes": SHOWN_TO, "publication_time": HOUR,
            "second_approval": SECOND}  # fmt: skip
    return [(name, more[name] if name in more else _(LABELS[name])) for name in names]


def _in_range(node: Any, value: Any) -> None:
    if not FIRST_DAY <= value <= LAST_DAY:
        raise colander.Invalid(node, _("La date va du 01/01/2000 au 31/12/2099."))
