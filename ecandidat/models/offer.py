"""The offer: establishment → component → diploma type → formation, and the commissions of a component."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple, cast

from BTrees.OOBTree import OOBTree

from ecandidat.domain.calendar import Calendar
from ecandidat.domain.campaign import Campaign
from ecandidat.domain.codes import Copies, DecisionKind, Mode, Publication, Treatment
from ecandidat.domain.permissions import Permission
from ecandidat.models.acl import CANDIDATES, Acl, allow, user
from ecandidat.models.defaults import FormationDefaults
from ecandidat.models.folder import Folder, Grants, Node, ShardedFolder, ShardedMap, hung, uid_of
from ecandidat.models.journal import Journal
from ecandidat.models.profiles import Governed, RightsProfiles, aces, commission_aces
from ecandidat.models.questionnaire import Questionnaire, Questionnaires, questionnaires_of
from ecandidat.models.spoken import Texts, text
from ecandidat.models.waiting import WaitingList

OFFER_COLUMNS = ("keywords", "url", "dates", "mode")
"""Columns that a university may show beside the titles of its offer."""


class PieceDemand(Node):
    """A piece that an establishment, a component or a formation asks for (« pièce justificative »).

    ``common`` pieces (those of an establishment or component) are asked by every formation below; one deposit serves
    all applications unless ``unique``. ``treatment`` restricts it to one treatment type. ``model`` is a document to
    download, complete and deposit. ``record_code`` is its code in the student records: who has it there owes nothing.
    """

    label: Texts = ()
    conditional: bool = False
    unique: bool = False
    treatment: Treatment | None = None
    model: Any = None
    order: int = 100
    record_code: str = ""
    active: bool = True

    @property
    def uid(self) -> str:
        """Unique in the instance: the path of the piece's owner, and its code."""
        return uid_of(self)

    @property
    def shared(self) -> bool:
        """Whether one deposit serves several applications."""
        return not self.unique and not isinstance(self.__parent__.__parent__, Formation)

    def title(self, lang: str = "fr") -> str:
        """The label in a language."""
        return text(self.label, lang)


class Pieces(Folder):
    """The pieces demanded at one level, at ``<level>/pieces``."""

    def ordered(self) -> list[PieceDemand]:
        """Active ones in the order of the screen."""
        return [piece for piece in self.every() if piece.active]

    def every(self) -> list[PieceDemand]:
        """Those asked no more too, in the order of the screen."""
        return sorted(self.values(), key=lambda piece: (piece.order, piece.__name__))


class DecisionType(Node):
    """A decision that commissions of an establishment may take, of one of the five kinds.

    ``mail`` is a code of the mail catalogue, or of a mail of its own. ``final`` closes the examination;
    ``show_comment`` lets the candidate read the commission's comment; ``transfers``: who confirms it goes to the
    student records.
    """

    label: Texts = ()
    kind: DecisionKind = DecisionKind.FAVOURABLE
    mail: str = "AVIS_FAVORABLE"
    final: bool = True
    show_comment: bool = False
    transfers: bool = True
    active: bool = True

    @property
    def sends(self) -> str:
        """``mail`` under a name that no address bears, for its sheet."""
        return self.mail

    @sends.setter
    def sends(self, code: str) -> None:
        self.mail = code


class Motivation(Node):
    """A reason of refusal offered by an establishment or a component."""

    label: Texts = ()
    active: bool = True


class Establishment(Governed, Folder):
    """A university: ``/<etab>``. Children are components; ``pieces`` hangs beside them; ``campaign`` is None as long as
    none is set: accounts may then be made at any time; ``past_campaigns`` are those before it, the oldest first.
    ``commission_statuses`` are the codes of the statuses that commissions see, None for all; ``profiles`` is None
    until the site adds a profile of rights. ``publications_turn`` is what two people who prepare publications at once
    both write."""

    name_full: str = ""
    name_short: str = ""
    student_of: str = ""
    accent: str = "#0b3d91"
    logo_text: str = ""
    contact_mail: str = ""
    welcome: Texts = ()
    legal_notice: Texts = ()
    faq: tuple[tuple[Texts, Texts], ...] = ()
    documentation: tuple[tuple[Texts, str], ...] = ()
    languages: tuple[str, ...] = ("fr", "en")
    offer_columns: tuple[str, ...] = ("keywords", "dates", "mode")
    maintenance: Texts = ()
    help_url: str = ""
    cas_label: str = "Connexion"
    campaign: Campaign | None = None
    past_campaigns: tuple[Campaign, ...] = ()
    tags: Folder | None = None
    mail_texts: OOBTree | None = None
    letters: OOBTree | None = None
    sva_alerts: Folder | None = None
    publications: OOBTree | None = None
    publications_turn: int = 0
    profiles: RightsProfiles | None = None
    commission_statuses: tuple[str, ...] | None = None
    labels: tuple[tuple[str, Texts], ...] = ()
    active: bool = True
    journal: Journal | None = None
    views: OOBTree | None = None
    questionnaires: Questionnaires | None = None

    def __init__(self) -> None:
        super().__init__()
        self.grants = Grants()
        self.parameters = OOBTree()
        self.decision_types = hung("decisions", Folder(), self)
        self.motivations = hung("motivations", Folder(), self)
        self.pieces = hung("pieces", Pieces(), self)

    def __getitem__(self, name: str) -> Any:
        if name == "formulaires" and name not in self:
            return questionnaires_of(self)
        if name == "profils" and self.profiles is not None and name not in self:
            return self.profiles
        return self.pieces if name == "pieces" else super().__getitem__(name)

    def renamed(self, of: str, lang: str) -> str:
        """What this university calls a code (``Status.RE``) in a language, '' where it uses the product's word."""
        return dict(dict(self.labels).get(of, ())).get(lang, "")

    @property
    def campaigns(self) -> tuple[Campaign, ...]:
        """Every campaign that was set, the oldest first."""
        return (*self.past_campaigns, *((self.campaign,) if self.campaign is not None else ()))

    @property
    def components(self) -> list[Component]:
        """Active components by title."""
        return sorted((c for c in self.values() if c.active), key=lambda c: (c.title.casefold(), c.__name__))


