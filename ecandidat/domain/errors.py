"""The one way in which a rule says no.

What never enters: HTTP, templates. The sentence for each code stands in :mod:`ecandidat.refusals`.
"""

from __future__ import annotations


class Refused(Exception):
    """A rule refuses an act.

    ``code`` names a sentence (see ``ecandidat/refusals.py``) that says what to do next; ``params`` fill its
    variables and are plain strings, numbers or dates. Nothing has been written when it is raised, or the
    transaction is rolled back by whoever catches it.
    """

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return f"{self.code} {self.params}" if self.params else self.code
