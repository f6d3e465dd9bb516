"""Questionnaires (« formulaires complémentaires »): what a level asks, and where an application answers it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from BTrees.OOBTree import OOBTree

from ecandidat.domain.codes import Treatment
from ecandidat.domain.questionnaire import Question, Response, Source, Texts, said
from ecandidat.models.folder import Folder, Node, ShardedFolder, uid_of

if TYPE_CHECKING:
    from ecandidat.models.application import Application

NAME = "formulaires"
"""Path segment of the questionnaires of a level, and of those that an application answers."""


class Questionnaire(Node):
    """A questionnaire that an establishment, a component or a formation asks to fill: ``<level>/formulaires/<code>``.

    ``common`` ones are asked by every formation below; one answer serves all applications unless ``unique``. ``url``
    and ``survey`` (its number) are those of a LimeSurvey questionnaire; ``seen`` maps the replies already taken from
    there to the moment that they were sent.
    """

    label: Texts = ()
    source: Source = Source.NATIVE
    questions: tuple[Question, ...] = ()
    url: Texts = ()
    survey: str = ""
    conditional: bool = False
    unique: bool = False
    treatment: Treatment | None = None
    order: int = 100
    active: bool = True
    seen: OOBTree | None = None

    @property
    def owner(self) -> Any:
        """The level that asks."""
        return self.__parent__.__parent__

    @property
    def uid(self) -> str:
        """Unique in the instance: the path of the owner, and the code."""
        return uid_of(self)

    @property
    def common(self) -> bool:
        """Whether every formation below asks it; of the levels that ask, a formation alone holds applications."""
        return not isinstance(self.owner, ShardedFolder)

    @property
    def shared(self) -> bool:
        """Whether one answer serves several applications."""
        return self.common and not self.unique

    @property
    def definition(self) -> tuple[Any, ...]:
        """All that a management screen changes, as one value to compare."""
        return (
            self.label, self.source, self.questions, self.url, self.survey, self.conditional, self.unique,
            self.treatment, self.order, self.active,
        )  # fmt: skip

    def title(self, lang: str = "fr") -> str:
        """The label in a language."""
        return said(self.label, lang)


class Questionnaires(Folder):
    """The questionnaires of one level, at ``<level>/formulaires``."""

    def every(self) -> list[Questionnaire]:
        """Those asked no more too, in the order of the screen."""
        return sorted(self.values(), key=lambda one: (one.order, one.__name__))


def questionnaires_of(owner: Any) -> Questionnaires:
    """The questionnaires of a level; of one that never had any, an empty folder that is not stored."""
    found: Questionnaires | None = owner.questionnaires
    if found is None:
        found = Questionnaires()
        found.__name__, found.__parent__ = NAME, owner
    return found


class ApplicationForms:
    """``…/<key>/formulaires``, located under the application so that rights and URLs follow; holds no state."""

    def __init__(self, application: Application) -> None:
        self.__name__ = NAME
        self.__parent__ = application

    def __getitem__(self, name: str) -> ApplicationForm:
        uid = name.replace("~", "/")
        for questionnaire in self.__parent__.questionnaires():
            if questionnaire.uid == uid:
                return ApplicationForm(self, questionnaire)
        raise KeyError(name)


class ApplicationForm:
    """``…/<key>/formulaires/<uid>``, its ``/`` written ``~``: one questionnaire as one application answers it."""

    def __init__(self, forms: ApplicationForms, questionnaire: Questionnaire) -> None:
        self.__name__ = questionnaire.uid.replace("/", "~")
        self.__parent__ = forms
        self.questionnaire = questionnaire

    @property
    def application(self) -> Application:
        """The application."""
        return self.__parent__.__parent__


def put_response(holder: Any, uid: str, response: Response | None) -> None:
    """Store or remove the answer of a candidate or an application; ``holder.answers`` is made for the first one."""
    if response is None:
        if holder.answers is not None:
            holder.answers.pop(uid, None)
        return
    if holder.answers is None:
        holder.answers = OOBTree()
    holder.answers[uid] = response


def get_response(holder: Any, uid: str) -> Response | None:
    """The answer that a candidate or an application holds."""
    found: Response | None = holder.answers.get(uid) if holder.answers is not None else None
    return found
