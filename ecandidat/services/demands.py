"""What formations ask of their own, pieces and questionnaires, put in and taken out of several of them alike.

A formation asks what its folder holds. Putting in copies a model that some formation of the component has; taking out
ends the demand and keeps its code, for the files that answered it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ecandidat.domain.offering import wanted_codes
from ecandidat.models.offer import Component, Formation, PieceDemand
from ecandidat.models.questionnaire import Questionnaire, questionnaires_of
from ecandidat.register import code_path, formations_below
from ecandidat.services import sheets
from ecandidat.services.offer import record
from ecandidat.work import Work


@dataclass(frozen=True)
class Demanded:
    """One kind of thing that a level asks. ``more`` names the values that its sheet does not hold."""

    made: Callable[[], Any]
    more: tuple[str, ...]

    def folder(self, owner: Any) -> Any:
        """The folder of a level; one that is empty may not be stored."""
        return owner.pieces if self.made is PieceDemand else questionnaires_of(owner)

    def own(self, owner: Any) -> list[Any]:
        """What a level asks, or asked once, in the order of the screen."""
        return list(self.folder(owner).every())

    def state(self, one: Any) -> tuple[Any, ...]:
        """All that makes two of them alike, whether asked or not."""
        sheet = {name: value for name, value in sheets.read(one).items() if name != "active"}
        return (tuple(sorted((name, repr(value)) for name, value in sheet.items())), *(
            getattr(found, "sha256", found) for found in (getattr(one, name) for name in self.more)
        ), one.active)  # fmt: skip


DEMANDS: dict[str, Demanded] = {
    "pieces": Demanded(PieceDemand, ("model",)),
    "formulaires": Demanded(Questionnaire, ("questions",)),
}
"""Name in the URL → what is put in and taken out."""


@dataclass(frozen=True)
class Offered:
    """Something that formations of a component ask, as it may be chosen: ``path`` names it, ``used`` counts those that
    ask the very same today."""

    path: str
    model: Any
    used: int


@dataclass(frozen=True)
class Move:
    """What becomes of one code in one formation: ``act`` is ``ajouter``, ``reprendre``, ``modifier`` or ``retirer``."""

    act: str
    code: str
    title: str
    model: Any = None


def demanded(component: Component, what: str) -> dict[str, Offered]:
    """What formations of a component ask of their own, once where several ask the very same; by title."""
    kind = DEMANDS[what]
    first: dict[Any, str] = {}
    found: dict[str, Offered] = {}
    for formation in formations_below(component, trials=True):
        for one in kind.own(formation):
            key = (one.__name__, kind.state(one)[:-1])
            path = first.setdefault(key, f"{code_path(formation)}/{one.__name__}")
            former = found.get(path)
            found[path] = Offered(path, former.model if former else one, (former.used if former else 0) + one.active)
    return dict(sorted(found.items(), key=lambda pair: (pair[1].model.title().casefold(), pair[0])))


def moves(formation: Formation, what: str, mode: str, models: Sequence[Any]) -> tuple[Move, ...]:
    """What putting in, taking out or replacing would do in one formation; nothing where it is so already."""
    kind = DEMANDS[what]
    own = {one.__name__: one for one in kind.own(formation)}
    chosen = {model.__name__: model for model in models}
    into, out = wanted_codes(mode, {code: one.active for code, one in own.items()}, chosen)
    found: list[Move] = []
    for code in sorted(into):
        model, mine = chosen[code], own.get(code)
        if mine is None:
            found.append(Move("ajouter", code, model.title(), model))
        elif kind.state(mine)[:-1] != kind.state(model)[:-1]:
            found.append(Move("modifier", code, model.title(), model))
        elif not mine.active:
            found.append(Move("reprendre", code, model.title(), model))
    found += [Move("retirer", code, own[code].title()) for code in sorted(out)]
    return tuple(found)


def move(work: Work, formation: Formation, what: str, todo: Iterable[Move]) -> bool:
    """Do some moves, one line of the journal each; tell whether there was anything to do."""
    kind, some = DEMANDS[what], False
    for step in todo:
        some = True
        if step.act == "ajouter":
            made = copy(work, formation, what, step.model)
            made.active = True
            continue
        mine = kind.folder(formation)[step.code]
        if step.act == "retirer":
            mine.active = False
        else:
            _fill(kind, mine, step.model)
            mine.active = True
        record(work, mine, f"{step.act}-demande", after=mine.title())
    return some


def copy(work: Work, owner: Any, what: str, model: Any) -> Any:
    """Ask of a level what another one asks, under the same code."""
    kind = DEMANDS[what]
    made = kind.made()
    _fill(kind, made, model)
    folder = kind.folder(owner)
    if what == "formulaires" and owner.questionnaires is None:
        owner.questionnaires = folder
    folder[model.__name__] = made
    record(work, made, "creer", after=made.title())
    return made


def _fill(kind: Demanded, one: Any, model: Any) -> None:
    sheets.write(one, {name: value for name, value in sheets.read(model).items() if name != "active"})
    for name in kind.more:
        if getattr(one, name) != getattr(model, name):
            setattr(one, name, getattr(model, name))