class Component(Governed, Folder):
    """A faculty (« composante », « centre de candidature »): ``/<etab>/<component>``; children: diploma types."""

    title: str = ""
    contact_mail: str = ""
    info: Texts = ()
    quota: int | None = None
    copies: Copies = Copies.NONE
    defaults: FormationDefaults | None = None
    frequent_comments: tuple[str, ...] | None = None
    tags: Folder | None = None
    decision_types: Folder | None = None
    motivations: Folder | None = None
    mail_texts: OOBTree | None = None
    letters: OOBTree | None = None
    active: bool = True
    journal: Journal | None = None
    views: OOBTree | None = None
    questionnaires: Questionnaires | None = None

    def __init__(self) -> None:
        super().__init__()
        self.grants = Grants()
        self.pieces = hung("pieces", Pieces(), self)
        self.commissions = hung("commissions", Commissions(), self)

    def __getitem__(self, name: str) -> Any:
        if name == "pieces":
            return self.pieces
        if name == "formulaires" and name not in self:
            return questionnaires_of(self)
        return self.commissions if name == "commissions" else super().__getitem__(name)

    @property
    def establishment(self) -> Establishment:
        """The university of this component."""
        return cast("Establishment", self.__parent__)

    def known(self, name: str) -> dict[str, Any]:
        """Code → what ``decision_types`` or ``motivations`` holds, the component's own and the establishment's."""
        levels = (getattr(self.establishment, name), getattr(self, name))
        return {code: level[code] for level in levels if level is not None for code in level}

    def called(self, label: str, lang: str) -> str:
        """What a decision or a reason of refusal, kept by its French label, is called in a language."""
        return label if lang == "fr" else text(self.naming(label), lang)

    def naming(self, label: str) -> Texts:
        """The names in every language of a decision or a reason of refusal, kept by its French label."""
        kinds = (*self.known("decision_types").values(), *self.known("motivations").values())
        return next((kind.label for kind in kinds if text(kind.label) == label), (("fr", label),))

    @property
    def types(self) -> list[DiplomaType]:
        """Active diploma types by title."""
        return sorted((t for t in self.values() if t.active), key=lambda t: (t.title().casefold(), t.__name__))


class Commissions(Folder):
    """``/<etab>/<component>/commissions``."""


class MemberNote(NamedTuple):
    """What is said of a member of a commission; ``comment`` is for managers."""

    president: bool = False
    comment: str = ""


class Commission(Governed, Node):
    """Who examines: members hold their role here and on every formation of the commission.

    ``notes`` says of a member (account id → :class:`MemberNote`) who presides.
    """

    title: str = ""
    mail: str = ""
    alert_mail: str = ""
    phone: str = ""
    fax: str = ""
    url: str = ""
    address: tuple[str, ...] = ()
    return_note: Texts = ()
    signatory: str = ""
    signature: Any = None
    letters: bool = True
    mail_letters: bool = True
    alerts: frozenset[str] = frozenset({"PROPOSITION", "ANNULATION", "TRANSMISSION", "DESISTEMENT", "LISTE_PRINC"})
    notes: OOBTree | None = None
    active: bool = True
    journal: Journal | None = None
    views: OOBTree | None = None

    def __init__(self) -> None:
        self.grants = Grants()

    def __acl__(self) -> Acl:
        """Its members, and the managers of the component who are limited to some commissions."""
        return [*aces(self), *commission_aces(self.component, self.__name__)]

    @property
    def component(self) -> Component:
        """The component of this commission."""
        return cast("Component", self.__parent__.__parent__)


