"""The demonstration: five universities, their staff, about 150 candidates and 250 applications in every state.

Everything but accounts and offer is made by the real use cases, played at past moments; the same seed makes the same
people and the same stories.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from ecandidat.domain.codes import MailState, Mode, Publication
from ecandidat.domain.errors import Refused
from ecandidat.domain.identifiers import ALPHABET
from ecandidat.domain.roles import Role
from ecandidat.models.account import Account, Kind, normal
from ecandidat.models.candidate import Candidate
from ecandidat.models.offer import Component, Establishment, Formation
from ecandidat.models.profiles import Governed
from ecandidat.register import formations_below
from ecandidat.resources import find
from ecandidat.services import passwords
from ecandidat.services.accounts import bind_cas, cas_key
from ecandidat.services.demo import desk, offer, people, questionnaires, stories, tags
from ecandidat.services.demo.people import Person
from ecandidat.work import Actor, Work

PASSWORD = "violon-nuage-merise"  # noqa: S105 - printed on purpose: a demonstration has no secret
"""The password of every account of the demonstration."""

DOMAIN = "candidats.example.org"
SEED = 2026
FIRST = {"poitiers": "droit", "lorraine": "fst", "orleans": "deg", "perpignan": "see", "utt": "masters"}
"""University → the component whose manager can be tried."""

CANDIDATES, APPLICATIONS = 150, 250
OPEN_PLACES = 3
"""How often the formations of that component are chosen, against one for the others."""


@dataclass(frozen=True)
class Named:
    """A candidate to sign in as: mail ``<local>@candidats.example.org``, one application at ``formation`` or none."""

    local: str
    shows: str
    formation: str = ""
    tale: stories.Tale | None = None


NAMED: tuple[Named, ...] = (
    Named("nouveau", "compte activé, profil à remplir"),
    Named("profil", "profil complet, aucune candidature"),
    Named("brouillon", "candidature en cours, quelques pièces", "poitiers/droit/master/m1-aes", stories.draft),
    Named("pret", "toutes les pièces, reste à transmettre", "poitiers/droit/master/m1-aes", stories.draft_ready),
    Named("transmis", "candidature transmise", "poitiers/droit/master/m1-aes", stories.submitted),
    Named("incomplet", "une pièce refusée à redéposer", "poitiers/droit/master/m1-aes", stories.incomplete),
    Named("complet", "dossier complet, en attente d'avis", "poitiers/droit/master/m1-aes", stories.complete),
    Named("admis", "avis favorable, réponse attendue", "poitiers/droit/master/m1-aes", stories.favourable),
    Named("confirme", "admission confirmée", "poitiers/droit/master/m1-droit-prive", stories.confirmed),
    Named("desiste", "admission refusée par le candidat", "poitiers/droit/master/m1-droit-prive", stories.withdrawn),
    Named("refuse", "avis défavorable motivé", "poitiers/droit/master/m1-droit-prive", stories.refused),
    Named("liste", "liste complémentaire, rang", "poitiers/droit/master/m1-droit-prive", stories.ranked),
    Named(
        "entretien", "convocation à un entretien", "poitiers/medecine-pharmacie/non-diplomant/concours-orthophonie",
        stories.preselected,
    ),
    Named("papier", "dossier papier à envoyer", "poitiers/droit/master/m2-droit-et-marketing-fc", stories.draft_empty),
    Named("direct", "accès direct, admis", "poitiers/droit/licence/l2-droit", stories.direct_validated),
    Named("annule", "candidature annulée", "poitiers/droit/master/m1-aes", stories.cancelled),
)  # fmt: skip


RANKED, UNPUBLISHED = 4, (stories.favourable, stories.favourable, stories.refused)
"""How many wait with the named one, so that a waiting list is a list; what waits to be published by hand."""


def build(
    work: Work, pause: Callable[[], None] = lambda: None, *, candidates: int = CANDIDATES,
    applications: int = APPLICATIONS,
) -> None:  # fmt: skip
    """Fill an instance that has no establishment. ``pause`` is called now and then: a savepoint frees memory."""
    if len(work.root):
        raise Refused("demo_not_empty")
    random = Random(SEED)  # noqa: S311 - reproducible on purpose
    work.root.parameters["compte_existant_visible"] = True
    hashed = passwords.kept(PASSWORD)
    _staff(work, "admin", "Aurore", "DUMONT", hashed, (work.root, Role.ADMINISTRATOR))
    for code in offer.CODES:
        establishment = offer.build(work, code)
        questionnaires.build(work, establishment)
        tags.build(work, establishment)
        _people_of(work, random, establishment, hashed)
        pause()
    everybody = [_candidate(work, random, named.local, hashed, index) for index, named in enumerate(NAMED)]
    everybody[0].profile.personal = everybody[0].profile.address = everybody[0].profile.baccalaureate = None
    for candidate, named in zip(everybody, NAMED, strict=True):
        if named.tale is not None:
            tell(work, random, candidate, _formation(work, named.formation), named.tale)
    pause()
    crowd = [_candidate(work, random, "", hashed, len(NAMED) + index) for index in range(candidates - len(NAMED))]
    complete = next(index for index, one in enumerate(NAMED) if one.local == "complet")
    _come_again(work, everybody[complete], crowd[-1])
    pause()
    told = sum(named.tale is not None for named in NAMED) + _boards(work, random, crowd)
    _crowd(work, random, crowd, applications - told, pause)
    tags.put(work, Random(SEED))  # noqa: S311 - reproducible on purpose
    named_ones = frozenset(one.userid for one in everybody)
    for code in offer.CODES:
        desk.live(work, work.root[code][FIRST[code]], named_ones)
    _send_old_mails(work)
    pause()


def accounts() -> list[tuple[str, str, str]]:
    """(who, login, what they show) of every account worth signing in with; the password is :data:`PASSWORD`."""
    rows = [("Administratrice", "admin", "toute l'instance")]
    for code in offer.CODES:
        rows += [(label, f"{login}-{code}", code) for login, label, _ in STAFF]
        rows.append(("Secrétariat (profil de l'université)", f"secretariat-{code}", code))
    return rows + [("Candidat", f"{named.local}@{DOMAIN}", named.shows) for named in NAMED]


STAFF: tuple[tuple[str, str, Role], ...] = (
    ("scolarite", "Scolarité centrale", Role.CENTRAL),
    ("gestion", "Gestionnaire de composante", Role.COMPONENT_MANAGER),
    ("commission", "Membre de commission", Role.COMMISSION_MEMBER),
)
"""Accounts of each university: login before ``-<code>``, label, role."""


def tell(work: Work, random: Random, candidate: Candidate, formation: Formation, tale: stories.Tale) -> None:
    """Play one story."""
    code = formation.establishment.__name__
    manager = work.root.accounts.people[f"s-gestion-{code}"]
    stage = stories.Stage(work, random, Actor(manager.userid, manager.name))
    tale(stage.story(formation, candidate))


def _boards(work: Work, random: Random, crowd: list[Candidate]) -> int:
    """A waiting list and a board whose decisions wait to be published; how many applications they made."""
    listed, decided = crowd[:RANKED], crowd[RANKED : RANKED + len(UNPUBLISHED)]
    for candidate in listed:
        tell(work, random, candidate, _formation(work, "poitiers/droit/master/m1-droit-prive"), stories.ranked)
    board = _formation(work, "poitiers/droit/master/m2-droit-et-marketing")
    board.publishes = Publication.BY_HAND
    for candidate, tale in zip(decided, UNPUBLISHED, strict=False):
        tell(work, random, candidate, board, tale)
    made, rest = len(listed) + len(decided), crowd[len(listed) + len(decided) :]

    def told(candidate: Candidate, formation: Formation, tale: stories.Tale) -> None:
        tell(work, random, candidate, formation, tale)

    for index, code in enumerate(offer.CODES):
        people_of = rest[index * desk.PER_UNIVERSITY : (index + 1) * desk.PER_UNIVERSITY]
        if len(people_of) == desk.PER_UNIVERSITY:
            made += desk.boards(work, work.root[code][FIRST[code]], people_of, told)
    return made


def _crowd(work: Work, random: Random, crowd: list[Candidate], wanted: int, pause: Callable[[], None]) -> None:
    open_now: list[Formation] = []
    for code in offer.CODES:
        establishment = work.root[code]
        for formation in formations_below(establishment):
            opens = formation.calendar.opens
            if opens is not None and opens < work.today:
                favourite = formation.component.__name__ == FIRST[code]
                open_now += [formation] * (OPEN_PLACES if favourite else 1)
    told = 0
    while told < wanted:
        for candidate in crowd[: wanted - told]:
            formation = random.choice(open_now)
            if any(application.formation is formation for application in candidate.applications.values()):
                continue
            tell(work, random, candidate, formation, stories.choose(random, formation, work.today))
            told += 1
            if told % 25 == 0:
                pause()


def _people_of(work: Work, random: Random, establishment: Establishment, hashed: str) -> None:
    code = establishment.__name__
    component = establishment[FIRST[code]]
    where: dict[Role, Governed] = {
        Role.CENTRAL: establishment,
        Role.COMPONENT_MANAGER: component,
        Role.COMMISSION_MEMBER: component.commissions[_first_commission(component)],
    }
    for login, _, role in STAFF:
        first_name, name = random.choice(people.WOMEN + people.MEN), random.choice(people.NAMES)
        account = _staff(work, f"{login}-{code}", first_name, name, hashed, (where[role], role))
        if role is Role.COMPONENT_MANAGER:
            bind_cas(work, account, cas_key(code, f"gestionnaire.{code}"))
    first_name, name = random.choice(people.WOMEN + people.MEN), random.choice(people.NAMES)
    _staff(work, f"secretariat-{code}", first_name, name, hashed, (component, desk.profiles(work, establishment)))


def _first_commission(component: Component) -> str:
    """The commission of the first digital formation, where there is most to examine."""
    formations = list(formations_below(component))
    digital = [formation for formation in formations if formation.mode is Mode.DIGITAL]
    return (digital or formations)[0].commission_code


def _staff(
    work: Work, login: str, first_name: str, name: str, hashed: str, granted: tuple[Governed, Role | str]
) -> Account:
    account = _account(work, f"s-{login}", Kind.STAFF, f"{login}@personnels.example.org", first_name, name, hashed)
    node, role = granted
    node.grants.grant(account.userid, role)
    return account


def _candidate(work: Work, random: Random, local: str, hashed: str, index: int) -> Candidate:
    person = people.invent(random, work.root.nomenclatures, work.today, index)
    number = "".join(random.choice(ALPHABET) for _ in range(8))
    mail = f"{local or person.local}@{DOMAIN}"
    personal = person.personal
    account = _account(work, f"c-{number}", Kind.CANDIDATE, mail, personal.first_name, personal.name, hashed)
    made = Candidate()
    made.number, made.userid, made.mail = number, account.userid, mail
    _fill(made, person)
    work.root.candidates[number] = made
    return made


def _come_again(work: Work, candidate: Candidate, again: Candidate) -> None:
    """Somebody who made a second account instead of finding the first: two files to make one of."""
    first, second = candidate.profile.personal, again.profile.personal
    account = work.root.accounts.get(again.userid)
    if first is None or second is None or account is None:
        return
    again.profile.personal = replace(first, ine=second.ine, ine_key=second.ine_key, mobile=second.mobile)
    account.last_name, account.first_name = first.name, first.first_name
    del work.root.accounts.by_mail[normal(account.mail)]
    local, _at, host = candidate.mail.partition("@")
    account.mail = again.mail = f"{local}+2@{host}"
    work.root.accounts.by_mail[normal(account.mail)] = again.userid


def _fill(candidate: Candidate, person: Person) -> None:
    profile = candidate.profile
    profile.personal, profile.address, profile.baccalaureate = person.personal, person.address, person.baccalaureate
    profile.external_studies, profile.internships = person.studies, person.internships
    profile.experiences = person.experiences


def _account(
    work: Work, userid: str, kind: Kind, mail: str, first_name: str, name: str, hashed: str
) -> Account:  # fmt: skip
    account = Account()
    account.userid, account.kind, account.mail, account.password = userid, kind, mail, hashed
    account.last_name, account.first_name = name, first_name
    account.created_at = account.activated_at = work.now - timedelta(days=75)
    work.root.accounts.people[userid] = account
    work.root.accounts.by_mail[normal(mail)] = userid
    return account


def _formation(work: Work, path: str) -> Formation:
    found: Formation = find(work.root, path)
    return found


def _send_old_mails(work: Work) -> None:
    """What should have left days ago has left; the worker sends the rest."""
    outbox = work.root.outbox
    for key, due in list(outbox.queue.items()):
        if due < work.now - timedelta(hours=12):
            mail = outbox[key]
            mail.state, mail.sent_at, mail.tries = MailState.SENT, due + timedelta(seconds=7), 1
            mail.reply = "conservé (développement)"
            del outbox.queue[key]
