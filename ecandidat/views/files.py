"""The files that a plain form sends, in its field « fichier »."""

from __future__ import annotations

from typing import BinaryIO, NamedTuple

from pyramid.request import Request

from ecandidat.domain.errors import Refused


class SentFile(NamedTuple):
    """What a browser sent under one name."""

    stream: BinaryIO
    filename: str


def chosen_files(request: Request) -> list[SentFile]:
    """Those that were chosen, in their order: an empty field sends a part without a name."""
    chosen = [one for one in request.POST.getall("fichier") if hasattr(one, "file") and one.filename]
    return [SentFile(one.file, _name(one.filename)) for one in chosen]


def chosen_file(request: Request) -> SentFile:
    """The one that was chosen; refuses ``file_missing``."""
    found = chosen_files(request)
    if not found:
        raise Refused("file_missing")
    return found[-1]


def _name(filename: str | bytes) -> str:
    """A name that is no UTF-8 comes as bytes."""
    return filename.decode("utf-8", "replace") if isinstance(filename, bytes) else str(filename)
