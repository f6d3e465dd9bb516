"""The forms of rights: grant a profile to a known member of staff, or create the account on the spot."""

from __future__ import annotations

from collections.abc import Sequence

import colander
import deform

from ecandidat.domain.profiles import Profile
from ecandidat.forms.edition import sheet_schema
from ecandidat.forms.widgets import choice, line, paragraph
from ecandidat.i18n import _, label
from ecandidat.services.rights import NAME_MAXIMUM

HALF = "field-half"


def grant(
    roles: tuple[Profile, ...], commissions: Sequence[tuple[str, str]] = (), *, centres: bool = False
) -> colander.SchemaNode:
    """Give a profile to an existing account; on a component it may be limited to some commissions and ``centres``."""
    return colander.SchemaNode(
        colander.Mapping(),
        line("person", _("Identifiant ou adresse mail"), 100, hint=_("D'un agent qui a déjà un compte."),
             autocomplete="off", autocapitalize="none"),
        *_role(roles),
        *_limit(commissions),
        *([_centres()] if centres else []),
    )  # fmt: skip


def grant_many(roles: tuple[Profile, ...]) -> colander.SchemaNode:
    """Give one profile to a list of people."""
    return colander.SchemaNode(
        colander.Mapping(),
        *_role(roles),
        paragraph("people", _("Identifiants ou adresses mail"), 20_000,
                  hint=_("Un par ligne, ou séparés par des virgules : des agents qui ont déjà un compte.")),
    )  # fmt: skip


def ent(universities: list[tuple[str, str]]) -> colander.SchemaNode:
    """The ENT by which a member of staff signs in."""
    return colander.SchemaNode(
        colander.Mapping(),
        choice("university", _("Établissement"), universities),
        line("ent", _("Identifiant ENT"), 100, required=False, hint=_("Vide : l'ENT n'ouvre plus ce compte."),
             autocomplete="off", autocapitalize="none"),
    )  # fmt: skip


def staff(
    roles: tuple[Profile, ...] = (), *, ent: bool = False, commissions: Sequence[tuple[str, str]] = (),
    centres: bool = False,
) -> colander.SchemaNode:
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
        *_limit(commissions),
        *([_centres()] if centres else []),
    )  # fmt: skip


def limit(commissions: Sequence[tuple[str, str]]) -> colander.SchemaNode:
    """The commissions and management centres to which a grant that is held is limited."""
    return sheet_schema(*_limit(commissions), _centres())


def _centres() -> colander.SchemaNode:
    return line(
        "centres", _("Limiter à ces centres de gestion (CGE)"), 500, required=False, autocomplete="off",
        hint=_("Codes du dossier étudiant, séparés par des virgules. Vide : tous. Sinon, la personne ne trouve et ne "
               "crée que des formations de ces centres."),
    )  # fmt: skip


def _limit(commissions: Sequence[tuple[str, str]]) -> list[colander.SchemaNode]:
    if not commissions:
        return []
    widget = deform.widget.CheckboxChoiceWidget(values=tuple(commissions))
    return [
        colander.SchemaNode(
            colander.Set(), name="commissions", title=_("Limiter à ces commissions"), widget=widget, missing=(),
            description=_("Rien de coché : toute la composante. Sinon, la personne ne voit que leurs formations."),
            validator=colander.ContainsOnly([code for code, _title in commissions]), oid="champ-commissions",
        )
    ]  # fmt: skip


def _role(roles: tuple[Profile, ...]) -> list[colander.SchemaNode]:
    offered = [(role.code, label(role.label) if role.system else role.label) for role in roles]
    return [choice("role", _("Rôle"), offered)] if roles else []
