"""« Libellés à rattacher »: what candidates typed because no list had it, given its official entry by those who know.

The queue belongs to the instance, since candidates do; each establishment sees and attaches what its own candidates
typed. What was submitted stays as it was sent: only live profiles change.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from ecandidat.domain.errors import Refused
from ecandidat.models.candidate import STEPS, Candidate
from ecandidat.models.nomenclature import Choice, Entry
from ecandidat.models.offer import Establishment
from ecandidat.models.portal import Portal
from ecandidat.models.unlisted import ADDRESS_TOWN, DIPLOMA, TOWN, Kept, Unlisted, Use, uses_of
from ecandidat.register import fold
from ecandidat.services import profile
from ecandidat.services.offer import record
from ecandidat.work import Work

MOST_FOUND = 20
"""Official entries proposed at once."""

_SHORTEST_WORD = 3
_RIVAL = 0.1
"""The share of the best entry's score under which an entry is not worth showing."""


@dataclass(frozen=True)
class Group:
    """One text as candidates of an establishment typed it: the same but for case and accents, in the same place."""

    id: str
    kind: str
    text: str
    where: str
    candidates: tuple[Candidate, ...]
    kept: Kept | None = None


def groups(work: Work, establishment: Establishment) -> list[Group]:
    """What waits in an establishment, then what it keeps as typed; most candidates first."""
    queue = work.root.unlisted
    if queue is None:
        return []
    found: dict[str, dict[str, Candidate]] = {}
    texts: dict[str, Counter[str]] = {}
    samples: dict[str, Use] = {}
    for number, uses in queue.uses.items():
        candidate = work.root.candidates.get(number)
        if candidate is None or candidate.leaves_at is not None or not _of(candidate, establishment):
            continue
        for use in uses:
            key = group_id(use)
            found.setdefault(key, {})[number] = candidate
            texts.setdefault(key, Counter())[use.text] += 1
            samples.setdefault(key, use)
    every = [
        Group(
            key, samples[key].kind, texts[key].most_common(1)[0][0], samples[key].where, tuple(people.values()),
            queue.kept.get(_kept_key(establishment, key)),
        )
        for key, people in found.items()
    ]  # fmt: skip
    return sorted(every, key=lambda one: (one.kept is not None, -len(one.candidates), fold(one.text), one.id))


def group(work: Work, establishment: Establishment, wanted: str) -> Group:
    """The group of that id; KeyError when nobody of the establishment types it any more."""
    for found in groups(work, establishment):
        if found.id == wanted:
            return found
    raise KeyError(wanted)


def group_id(use: Use) -> str:
    """Which group a text belongs to: 12 hexadecimal characters."""
    return hashlib.sha256(f"{use.kind}|{use.where}|{fold(use.text)}".encode()).hexdigest()[:12]


def suggestions(root: Portal, group: Group, query: str = "", lang: str = "fr") -> list[Choice]:
    """(code, label) of the official entries nearest to ``query``, else to the text; at most twenty, the best first.

    A word that many entries hold says little: those of the best entry and of its rivals are what is kept.
    """
    words = _words(query or group.text)
    entries = [(code, label, _words(label)) for code, label in _offered(root, group, lang)]
    common = Counter(word for _code, _label, held in entries for word in set(held))
    scored = []
    for code, label, held in entries:
        score = sum(max((_alike(word, other) / common[other] for other in held), default=0.0) for word in words)
        if score:
            scored.append((-score, len(held), label, code))
    scored.sort()
    least = scored[0][0] * _RIVAL if scored else 0.0
    return [(code, label) for score, _length, label, code in scored[:MOST_FOUND] if score <= least]


def attach(work: Work, establishment: Establishment, wanted: str, code: str) -> int:
    """Give a text its official entry in the live profiles that hold it; how many candidates that changed.

    Refuses ``unlisted_gone`` when nobody types it any more and ``unknown_code`` when the entry is not offered for it.
    """
    found = _found(work, establishment, wanted)
    offered = dict(_offered(work.root, found, "fr"))
    if code not in offered:
        raise Refused("unknown_code", field="code")
    changed = sum(_attach(work, candidate, found, code) for candidate in found.candidates)
    record(work, establishment, "rattacher-libelle", before=found.text, after=offered[code], detail=found.kind)
    return changed


