"""The forms of an account: create it, ask for a mail, choose a password, change the address.

What never enters: whether an address is known, whether a password is right (``services``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import colander
import deform
from email_validator import EmailNotValidError, validate_email

from ecandidat.forms import widgets as w
from ecandidat.i18n import _
from ecandidat.services.passwords import MAXIMUM, MINIMUM

MAIL_MAXIMUM = 100
FORM_KEY = "cle"
"""Name of the hidden field that tells one form of « Créer un compte » from another: sent twice, it is one account."""

LAST_NAME, FIRST_NAME = 30, 20
"""Lengths that the student systems accept."""

PASSWORD_HINT = _(
    "${minimum} caractères au moins. Plusieurs mots sans lien entre eux se retiennent bien et se devinent mal.",
    mapping={"minimum": MINIMUM},
)


class Mail(w.Line):
    """A mail address, checked without asking the network; the domain in lower case."""

    def __init__(self, *, test_domains: bool) -> None:
        super().__init__()
        self.test_domains = test_domains

    def deserialize(self, node: Any, cstruct: Any) -> Any:
        """The address as it should be written, or a sentence."""
        text = super().deserialize(node, cstruct)
        if text is colander.null:
            return text
        w.at_most(MAIL_MAXIMUM)(node, text)
        try:
            found = validate_email(
                text, check_deliverability=False, allow_smtputf8=False, test_environment=self.test_domains
            )
        except EmailNotValidError:
            message = _("Cette adresse n'est pas valable : elle s'écrit comme prenom.nom@exemple.fr, sans accent.")
            raise colander.Invalid(node, message) from None
        return found.normalized


def creation(*, password: bool, test_domains: bool) -> colander.SchemaNode:
    """« Créer un compte »; whoever comes by the ENT chooses no password."""
    form = colander.SchemaNode(colander.Mapping(), validator=_confirmed)
    _add_names(form)
    _add_mail(form, test_domains)
    if password:
        _add_password(form, _("Mot de passe"))
    form.add(w.hidden(FORM_KEY))
    return form


def address(*, test_domains: bool) -> colander.SchemaNode:
    """The one address to which a mail is asked."""
    form = colander.SchemaNode(colander.Mapping())
    form.add(_mail("adresse_mail", _("Adresse mail"), test_domains, _("Celle de votre compte.")))
    return form


def new_password(*, old: bool) -> colander.SchemaNode:
    """A new password, typed twice; ``old`` asks for the present one first."""
    form = colander.SchemaNode(colander.Mapping(), validator=_confirmed)
    if old:
        form.add(_present())
    _add_password(form, _("Nouveau mot de passe"))
    return form


def new_mail(*, password: bool, test_domains: bool) -> colander.SchemaNode:
    """A new address, typed twice, and the present password of whoever has one."""
    form = colander.SchemaNode(colander.Mapping(), validator=_confirmed)
    _add_mail(form, test_domains, _("Nouvelle adresse mail"))
    if password:
        form.add(_present())
    return form


def closing(*, password: bool) -> colander.SchemaNode:
    """« Supprimer mon compte »: the number copied, and the password of whoever has one."""
    form = colander.SchemaNode(colander.Mapping())
    hint = _("Pour confirmer, recopiez votre n° de dossier.")
    form.add(w.line("numero", _("N° de dossier"), 20, hint=hint, autocomplete="off", autocapitalize="characters",
                    spellcheck="false"))  # fmt: skip
    if password:
        form.add(_present())
    return form


def made_for(*, test_domains: bool) -> colander.SchemaNode:
    """« Créer un compte candidat », for somebody else."""
    form = colander.SchemaNode(colander.Mapping())
    _add_names(form)
    form.add(_mail("adresse_mail", _("Adresse mail"), test_domains, _("Le lien d'activation y est envoyé.")))
    return form


def managed(
    *, named: bool, regimes: Sequence[w.Choice] | None = None, standings: Sequence[w.Choice] = ()
) -> colander.SchemaNode:
    """« Fiche du compte » of a candidate; ``named``: the profile says the names already, they are not asked; nor are
    regime and standing without ``regimes``.
    """
    form = colander.SchemaNode(colander.Mapping())
    if not named:
        _add_names(form)
    hint = _("Celui du dossier étudiant de votre université.")
    form.add(w.line("etudiant", _("N° étudiant"), 20, required=False, hint=hint, css=w.HALF, autocomplete="off"))
    hint = _("Ce que la personne tape pour entrer par l'ENT ; vide, elle n'entre que par son mot de passe.")
    form.add(w.line("ent", _("Identifiant de l'ENT"), 100, required=False, hint=hint, css=w.HALF, autocomplete="off"))
    form.add(colander.SchemaNode(
        colander.Boolean(), name="continue", title=_("Formation continue"), oid="champ-continue", missing=False,
        widget=deform.widget.CheckboxWidget(), label=_("Cette personne relève de la formation continue"),
    ))  # fmt: skip
    if regimes is not None:
        empty, half = _("Non précisé"), {"required": False, "css": w.HALF}
        form.add(w.choice("regime", _("Régime d'inscription"), regimes, empty=empty, **half))
        form.add(w.choice("statut", _("Statut d'étudiant"), standings, empty=empty, **half))
    return form


def new_address(*, test_domains: bool) -> colander.SchemaNode:
    """Another address for a candidate's account, typed by a manager."""
    form = colander.SchemaNode(colander.Mapping())
    form.add(_mail("adresse_mail", _("Nouvelle adresse mail"), test_domains))
    return form


