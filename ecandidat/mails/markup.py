"""The HTML body: no table, no image, colours that stay readable in light and in dark.

Mail programs drop style sheets, hence the inline styles; the only sheet serves narrow screens and dark mode.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ecandidat.mails.blocks import FACT, Block, Line, Shape, text_of
from ecandidat.mails.rendering import Piece
from ecandidat.mails.variables import VARIABLES, ValueKind

DEFAULT_ACCENT = "#1f4e8c"
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+\Z")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")


@dataclass(frozen=True)
class Look:
    """The colours of one message, all ``#rrggbb``: links are readable on the tint, or in the dark."""

    accent: str
    on_accent: str
    link: str
    dark_link: str
    tint: str


_DARK, _DARK_PANEL = "#1c1f24", "#272b32"
_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;"
_P = "margin:0 0 18px;font-size:16px;line-height:1.6;"


def look_for(accent: str) -> Look:
    """The colours that go with ``accent``; each pair of text and background has a contrast of 4.5 or more."""
    base = accent if _COLOUR.match(accent) else DEFAULT_ACCENT
    on_accent = "#ffffff" if contrast(base, "#ffffff") >= 4.5 else "#111111"
    tint = _mix(base, "#ffffff", 0.94)
    return Look(base, on_accent, _readable(base, tint, "#000000"), _readable(base, _DARK_PANEL, "#ffffff"), tint)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mix(one: str, other: str, share: float) -> str:
    mixed = (round(a + (b - a) * share) for a, b in zip(_rgb(one), _rgb(other), strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG, from 1 to 21."""
    light = []
    for colour in (one, other):
        parts = (c / 255 for c in _rgb(colour))
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        light.append(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    return (max(light) + 0.05) / (min(light) + 0.05)


def _readable(colour: str, background: str, away: str) -> str:
    """``colour``, moved towards ``away`` just enough to be read (5:1) on ``background``."""
    shades = (_mix(colour, away, step / 20) for step in range(21))
    return next(shade for shade in shades if contrast(shade, background) >= 5)


def _block(block: Block, paste: str, look: Look) -> str:
    if block.shape is Shape.BUTTON:
        return _button(block, paste, look)
    if block.shape is Shape.LIST:
        items = "".join(f'<li style="margin:0 0 6px;">{_inline(line, look)}</li>' for line in block.lines)
        return f'<ul style="{_P}padding:0 0 0 22px;">{items}</ul>'
    if block.shape is Shape.FACTS:
        facts = "".join(_fact(line, look) for line in block.lines)
        return (
            f'<dl class="panel" style="margin:0 0 22px;padding:16px 20px 4px;background:{look.tint};'
            f'border-left:4px solid {look.accent};border-radius:4px;">{facts}</dl>'
        )
    return f'<p style="{_P}">{"<br>".join(_inline(line, look) for line in block.lines)}</p>'


def _fact(line: Line, look: Look) -> str:
    match = FACT.match(line[0].text)
    label, start = (match["label"], match.end()) if match else ("", 0)
    value = [Piece(line[0].text[start:], None), *line[1:]]
    return (
        f'<dt class="muted" style="margin:0;font-size:13px;line-height:1.4;color:#55606e;">{escape(label)}</dt>'
        f'<dd style="margin:0 0 12px;font-size:16px;line-height:1.4;font-weight:600;">{_inline(value, look)}</dd>'
    )


def _button(block: Block, paste: str, look: Look) -> str:
    url = escape(block.url)
    return (
        f'<p style="margin:26px 0 12px;"><a class="button" href="{url}" style="display:inline-block;padding:13px 26px;'
        f"background:{look.accent};color:{look.on_accent};font-size:16px;line-height:1.3;font-weight:600;"
        f'text-decoration:none;border-radius:6px;">{escape(text_of(block.lines[0]))}</a></p>'
        f'<p class="muted" style="margin:0 0 24px;font-size:13px;line-height:1.5;color:#55606e;">{escape(paste)}<br>'
        f'<a class="link" href="{url}" style="color:{look.link};word-break:break-all;">{url}</a></p>'
    )


def _inline(line: Line, look: Look) -> str:
    return "".join(_inline_piece(piece, look) for piece in line)


def _inline_piece(piece: Piece, look: Look) -> str:
    shown = escape(piece.text).replace("\n", "<br>")
    kind = VARIABLES[piece.name].kind if piece.name else ValueKind.LINE
    if kind is ValueKind.LINK and piece.text:
        target = shown
    elif kind is ValueKind.MAIL and _ADDRESS.match(piece.text):
        target = f"mailto:{shown}"
    else:
        return shown
    return f'<a class="link" href="{target}" style="color:{look.link};word-break:break-word;">{shown}</a>'


@dataclass(frozen=True)
class Page:
    """One HTML message: its language, its words in that language, its blocks."""

    lang: str
    subject: str
    preheader: str
    blocks: Sequence[Block]
    establishment: str
    paste: str
    automatic: str

    def render(self, accent: str) -> str:
        """The whole HTML document, in the colour ``accent`` (``#rrggbb``; anything else gives the default)."""
        look = look_for(accent)
        title, establishment = escape(self.subject), escape(self.establishment)
        body = "\n".join(_block(block, self.paste, look) for block in self.blocks)
        return f"""<!DOCTYPE html>
<html lang="{escape(self.lang)}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no">
<title>{title}</title>
<style>
@media (max-width: 480px) {{
  .outer {{ padding: 0 !important; }}
  .inner {{ padding: 26px 20px 14px !important; }}
  .card, .brand {{ border-width: 0 !important; border-radius: 0 !important; }}
  .brand {{ padding: 14px 20px !important; }}
  .button {{ display: block !important; text-align: center !important; }}
}}
@media (prefers-color-scheme: dark) {{
  .outer {{ background: #111317 !important; }}
  .card {{ background: {_DARK} !important; color: #e8eaed !important; border-color: #333840 !important; }}
  .panel {{ background: {_DARK_PANEL} !important; }}
  .muted {{ color: #aab2bd !important; }}
  .link {{ color: {look.dark_link} !important; }}
}}
</style>
</head>
<body class="outer" style="margin:0;padding:0;background:#eef0f3;">
<div style="display:none;max-height:0;overflow:hidden;opacity:0;">{escape(self.preheader)}{"&#847;&zwnj;&nbsp;" * 40}\
</div>
<div class="outer" role="article" lang="{escape(self.lang)}" aria-label="{title}"
 style="padding:28px 12px;background:#eef0f3;{_FONT}">
<div style="max-width:600px;margin:0 auto;">
<div class="brand" style="padding:16px 37px;background:{look.accent};color:{look.on_accent};font-size:15px;\
line-height:1.4;font-weight:600;border-radius:8px 8px 0 0;">{establishment}</div>
<div class="card" style="background:#ffffff;color:#1b1f24;border:1px solid #dde1e6;\
border-top:0;border-radius:0 0 8px 8px;">
<div class="inner" style="padding:34px 36px 18px;">
<h1 style="margin:0 0 22px;font-size:22px;line-height:1.3;font-weight:700;">{title}</h1>
{body}
</div>
</div>
<div class="muted" style="padding:18px 20px 26px;font-size:13px;line-height:1.5;color:#55606e;text-align:center;">\
{escape(self.automatic)}<br>{establishment} · eCandidat</div>
</div>
</div>
</body>
</html>
"""
