"""The forms of rights: grant a role to a known member of staff, or create the account on the spot."""

from __future__ import annotations

import colander

from ecandidat.domain.roles import Role
from ecandidat.forms.widgets import choice, line
from ecandidat.i18n import _
from ecandidat.services.rights import NAME_MAXIMUM

HALF = "field-half"


def grant(roles: tuple[Role, ...]) -> colander.SchemaNode:
    """Give a role to an existing account."""
    return colander.SchemaNode(
        colander.Mapping(),
        line("person", _("Identifiant ou adresse mail"), 100, hint=_("D'un agent qui a déjà un compte."),
             autocomplete="off", autocapitalize="none"),
        *_role(roles),
    )  # fmt: skip


def ent(universities: list[tuple[str, str]]) -> colander.SchemaNode:
    """The ENT by which a member of staff signs in."""
    return colander.SchemaNode(
        colander.Mapping(),
        choice("university", _("Établissement"), universities),
        line("ent", _("Identifiant ENT"), 100, required=False, hint=_("Vide : l'ENT n'ouvre plus ce compte."),
             autocomplete="off", autocapitalize="none"),
    )  # fmt: skip


def staff(roles: tuple[Role, ...] = (), *, ent: bool = False) -> colander.SchemaNode:
    """Create an account, with a role unless there is none to give; ``ent`` asks for the login at the university."""
    return colander.SchemaNode(
        colander.Mapping(),
        line("login", _("Identifiant"), 40, hint=_("Minuscules, chiffres, points et tirets."), autocomplete="off",
             autocapitalize="none"),
        line("first_name", _("Prénom"), NAME_MAXIMUM, css=HALF, autocomplete="off"),
        line("last_name", _("surname", default="Nom"), NAME_MAXIMUM, css=HALF, autocomplete="off"),
        line("mail", _("Adresse mail"), 100, inputmode="email", autocomplete="off",
             hint=_("Un lien pour choisir un mot de passe y est envoyé.")),
        *([line("ent", _("Identifiant ENT"), 100, required=False, autocomplete="off", autocapitalize="none",
                hint=_("Pour se connecter par l'ENT, sans autre mot de passe."))] if ent else []),
        *_role(roles),
    )  # fmt: skip


def _role(roles: tuple[Role, ...]) -> list[colander.SchemaNode]:
    return [choice("role", _("Rôle"), [(role.value, _(role.label)) for role in roles])] if roles else []
