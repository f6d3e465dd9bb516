"""What a university marks applications with: tags, and the colours of those that have waited too long."""

from __future__ import annotations

from ecandidat.models.folder import Node


class Tag(Node):
    """A coloured label that managers put on applications; ``colour`` is ``#rrggbb``."""

    label: str = ""
    colour: str = "#5b6b7a"
    order: int = 100
    active: bool = True


class SvaAlert(Node):
    """« Silence vaut accord »: the colour of an application that has waited ``days`` days without a decision."""

    days: int = 0
    colour: str = "#c0392b"
    active: bool = True
