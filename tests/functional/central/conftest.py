"""What the stories of this folder need besides."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def large_bodies() -> Iterator[None]:
    """WebOb leaves the temporary files of large bodies to the garbage collector: let it, without a warning."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
