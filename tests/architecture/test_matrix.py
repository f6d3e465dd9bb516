"""Every door × every person × one's own object and somebody else's, answered as the matrix of roles says.

What is expected is computed here from where each person holds which role, by paths alone: no ACL, no lineage and no
principal of the application takes part, so that a mistake in any of them shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import transaction

from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.roles import MATRIX, Role
from ecandidat.models.candidate import STEPS
from ecandidat.resources import ROOT, Application, Formation, path_of
from tests.architecture.doors import Door
from tests.architecture.visitors import Visitor, open_session
from tests.architecture.world import OTHER, OWNER

DROIT, SCIENCES = "/test/droit", "/test/sciences"


@dataclass(frozen=True)
class Person:
    """Somebody: their account, and the paths below which they hold a role, or some rights.

    Nothing holds below the paths ``shut``, nor on what belongs to the candidates ``hidden``; ``meets`` says what the
    person may do on the screens of some candidates, where roles alone do not.
    """

    name: str
    userid: str = ""
    roles: tuple[tuple[Role | frozenset[P], str], ...] = ()
    number: str = ""
    shut: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    meets: dict[str, frozenset[P]] | None = None


LISTS = frozenset({P.DESK_LIST})
CONSULTS = frozenset({P.DESK_LIST, P.APPLICATION_VIEW, P.DESK_JOURNAL, P.STATISTICS_VIEW})
LABELS = frozenset({P.DESK_LIST, P.DESK_TAG})
SCREENS_READ = frozenset({P.PROFILE_VIEW})
SCREENS = frozenset({P.PROFILE_VIEW, P.PROFILE_EDIT})

PEOPLE = (
    Person("visitor"),
    Person("owner", f"c-{OWNER}", number=OWNER),
    Person("other candidate", f"c-{OTHER}", number=OTHER),
    Person("new candidate", "c-NOUVEAUX", number="NOUVEAUX"),
    Person("administrator", "s-admin", ((Role.ADMINISTRATOR, "/"),)),
    Person("central", "s-central", ((Role.CENTRAL, "/test"),)),
    Person("central elsewhere", "s-ailleurs", ((Role.CENTRAL, "/ailleurs"),)),
    Person("component manager", "s-droit", ((Role.COMPONENT_MANAGER, DROIT),)),
    Person("manager of another component", "s-sciences", ((Role.COMPONENT_MANAGER, SCIENCES),)),
    Person(
        "commission member", "s-membre",
        (
            (Role.COMMISSION_MEMBER, f"{DROIT}/commissions/commission"),
            *((Role.COMMISSION_MEMBER, f"{DROIT}/master/{code}")
              for code in ("m1-droit", "m1-papier", "l3-direct", "m2-ferme")),
        ),
    ),
    Person("candidate manager", "s-candidats", ((Role.CANDIDATE_MANAGER, "/test"),)),
    Person("candidate reader", "s-lecteur", ((Role.CANDIDATE_READER, "/test"),)),
    Person("holder of a reading profile", "s-consulte", ((CONSULTS, DROIT),), meets={OWNER: SCREENS_READ}),
    Person("holder of a narrow profile", "s-etiquette", ((LABELS, DROIT),), meets={}),
    Person(
        "manager limited to a commission", "s-limite",
        (
            *((MATRIX[Role.COMPONENT_MANAGER], f"{DROIT}/{path}")
              for path in ("commissions/commission", "master/m1-droit", "master/m1-papier", "master/l3-direct",
                           "master/m2-ferme")),
            (LISTS, DROIT),
            (LISTS, SCIENCES),
        ),
        shut=(f"{SCIENCES}/master/m1-maths", f"{SCIENCES}/commissions/commission"),
        meets={OWNER: SCREENS},
    ),
    Person(
        "member of a commission that does not see this status", "s-jury",
        ((Role.COMMISSION_MEMBER, f"{SCIENCES}/commissions/commission"),
         (Role.COMMISSION_MEMBER, f"{SCIENCES}/master/m1-maths")),
        hidden=(OTHER,), meets={},
    ),
)  # fmt: skip

APPLIED_TO = {OWNER: "/test/droit", OTHER: "/test/sciences", "NOUVEAUX": ""}
"""Candidate → the component where they applied."""


@dataclass(frozen=True)
class Place:
    """An object: its path, the candidate it belongs to ('' for the offer), the kinds of doors that it bears."""

    path: str
    owner: str
    node: Any

    def below(self, path: str) -> bool:
        """Whether it stands at a path or under it."""
        return path == "/" or self.path == path or self.path.startswith(f"{path}/")


def may(person: Person, right: str, place: Place) -> bool:
    """Whether the matrix gives a right to a person on an object."""
    if person.number and place.owner == person.number and right in MATRIX[Role.OWNER]:
        return True
    if right == P.APPLY:
        return bool(person.number) and place.path.startswith("/test/")
    if right == P.ACCOUNT_EDIT:
        return bool(person.userid) and place.path == "/compte"
    if place.owner in person.hidden or any(place.below(path) for path in person.shut):
        return False
    if place.path.startswith("/candidats/") and person.meets is not None:
        held = person.meets.get(place.owner, frozenset())
        return right in held or (right == P.APPLICATION_DEPOSIT and "/envois" in place.path and P.PROFILE_EDIT in held)
    if place.path.startswith("/candidats/"):
        return any(right in rights_on_candidate(role, path, place) for role, path in person.roles)
    return any(right in gives(role) for role, path in person.roles if place.below(path))


def gives(role: Role | frozenset[P]) -> frozenset[P]:
    """What a role gives, or the rights themselves."""
    return MATRIX[role] if isinstance(role, Role) else role


def rights_on_candidate(role: Any, path: str, place: Place) -> frozenset[P]:
    """What a role gives on a candidate: all of it to who holds it over an establishment where they applied; who runs a
    component where they applied reads and writes the profile, and sends files for them; who examines the application
    in its commission reads the profile.
    """
    component = APPLIED_TO[place.owner]
    if path == "/":
        return MATRIX[role]
    if not component:
        return frozenset()
    if path == component and role is Role.COMPONENT_MANAGER:
        more = {P.APPLICATION_DEPOSIT} if "/envois" in place.path else set()
        return frozenset({P.PROFILE_VIEW, P.PROFILE_EDIT} | more)
    if path == f"{component}/commissions/commission" and role is Role.COMMISSION_MEMBER:
        return frozenset({P.PROFILE_VIEW})
    return MATRIX[role] if path == f"/{component.split('/')[1]}" else frozenset()


@pytest.fixture(scope="module")
def places(world_database: Any) -> Iterator[list[Place]]:
    """Objects of each kind on both sides of the world."""
    with transaction.manager:
        portal = world_database.open().root()[ROOT]
        for person in PEOPLE:
            if person.userid:
                open_session(portal, person.userid)
    connection = world_database.open(transaction.TransactionManager(explicit=True))
    connection.transaction_manager.begin()
    yield list(all_places(connection.root()[ROOT]))
    connection.transaction_manager.abort()
    connection.close()


def all_places(portal: Any) -> Iterator[Place]:
    """The offer, then what belongs to each candidate."""
    offer = [portal, portal["compte"], portal["candidats"], portal["test"], portal["test"]["profils"],
             portal["test"]["profils"]["etiquettes"], portal["test"]["pieces"],
             portal["test"]["pieces"]["identite"], portal["test"]["formulaires"],
             portal["test"]["formulaires"]["projet"]]  # fmt: skip
    for component, formation in (("droit", "m1-droit"), ("sciences", "m1-maths")):
        side = portal["test"][component]
        target = side["master"][formation]
        offer += [side, side["pieces"], side["commissions"], side["commissions"]["commission"], side["master"], target,
                  target["pieces"], target["pieces"]["lettre"], side["formulaires"], target["formulaires"],
                  target["formulaires"]["projet"]]  # fmt: skip
    offer += [portal["test"]["droit"]["pieces"]["cv"], portal["test"]["droit"]["formulaires"]["enquete"]]
    for node in offer:
        yield Place(path_of(node), "", node)
    for number in (OWNER, OTHER):
        candidate = portal["candidats"][number]
        application = next(iter(candidate.applications.values()))
        letter = next(file for file in application["pieces"].stored() if file.uid.endswith("/lettre"))
        library = candidate["documents"]
        mine = [candidate, candidate["profil"], library, next(iter(library.values())), application,
                application["pieces"], letter, application["formulaires"],
                application["formulaires"]["test~formulaires~projet"],
                application["formulaires"]["test~formulaires~enquete"]]  # fmt: skip
        mine.append(portal.tasks.of(candidate.userid)[0])
        mine += [candidate["envois"], next(iter(candidate["envois"].values()))]
        for node in [*mine, *(candidate["profil"][step] for step in STEPS)]:
            yield Place(path_of(node), number, node)


def knocks(doors: list[Door], places: list[Place]) -> Iterator[tuple[Place, str, str, list[Door]]]:
    """Each (object, view name, method) that some doors answer; two doors may share it by who owns the object."""
    for place in places:
        here = [door for door in doors if door.opens_on(place.node)]
        for name in sorted({door.name for door in here}):
            for method in ("GET", "POST"):
                found = [door for door in here if door.name == name and method in (door.methods or (method,))]
                nearest = {door.owner: door for door in sorted(found, key=lambda door: -distance(door, place))}
                if nearest:
                    yield place, name, method, list(nearest.values())


def distance(door: Door, place: Place) -> int:
    """How far the door's class is from the object's: the nearest answers."""
    return type(place.node).__mro__.index(door.context)


def answering(doors: list[Door], person: Person, place: Place) -> Door | None:
    """The door that answers this person."""
    owns = bool(person.number) and person.number == place.owner
    return next((door for door in doors if door.owner is owns), None) or next(
        (door for door in doors if door.owner is None), None
    )


def turned_away(answer: Any) -> bool:
    """Whether an answer tells the person nothing but to go, or to sign in."""
    to_sign_in = answer.status_int in (302, 303) and "/compte/connexion" in answer.headers["Location"]
    return answer.status_int in (403, 404) or to_sign_in


def shut(answer: Any) -> bool:
    """Whether the right was what the person lacked."""
    return turned_away(answer) and answer.headers["X-Exception"] == "HTTPForbidden"


SHOWS_NOTHING = {
    "ecandidat.views.candidate.applications.arrange": "an application",
    "ecandidat.views.candidate.corrections.proof": "a request for a correction",
    "ecandidat.views.central.profiles.attach": "a text that candidates typed",
    "ecandidat.views.central.profiles.keep": "a text that candidates typed",
    "ecandidat.views.account.cas.come_back": "a ticket of the single sign-on",
    "ecandidat.views.account.cas.leave": "the university whose single sign-on is asked",
    "ecandidat.views.account.cas.unknown": "a login that the single sign-on has just proved",
    "ecandidat.views.account.recovery.choose_password": "a mailed key",
    "ecandidat.views.candidate.leaving.restore": "a mailed key",
    "ecandidat.views.account.session.sign_out": "nothing, and leads to the page of signing in",
    "ecandidat.views.candidate.alerts.feed": "the secret of a calendar",
    "ecandidat.views.candidate.alerts.reminders_off": "the secret of a mail",
    "ecandidat.views.candidate.questionnaires.own_file": "a question, or a place in what was sent",
    "ecandidat.views.candidate.questionnaires.sent_file": "a place in what was sent",
    "ecandidat.views.candidate.composer.thumbnail": "a page that was laid out",
    "ecandidat.views.central.campaign.remove": "a former campaign",
    "ecandidat.views.central.commission.describe_member": "a member",
    "ecandidat.views.central.commission.signature": "a signature",
    "ecandidat.views.central.tags.switch_tag": "a tag",
    "ecandidat.views.central.tags.delete_tag": "a tag",
    "ecandidat.views.central.tags.switch_alert": "an alert",
    "ecandidat.views.central.tags.delete_alert": "an alert",
    "ecandidat.views.central.establishment.move_document": "a line of the list",
    "ecandidat.views.central.establishment.move_question": "a line of the list",
    "ecandidat.views.central.nomenclatures.entries": "the name of a table",
    "ecandidat.views.central.portal.invite": "an account",
    "ecandidat.views.central.portal.switch_agent": "an account",
    "ecandidat.views.central.rights.limit": "an account and a role",
    "ecandidat.views.central.rights.revoke": "an account and a role",
    "ecandidat.views.central.rights.set_ent_login": "a staff account",
    "ecandidat.views.central.decisions.edit_decision": "a decision type",
    "ecandidat.views.central.decisions.remove": "a decision type",
    "ecandidat.views.central.decisions.switch_decision": "a decision type",
    "ecandidat.views.desk.publication.approve": "a publication that was prepared",
    "ecandidat.views.desk.publication.cancel": "a publication that was prepared",
    "ecandidat.views.central.letters.edit": "a letter",
    "ecandidat.views.central.letters.preview": "a letter",
    "ecandidat.views.central.letters.restore": "a letter",
    "ecandidat.views.central.letters.logo": "a letter",
    "ecandidat.views.central.letters.upload_logo": "a letter",
    "ecandidat.views.central.letters.remove_logo": "a letter",
    "ecandidat.views.central.mails.edit": "a mail",
    "ecandidat.views.central.mails.preview": "a mail",
    "ecandidat.views.central.mails.try_out": "a mail",
    "ecandidat.views.central.mails.restore": "a mail",
    "ecandidat.views.acting.take": "an account",
    "ecandidat.views.desk.bulk.en_masse": "the name of an act",
    "ecandidat.views.development.ent.sign_in": "a service to come back to",
    "ecandidat.views.development.mails.attachment": "a mail",
    "ecandidat.views.development.survey.survey": "a survey",
    "ecandidat.views.development.mails.html": "a mail",
}
"""Doors that answer nobody without an argument, and which one: their stories try them whole, rights are tried here."""


def test_every_door_answers_whom_the_matrix_says(
    world_app: Any, every_door: list[Door], places: list[Place]
) -> None:
    """X16."""
    faults: list[str] = []
    opened: set[Door] = set()
    visitors = {person.name: Visitor(world_app, person.userid) for person in PEOPLE}
    for place, name, method, doors in knocks(every_door, places):
        url = f"{place.path.rstrip('/')}/{'@@' if name else ''}{name}"
        for person in PEOPLE:
            door = answering(doors, person, place)
            if door is None:
                continue
            answer = visitors[person.name].knock(url, method)
            allowed = door.public or may(person, str(door.permission), place)
            said = f"{method} {url} ({door.where}, {door.permission}) by {person.name}: {answer.status}"
            if answer.status_int >= 500:
                faults.append(f"{said}, it fails")
            elif allowed and shut(answer):
                faults.append(f"{said}, should be allowed")
            elif not allowed and not shut(answer):
                faults.append(f"{said}, should be refused")
            elif allowed and not turned_away(answer):
                opened.add(door)
    assert faults == [], "\n" + "\n".join(faults)
    closed = {door.where for door in every_door if door not in opened}
    assert closed - set(SHOWS_NOTHING) == set(), "shown by no object of the world:\n" + "\n".join(sorted(closed))


def test_the_world_has_both_sides(places: list[Place]) -> None:
    for kind in (Application, Formation):
        assert len([place for place in places if isinstance(place.node, kind)]) == 2
