"""What the stories of this folder need besides."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def large_bodies(request: pytest.FixtureRequest) -> Iterator[None]:
    """WebOb leaves the temporary file of a large body to the garbage collector: let it, without a warning."""
    yield
    typed = getattr(request.node, "callspec", None)
    if typed is not None and any(isinstance(value, str) and len(value) > 10_000 for value in typed.params.values()):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()
