"""Charts drawn on the server as SVG: bars for days, curves for what adds up. No script, no style attribute.

Shapes alone are drawn, and stretch with the page; every word around them is text of the page. A table of the same
figures always stands beside a chart.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import escape

WIDTH, HEIGHT = 600, 120
"""Units of a drawing: it stretches to where it stands."""


def bars(values: Sequence[int], title: str, about: str, marker: str) -> str:
    """One bar for each value, from left to right; ``marker`` makes the ids of the page unique."""
    top = max(values, default=0) or 1
    step = WIDTH / max(len(values), 1)
    width = max(step * 0.8, 0.5)
    drawn = []
    for rank, value in enumerate(values):
        if value:
            height = value / top * HEIGHT
            drawn.append(
                f'<rect x="{rank * step:.2f}" y="{HEIGHT - height:.2f}" width="{width:.2f}" height="{height:.2f}"/>'
            )
    return _drawing("chart-bars", "".join(drawn), title, about, marker)


def curves(series: Sequence[Sequence[int]], title: str, about: str, marker: str) -> str:
    """Curves on one scale: the first one full, the others dashed. A curve may end before the others."""
    top = max((value for values in series for value in values), default=0) or 1
    longest = max((len(values) for values in series), default=1)
    step = WIDTH / max(longest - 1, 1)
    drawn = []
    for rank, values in enumerate(series):
        places = ((place * step, HEIGHT - value / top * HEIGHT) for place, value in enumerate(values))
        points = " ".join(f"{x:.2f},{y:.2f}" for x, y in places)
        drawn.append(f'<polyline class="curve-{rank + 1}" points="{points}" vector-effect="non-scaling-stroke"/>')
    return _drawing("chart-curves", "".join(drawn), title, about, marker)


def _drawing(kind: str, shapes: str, title: str, about: str, marker: str) -> str:
    named = f'aria-labelledby="{escape(marker)}-titre {escape(marker)}-texte"'
    return (
        f'<svg class="chart {kind}" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" role="img" {named}>'
        f'<title id="{escape(marker)}-titre">{escape(title)}</title>'
        f'<desc id="{escape(marker)}-texte">{escape(about)}</desc>{shapes}</svg>'
    )
