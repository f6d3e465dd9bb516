"""French is the source text of every screen; catalogues in ``locale/`` translate it."""

from __future__ import annotations

from translationstring import TranslationStringFactory

_ = TranslationStringFactory("ecandidat")