class DiplomaType(Folder):
    """``/<etab>/<component>/<type>``; children: formations."""

    label: Texts = ()
    active: bool = True
    journal: Journal | None = None
    views: OOBTree | None = None

    def title(self, lang: str = "fr") -> str:
        """The label in a language."""
        return text(self.label, lang)

    @property
    def component(self) -> Component:
        """The component of this type."""
        return cast("Component", self.__parent__)

    @property
    def formations(self) -> list[Formation]:
        """Active formations by title, those on trial left out."""
        shown = (formation for formation in self.values() if formation.active and not formation.trial)
        return sorted(shown, key=lambda formation: (formation.title.casefold(), formation.__name__))


class Formation(ShardedFolder):
    """What one applies to: ``/<etab>/<component>/<type>/<formation>``; children: applications, by key.

    ``rows`` is the register of its applications: key → :class:`ecandidat.register.ApplicationRow`, the only thing
    that lists read. ``commission`` is the code of its commission. ``ranks`` is the history of the real rank of those
    who wait: key → :data:`ecandidat.domain.ranking.History`, None until somebody waits; ``waiting`` None until somebody
    is ranked or called. The three reminders are days before a date, None where the establishment's parameter holds.
    The student system knows it as ``si_code`` and ``si_version``, called ``si_label``, of the management centre
    ``cge``. ``trial`` hides it from everybody but its managers and its ``testers`` (numbers of candidates): all its
    applications are tries, gone when it opens.
    ``publication_time`` is the hour (« 18:00 », in Paris) before which nothing is published on its day, and the one
    that is proposed for a publication by hand, which waits for a second person where ``second_approval`` says so.
    """

    title: str = ""
    keywords: str = ""
    url: str = ""
    si_code: str = ""
    si_version: str = ""
    si_label: str = ""
    cge: str = ""
    info: Texts = ()
    mode: Mode = Mode.DIGITAL
    treatment: Treatment = Treatment.SELECTIVE
    commission_code: str = ""
    capacity: int | None = None
    waiting_list: bool = False
    favourable_type: str = "favorable"
    waiting_favourable_type: str = ""
    publishes: Publication = Publication.AT_ONCE
    publication_time: str = ""
    second_approval: bool = False
    calendar: Calendar = Calendar()
    preselection_date: date | None = None
    preselection_time: str = ""
    preselection_place: str = ""
    return_reminder: int | None = None
    return_last_reminder: int | None = None
    confirmation_reminder: int | None = None
    ranks: OOBTree | None = None
    waiting: WaitingList | None = None
    active: bool = True
    trial: bool = False
    testers: tuple[str, ...] = ()
    journal: Journal | None = None
    views: OOBTree | None = None
    questionnaires: Questionnaires | None = None

    def __init__(self, shards: int = 0) -> None:
        super().__init__(shards)
        self.rows = ShardedMap(shards)
        self.pieces = hung("pieces", Pieces(), self)

    def __getitem__(self, name: str) -> Any:
        if name == "formulaires":
            return questionnaires_of(self)
        return self.pieces if name == "pieces" else super().__getitem__(name)

    def __acl__(self) -> Acl:
        """Members of the commission; any candidate may apply (the calendar says when), on trial its testers alone."""
        commission = self.commission
        grants = aces(commission) if commission is not None else []
        limited = commission_aces(self.component, self.commission_code)
        everybody = (CANDIDATES,) if not self.trial else tuple(user(f"c-{number}") for number in self.testers)
        return [*grants, *limited, *(allow(principal, [Permission.APPLY]) for principal in everybody)]

    @property
    def type(self) -> DiplomaType:
        """The diploma type that it stands under."""
        return cast("DiplomaType", self.__parent__)

    @property
    def component(self) -> Component:
        """The component that offers it."""
        return self.type.component

    @property
    def establishment(self) -> Establishment:
        """The university that offers it."""
        return self.component.establishment

    @property
    def commission(self) -> Commission | None:
        """The commission that examines it."""
        return cast("Commission | None", self.component.commissions.get(self.commission_code))

    def demands(self, treatment: Treatment | None = None) -> list[PieceDemand]:
        """Pieces asked of an application: establishment's, component's, own, filtered by treatment type."""
        asked = (piece for piece in self.every_demand() if piece.active)
        return [piece for piece in asked if treatment is None or piece.treatment in (None, treatment)]

    def every_demand(self) -> list[PieceDemand]:
        """Pieces of the three levels in the order of the screen, those asked no more too."""
        return [*self.establishment.pieces.every(), *self.component.pieces.every(), *self.pieces.every()]

    def every_questionnaire(self) -> list[Questionnaire]:
        """Questionnaires of the three levels in the order of the screen, those asked no more too."""
        levels = (self.establishment, self.component, self)
        return [one for level in levels if level.questionnaires is not None for one in level.questionnaires.every()]
