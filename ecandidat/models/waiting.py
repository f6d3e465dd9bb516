"""The places of a formation that acts of different people give and take."""

from __future__ import annotations

from persistent import Persistent


class WaitingList(Persistent):
    """What the waiting list of a formation writes besides applications: acts that take or free a place meet here.

    ``turn`` counts them. ``owed`` are places freed whose next one could not be called, ``fault`` why: the code and the
    parameters of a refusal, about the application of key ``about``.
    """

    turn: int = 0
    owed: int = 0
    fault: tuple[str, tuple[tuple[str, str], ...]] | None = None
    about: str = ""
