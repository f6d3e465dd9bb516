"""The map: every class that a URL can lead to.

::

    /                                              Portal          establishments, candidates, accounts
    /<etab>/                                       Establishment
    /<etab>/profils/<code>                         RightsProfiles, RightsProfile
    /<etab>/pieces/<code>                          Pieces, PieceDemand   (also below a component and a formation)
    /<etab>/formulaires/<code>                     Questionnaires, Questionnaire   (likewise)
    /<etab>/<component>/                           Component
    /<etab>/<component>/commissions/<code>         Commissions, Commission
    /<etab>/<component>/<type>/                    DiplomaType
    /<etab>/<component>/<type>/<formation>/        Formation
    /<etab>/<component>/<type>/<formation>/<key>/  Application
    …/<key>/pieces/<piece>                         PieceFiles, PieceFile
    …/<key>/formulaires/<form>                     ApplicationForms, ApplicationForm
    /candidats/<number>/                           Candidates, Candidate
    /candidats/<number>/profil/<step>              Profile, ProfileStep
    /candidats/<number>/documents/<id>             Library, Document
    /candidats/<number>/envois/<id>                Uploads, Upload
    /compte/                                       Accounts
    /taches/<key>                                  Tasks, Task

Rights follow the lineage: each class computes its own ``__acl__``; ``development.ini`` and ``production.ini`` differ
only in where the tree is stored.
"""

from __future__ import annotations

from typing import Any

from ecandidat.models.account import Account, Accounts
from ecandidat.models.application import Application, PieceFile, PieceFiles, Snapshot
from ecandidat.models.candidate import Candidate, Candidates, Profile, ProfileStep
from ecandidat.models.document import Document, Library
from ecandidat.models.mail import Outbox, StoredMail
from ecandidat.models.offer import (
    Commission,
    Commissions,
    Component,
    DecisionType,
    DiplomaType,
    Establishment,
    Formation,
    Motivation,
    PieceDemand,
    Pieces,
)
from ecandidat.models.portal import Portal
from ecandidat.models.profiles import RightsProfile, RightsProfiles
from ecandidat.models.questionnaire import ApplicationForm, ApplicationForms, Questionnaire, Questionnaires
from ecandidat.models.task import Task, Tasks
from ecandidat.models.upload import Upload, Uploads

__all__ = [
    "ROOT",
    "Account",
    "Accounts",
    "Application",
    "ApplicationForm",
    "ApplicationForms",
    "Candidate",
    "Candidates",
    "Commission",
    "Commissions",
    "Component",
    "DecisionType",
    "DiplomaType",
    "Document",
    "Establishment",
    "Formation",
    "Library",
    "Motivation",
    "Outbox",
    "PieceDemand",
    "PieceFile",
    "PieceFiles",
    "Pieces",
    "Portal",
    "Profile",
    "ProfileStep",
    "Questionnaire",
    "Questionnaires",
    "RightsProfile",
    "RightsProfiles",
    "Snapshot",
    "StoredMail",
    "Task",
    "Tasks",
    "Upload",
    "Uploads",
    "appmaker",
    "find_root",
]

ROOT = "ecandidat"
"""Key of the portal in the ZODB root mapping."""


class NotInstalled(RuntimeError):
    """The database holds no portal yet: ``ecandidat install`` creates it."""


def appmaker(zodb_root: Any) -> Portal:
    """The portal of a database; a request never creates it, installation does."""
    try:
        portal: Portal = zodb_root[ROOT]
    except KeyError:
        raise NotInstalled("La base est vide : lancez « ecandidat install » d'abord.") from None
    return portal


def find_root(node: Any) -> Portal:
    """The portal above a node."""
    while node.__parent__ is not None:
        node = node.__parent__
    root: Portal = node
    return root


def path_of(node: Any) -> str:
    """The URL path of a node, without host: ``/poitiers/droit/master/m1-aes``."""
    names: list[str] = []
    while node.__parent__ is not None:
        names.append(node.__name__)
        node = node.__parent__
    return "/" + "/".join(reversed(names))


def find(root: Portal, path: str) -> Any:
    """The node at a URL path; KeyError when there is none."""
    node: Any = root
    for name in path.strip("/").split("/"):
        if name:
            node = node[name]
    return node
