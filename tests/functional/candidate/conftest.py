"""What several stories of candidates begin with."""

from __future__ import annotations

from typing import Any

import pytest

from ecandidat.domain.questionnaire import Kind
from tests import seed
from tests.functional.candidate.forms import (
    commit,
    questions,
)


@pytest.fixture
def asked(connection: Any, portal: Any) -> Any:
    """A conditional questionnaire common to the component, an own one of the formation."""
    droit = portal["test"]["droit"]
    seed.questionnaire(droit, "complement", "Questionnaire complémentaire", *questions())
    seed.questionnaire(
        droit["master"]["m1-droit"], "handicap", "Aménagements", seed.question("BESOIN22", Kind.TEXT, "Vos besoins"),
        conditional=True,
    )  # fmt: skip
    commit(connection)
    return droit
