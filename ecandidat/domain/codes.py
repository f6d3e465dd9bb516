"""The fixed codes of the field and their French labels.

The codes are those that universities already exchange (AT, RE, IN, CO, FA, DE…): they appear in exports and in
people's heads, so they never change. Labels are the source text of the screens; sites may rename them on a screen.
"""

from __future__ import annotations

from enum import StrEnum


class Label(str):
    """The label of a code, which knows whose it is (``Status.RE``): sites rename it there and nowhere else."""

    of: str = ""

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        # What is stored is the plain text.
        return str, (str(self),)


class Labelled(StrEnum):
    """A StrEnum whose members carry a French label: ``RECEIVED = "RE", "Réceptionné"``."""

    label: str

    def __new__(cls, value: str, label: str) -> Labelled:
        member = str.__new__(cls, value)
        member._value_ = value
        named = Label(label)
        named.of = f"{cls.__name__}.{value}"
        member.label = named
        return member

    @property
    def of(self) -> str:
        """Under which name a site renames it: ``Status.RE``."""
        return f"{type(self).__name__}.{self.value}"


class Status(Labelled):
    """Where the file stands (« statut du dossier »)."""

    PENDING = "AT", "En attente"
    RECEIVED = "RE", "Réceptionné"
    INCOMPLETE = "IN", "Incomplet"
    COMPLETE = "CO", "Complet"


class PieceStatus(Labelled):
    """Where one demanded piece stands within one application."""

    PENDING = "AT", "En attente"
    SENT = "TR", "Transmise"
    VALID = "VA", "Validée"
    REFUSED = "RE", "Refusée"
    NOT_CONCERNED = "NC", "Non concerné"


class Treatment(Labelled):
    """How the application will be examined (« type de traitement »)."""

    SELECTIVE = "AC", "Accès contrôlé"
    DIRECT = "AD", "Accès direct"
    PENDING = "AT", "En attente"


class DecisionKind(Labelled):
    """The five kinds of decision (« type d'avis »); sites define their own decision types, each of one kind."""

    FAVOURABLE = "FA", "Favorable"
    UNFAVOURABLE = "DE", "Défavorable"
    WAITING_RANKED = "LC", "Liste complémentaire"
    WAITING = "LA", "Liste d'attente"
    PRESELECTION = "PR", "Présélection"


class Answer(Labelled):
    """The candidate's answer to a favourable decision."""

    NONE = "", "Sans réponse"
    CONFIRMED = "C", "Confirmé"
    WITHDRAWN = "D", "Désisté"


class Handover(Labelled):
    """What the student system has to be told of an application."""

    NONE = "", "Rien à transmettre à la scolarité"
    REGISTER = "register", "À transmettre à la scolarité"
    REMOVE = "remove", "À retirer de la scolarité"


class Publication(Labelled):
    """When a validated decision is shown to the candidate."""

    AT_ONCE = "at_once", "Dès leur validation"
    ON_DATE = "on_date", "À la date de publication"
    BY_HAND = "by_hand", "À la main, après une répétition"


class BatchState(Labelled):
    """Where a publication by hand stands."""

    PREPARED = "prepared", "À approuver"
    APPROVED = "approved", "Approuvée"
    LEAVING = "leaving", "En cours"
    DONE = "done", "Publiée"
    CANCELLED = "cancelled", "Abandonnée"


RENAMED: tuple[type[Labelled], ...] = (Status, PieceStatus, Treatment)
"""Codes whose labels a university may say in its own words."""


class Copies(Labelled):
    """Who gets a hidden copy of the mails that candidates of a component receive."""

    NONE = "none", "Personne"
    CONTACT = "contact", "L'adresse de contact de la composante"
    MANAGERS = "managers", "Tous les gestionnaires de la composante"


class Mode(Labelled):
    """How a formation receives its files (« mode de candidature »)."""

    DIGITAL = "D", "Dossier dématérialisé"
    PAPER = "P", "Dossier papier"


class Obtained(Labelled):
    """Whether a year of study led to its diploma."""

    YES = "O", "Oui"
    NO = "N", "Non"
    ONGOING = "E", "En cours"


class MailState(Labelled):
    """The life of a stored mail."""

    PENDING = "pending", "À envoyer"
    SENDING = "sending", "Envoi en cours"
    SENT = "sent", "Envoyé"
    FAILED = "failed", "Échec"
    OFF = "off", "Non envoyé : courriel désactivé"


class TaskState(Labelled):
    """The life of a task that the worker does."""

    QUEUED = "queued", "En attente"
    RUNNING = "running", "En cours"
    DONE = "done", "Terminé"
    FAILED = "failed", "Échec"
    CANCELLED = "cancelled", "Arrêté"


class Scan(Labelled):
    """The antivirus verdict on a document."""

    PENDING = "pending", "Analyse en attente"
    SAFE = "safe", "Sain"
    INFECTED = "infected", "Infecté"
    CORRUPT = "corrupt", "Illisible"


FRANCE = "100"
"""Code of France in the nomenclature of countries (INSEE's COG without its leading 99)."""

LANGUAGES = {"fr": "Français", "en": "English", "es": "Español", "de": "Deutsch"}
"""Languages that contents, mails and documents may have; the first is the default. Each university chooses its own."""

INTERFACE = ("fr", "en")
"""Languages of the screens themselves."""


def interface(lang: str) -> str:
    """The language of the screens for somebody who reads contents in ``lang``: English where it is not ours."""
    return lang if lang in INTERFACE else "en"