def keep(work: Work, establishment: Establishment, wanted: str, *, kept: bool = True) -> None:
    """Say that a text is fine as typed, or take that back; for this establishment alone."""
    queue = work.root.unlisted
    if queue is None:
        raise Refused("unlisted_gone")
    found = _found(work, establishment, wanted)
    key = _kept_key(establishment, wanted)
    if kept is (key in queue.kept):
        return
    if kept:
        queue.kept[key] = Kept(work.now, work.actor.name)
    else:
        del queue.kept[key]
    act = "garder-libelle" if kept else "reprendre-libelle"
    record(work, establishment, act, before=found.text, detail=found.kind)


def rebuild(root: Portal) -> int:
    """Read every profile again; how many keys were wrong."""
    queue = root.unlisted if root.unlisted is not None else Unlisted()
    wrong = 0
    for candidate in root.candidates.values():
        uses = uses_of(candidate.profile)
        if queue.uses.get(candidate.number, ()) != uses:
            wrong += 1
            profile.follow_unlisted(root, candidate)
    for number in [number for number in queue.uses if number not in root.candidates]:
        wrong += 1
        del queue.uses[number]
    return wrong


def _found(work: Work, establishment: Establishment, wanted: str) -> Group:
    try:
        return group(work, establishment, wanted)
    except KeyError:
        raise Refused("unlisted_gone") from None


def _of(candidate: Candidate, establishment: Establishment) -> bool:
    return any(one.formation.establishment is establishment for one in candidate.applications.values())


def _kept_key(establishment: Establishment, group: str) -> str:
    return f"{establishment.__name__}/{group}"


def _attach(work: Work, candidate: Candidate, group: Group, code: str) -> bool:
    """Write the official entry wherever this candidate's profile holds the text."""
    changed = False
    for use in uses_of(candidate.profile):
        if group_id(use) != group.id:
            continue
        attribute = STEPS[use.step]
        held = getattr(candidate.profile, attribute)
        if use.key:
            entry = next(entry for entry in held if entry.key == use.key)
            changed |= profile.save_entry(
                work, candidate, use.step, attribute, _official(work.root, entry, use.kind, code)
            )
        else:
            changed |= profile.write(work, candidate, use.step, attribute, _official(work.root, held, use.kind, code))
    return changed


def _official(root: Portal, value: Any, kind: str, code: str) -> Any:
    """A value of the profile with an official entry in place of a text."""
    lists = root.nomenclatures
    if kind == DIPLOMA:
        return replace(value, diploma=code, diploma_label=lists.table("diplomes_externes").label(code))
    if kind == ADDRESS_TOWN:
        return replace(value, town_code=code, town=lists.table("communes").label(code).upper())
    if kind == TOWN:
        return replace(value, town_code=code, town=lists.table("communes").label(code))
    changed = replace(value, school=code, school_label=lists.school_label(code))
    entry = lists.table("etablissements_sup").get(code) or lists.table("lycees").get(code)
    near = {*lists.establishments_of_town(changed.town_code)} if changed.town_code else set()
    if entry is None or code in {school for school, _name in near}:
        return changed
    return _moved(root, changed, entry)


def _moved(root: Portal, value: Any, entry: Entry) -> Any:
    """The place of a school follows the school: who typed its name may have chosen a neighbouring town."""
    town = root.nomenclatures.table("communes").get(entry.value("commune_insee"))
    if town is None or not entry.value("departement"):
        return value
    return replace(value, department=entry.value("departement"), town_code=town.code, town=town.fr)


def _offered(root: Portal, group: Group, lang: str) -> Iterable[Choice]:
    """Every official entry that may stand for a text; what is neither a diploma nor a town is a school."""
    lists = root.nomenclatures
    if group.kind == DIPLOMA:
        return lists.table("diplomes_externes").choices(lang)
    if group.kind == ADDRESS_TOWN:
        return lists.towns_by_postcode(group.where)
    if group.kind == TOWN:
        return lists.towns_of_department(group.where)
    higher = lists.higher_schools()
    known = {code for code, _label in higher}
    lycees = lists.table("lycees").entries.values()
    secondary = (
        (entry.code, f"{entry.fr} - {entry.value('ville')}")
        for entry in lycees
        if entry.active and entry.code not in known
    )
    return [*higher, *secondary]


def _words(text: str) -> list[str]:
    folded = "".join(letter if letter.isalnum() else " " for letter in fold(text))
    return [word for word in folded.split() if len(word) >= _SHORTEST_WORD] or folded.split()


def _alike(word: str, other: str) -> float:
    """1 for the same word, a half when one begins the other."""
    if word == other:
        return 1.0
    return 0.5 if word.startswith(other) or other.startswith(word) else 0.0