def buttons(save: Any, cancel_url: str) -> tuple[deform.Button, ...]:
    """The button that acts, and « Annuler » which leads elsewhere."""
    cancel = deform.Button("annuler", _("Annuler"), type="link", value=cancel_url)
    return deform.Button("enregistrer", save), cancel


def _add_names(form: colander.SchemaNode) -> None:
    name: dict[str, Any] = {"plain": True, "css": w.HALF, "checks": (w.latin_name,)}
    form.add(w.line("nom", _("surname", default="Nom"), LAST_NAME, autocomplete="family-name", **name))
    form.add(w.line("prenom", _("Prénom"), FIRST_NAME, autocomplete="given-name", **name))


def _add_mail(form: colander.SchemaNode, test_domains: bool, title: Any = "") -> None:
    hint = _("Vérifiez-la bien : le lien de validation et vos messages y partent.")
    form.add(_mail("adresse_mail", title or _("Adresse mail"), test_domains, hint))
    form.add(_mail("confirmation_adresse_mail", _("Confirmation Adresse Mail"), test_domains))


def _mail(name: str, title: Any, test_domains: bool, hint: Any = "") -> colander.SchemaNode:
    attributes = {"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false", "inputmode": "email"}
    widget = deform.widget.TextInputWidget(attributes=attributes)
    return _node(Mail(test_domains=test_domains), name, title, widget, hint)


def _add_password(form: colander.SchemaNode, title: Any) -> None:
    form.add(_password("mot_de_passe", title, "new-password", PASSWORD_HINT, _long_enough))
    form.add(_password("confirmation_mot_de_passe", _("Confirmation du mot de passe"), "new-password"))


def _present() -> colander.SchemaNode:
    return _password("mot_de_passe_actuel", _("Mot de passe actuel"), "current-password")


def _password(name: str, title: Any, autocomplete: str, hint: Any = "", check: Any = None) -> colander.SchemaNode:
    widget = deform.widget.PasswordWidget(strip=False, redisplay=False, attributes={"autocomplete": autocomplete})
    return _node(colander.String(), name, title, widget, hint, check)


def _node(kind: Any, name: str, title: Any, widget: Any, hint: Any = "", check: Any = None) -> colander.SchemaNode:
    return colander.SchemaNode(
        kind, name=name, title=title, widget=widget, description=hint, validator=check, missing_msg=w.REQUIRED,
        oid=f"champ-{name}",
    )  # fmt: skip


def _long_enough(node: Any, value: str) -> None:
    bounds = {"minimum": MINIMUM, "maximum": MAXIMUM}
    if len(value) < MINIMUM:
        raise colander.Invalid(node, _("Le mot de passe compte au moins ${minimum} caractères.", mapping=bounds))
    if len(value) > MAXIMUM:
        raise colander.Invalid(node, _("Le mot de passe compte au plus ${maximum} caractères.", mapping=bounds))


def _confirmed(form: Any, values: dict[str, Any]) -> None:
    """What was typed twice is the same twice; case matters in passwords only."""
    faults = colander.Invalid(form)
    for name, same, message in (
        ("adresse_mail", str.casefold, _("Les deux adresses ne sont pas les mêmes.")),
        ("mot_de_passe", str, _("Les deux mots de passe ne sont pas les mêmes.")),
    ):
        again = f"confirmation_{name}"
        if name in values and same(values[name]) != same(values[again]):
            faults[again] = message
    if faults.children:
        raise faults
