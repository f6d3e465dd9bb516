"""A candidate: profile, library of documents, applications. Belongs to the candidate and survives campaigns."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from BTrees.OOBTree import OOBTree

from ecandidat.domain.profile import (
    Baccalaureate,
    ExternalStudy,
    InternalStudy,
    Internship,
    PersonalDetails,
    PostalAddress,
    ProfileData,
    RecordPiece,
    WorkExperience,
)
from ecandidat.domain.roles import MATRIX, Role
from ecandidat.models.acl import Acl, allow, user
from ecandidat.models.application import Application
from ecandidat.models.arrival import Arrival
from ecandidat.models.document import Library
from ecandidat.models.draft import Drafts
from ecandidat.models.folder import Node, ShardedFolder, ShardedMap
from ecandidat.models.journal import Journal
from ecandidat.models.presence import Presences
from ecandidat.models.profiles import aces, visitors
from ecandidat.models.upload import Uploads


class Profile(Node):
    """``/candidats/<number>/profil``: one immutable value per step; ``None`` or ``()`` until it is filled."""

    personal: PersonalDetails | None = None
    address: PostalAddress | None = None
    baccalaureate: Baccalaureate | None = None
    internal_studies: tuple[InternalStudy, ...] = ()
    external_studies: tuple[ExternalStudy, ...] = ()
    internships: tuple[Internship, ...] = ()
    experiences: tuple[WorkExperience, ...] = ()

    def __getitem__(self, name: str) -> Any:
        """A step of the profile by its name in the URL, as a located object."""
        if name not in STEPS:
            raise KeyError(name)
        return ProfileStep(self, name)


STEPS: dict[str, str] = {
    "infos-perso": "personal",
    "adresse": "address",
    "baccalaureat": "baccalaureate",
    "cursus-interne": "internal_studies",
    "cursus-externe": "external_studies",
    "stages": "internships",
    "experiences-pro": "experiences",
}
"""Steps in their order: name in the URL → attribute of the profile."""


class ProfileStep:
    """One step, located under its profile so that rights and URLs follow; holds no state of its own."""

    def __init__(self, profile: Profile, name: str) -> None:
        self.__name__ = name
        self.__parent__ = profile
        self.attribute = STEPS[name]

    @property
    def profile(self) -> Profile:
        """The profile."""
        return self.__parent__

    @property
    def candidate(self) -> Candidate:
        """The candidate."""
        found: Candidate = self.__parent__.__parent__
        return found

    @property
    def value(self) -> Any:
        """The current value of the step."""
        return getattr(self.__parent__, self.attribute)


class Candidate(Node):
    """``/candidats/<number>``. ``shared``: a shared piece's uid → its document, or None for « non concerné »;
    ``answers``: a shared questionnaire's uid → its response.

    ``student_id`` is the student number, as on the account, and so is ``origin``; ``continuing`` says that the
    person studies in continuing education (« formation continue »). ``regime`` and ``standing`` are the codes under
    which the student system enrols them (« régime », « statut »), '' while nobody said. ``agenda`` is what the secret
    of the calendar's address is made from, '' while there is none; ``wants_reminders`` tells whether dates that are
    not answered to by law are recalled by mail. ``records_of`` is the code of the establishment whose student records
    the identity comes from, ``record_pieces`` the pieces that they hold. ``corrections`` is None until one was asked
    for, then key → Correction. ``wishes`` are keys of applications, the preferred first; those that are not in it
    come after.
    ``leaves_at`` is when an account that its owner deleted goes for good, ``left_at`` when it went: only submitted
    applications are left then. ``trays`` are pieces being put together: application's key/piece's uid/account →
    Tray.
    """

    number: str = ""
    userid: str = ""
    mail: str = ""
    language: str = "fr"
    student_id: str = ""
    continuing: bool = False
    regime: str = ""
    standing: str = ""
    origin: str = ""
    agenda: str = ""
    wants_reminders: bool = True
    applied_at: datetime | None = None
    arrival: Arrival | None = None
    leaves_at: datetime | None = None
    left_at: datetime | None = None
    records_of: str = ""
    record_pieces: tuple[RecordPiece, ...] = ()
    corrections: OOBTree | None = None
    wishes: tuple[str, ...] = ()
    answers: OOBTree | None = None
    drafts: Drafts | None = None
    presences: Presences | None = None
    uploads: Uploads | None = None
    trays: OOBTree | None = None

    def __init__(self) -> None:
        self.profile = Profile()
        self.profile.__name__, self.profile.__parent__ = "profil", self
        self.documents = Library()
        self.documents.__name__, self.documents.__parent__ = "documents", self
        self.shared = OOBTree()
        self.applications = OOBTree()
        self.journal = Journal()

    def __getitem__(self, name: str) -> Any:
        if name == "profil":
            return self.profile
        if name == "documents":
            return self.documents
        if name == "envois":
            return self.uploads if self.uploads is not None else Uploads(self)
        raise KeyError(name)

    def __acl__(self) -> Acl:
        """The candidate themself, who holds a profile over the establishment where they made their account or applied,
        and whoever may open one of their applications, as far as the establishment says."""
        entries = [allow(user(self.userid), MATRIX[Role.OWNER])]
        seen: set[str] = set()
        if self.origin and (origin := self.__parent__.__parent__.get(self.origin)) is not None:
            seen.add(self.origin)
            entries += aces(origin)
        for application in self.applications.values():
            establishment = application.formation.establishment
            if establishment.__name__ not in seen:
                seen.add(establishment.__name__)
                entries += aces(establishment)
            for userid, held in visitors(application.formation, application.status.value).items():
                entries.append(allow(user(userid), held))
        return entries

    def live_applications(self) -> list[Application]:
        """Applications that were not cancelled, the oldest first."""
        live = (application for application in self.applications.values() if application.cancelled_at is None)
        return sorted(live, key=lambda application: application.created_at)

    def data(self) -> ProfileData:
        """The whole profile as one immutable value."""
        profile = self.profile
        return ProfileData(
            number=self.number,
            mail=self.mail,
            personal=profile.personal,
            address=profile.address,
            baccalaureate=profile.baccalaureate,
            internal_studies=profile.internal_studies,
            external_studies=profile.external_studies,
            internships=profile.internships,
            experiences=profile.experiences,
        )


class Candidates(ShardedFolder):
    """``/candidats``. ``rows`` is the register of candidates, ``by_ine`` finds who holds an INE, ``sending`` has the
    numbers of those who may have uploads, ``composing`` of those who may have trays. ``leaving`` maps the number of
    whoever deleted their account to the moment of what comes next, ``arriving`` that of whoever brought a file to when
    it is let go; ``used`` maps the numbers of those who are gone to the moment they went: none serves twice.
    ``merged`` maps the number of a file that was merged into another to the number of that one.
    """

    sending: ShardedMap | None = None
    composing: ShardedMap | None = None
    arriving: ShardedMap | None = None
    leaving: ShardedMap | None = None
    used: ShardedMap | None = None
    merged: ShardedMap | None = None

    def __init__(self) -> None:
        super().__init__()
        self.rows = ShardedMap()
        self.by_ine = ShardedMap()

    def leave(self, number: str, moment: datetime) -> None:
        """Something is to be done with a candidate who leaves, at that moment or after."""
        if self.leaving is None:
            self.leaving = ShardedMap()
        self.leaving[number] = moment

    def stay(self, number: str) -> None:
        """Nothing is to be done any more with a candidate who left."""
        if self.leaving is not None:
            self.leaving.pop(number, None)

    def retire(self, number: str, moment: datetime) -> None:
        """A number that nobody bears any more is never given again."""
        if self.used is None:
            self.used = ShardedMap()
        self.used[number] = moment

    def merge(self, number: str, into: str) -> None:
        """Whoever looks for a number finds another one from now on."""
        if self.merged is None:
            self.merged = ShardedMap()
        self.merged[number] = into

    def successor(self, number: str) -> Candidate | None:
        """The candidate whom a merged number leads to, through several merges too; None for any other number."""
        seen = {number}
        while self.merged is not None and (into := self.merged.get(number)) is not None and into not in seen:
            seen.add(into)
            number = into
        found: Candidate | None = self.get(number) if len(seen) > 1 else None
        return found

    def was_used(self, number: str) -> bool:
        """Whether a number was somebody's who is gone."""
        return self.used is not None and number in self.used
