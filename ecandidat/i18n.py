"""French is the source text of every screen; catalogues in ``locale/`` translate it.

Texts written in Python are marked with ``_``; labels of the domain, which imports nothing of ours, are marked where
they are shown, with :func:`label`. Templates mark the texts that they hand to macros with ``_`` too. A French word
that English says in two ways has a name of its own: ``_("surname", default="Nom")``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from translationstring import TranslationString

from ecandidat.domain import calendar, codes, offering, parameters, permissions, profiles, questionnaire, roles
from ecandidat.domain.workflow import answer, decision, dossier, piece, treatment
from ecandidat.domain.workflow import questionnaire as form_axis

DOMAIN = "ecandidat"


class Named(TranslationString):
    """A text that some universities say otherwise: ``of`` is the code that it is the label of."""

    of: str = ""


def _(
    msgid: str, mapping: dict[str, Any] | None = None, default: str | None = None, context: str | None = None
) -> TranslationString:
    """A text to translate; the label of a code stays known as such, so that a university may rename it."""
    kind = Named if isinstance(msgid, codes.Label) else TranslationString
    made = kind(msgid, mapping=mapping, default=default, domain=DOMAIN, context=context)
    if isinstance(msgid, codes.Label):
        made.of = msgid.of
    return made


def label(text: str) -> TranslationString:
    """A label of the domain (a status, a transition, a role) as a text that templates and localizers translate."""
    return _(text)


def domain_labels() -> Iterator[str]:
    """Every label of the domain: what catalogues must translate besides the texts marked in the source."""
    for kind in (
        codes.Status, codes.PieceStatus, codes.Treatment, codes.DecisionKind, codes.Answer, codes.Mode,
        codes.Publication, codes.Obtained, codes.MailState, codes.Scan, codes.TaskState, roles.Role,
        questionnaire.Kind, questionnaire.Source, questionnaire.State, profiles.ProfileKind,
        codes.Copies, offering.Standing,
    ):  # fmt: skip
        yield from (member.label for member in kind)
    for axis in (dossier, treatment, decision, answer, piece, form_axis):
        yield from (transition.label for transition in axis.TRANSITIONS.values())
    yield from calendar.LABELS.values()
    for group in parameters.GROUPS:
        yield group.label
        for parameter in group.rows:
            yield from (parameter.label, parameter.help)
    yield from permissions.MEANING.values()
    yield from profiles.GROUPS.values()
    for row in profiles.FUNCTIONALITIES.values():
        yield from (row.label, row.does)
