"""THE TABLE of what refusals say: one sentence per code, with what to do next.

Rows are French source texts; ``${name}`` are the parameters of the refusal. To refuse for a new reason: raise
``Refused("code", …)`` where the rule stands, add its row to the part that it belongs to.
"""

from __future__ import annotations

from translationstring import TranslationString

from ecandidat.sentences.applications import APPLICATIONS
from ecandidat.sentences.offer import OFFER
from ecandidat.sentences.people import PEOPLE

PARTS = (APPLICATIONS, PEOPLE, OFFER)

SENTENCES: dict[str, TranslationString] = {code: said for part in PARTS for code, said in part.items()}
