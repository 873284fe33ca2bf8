"""Charts for mails, drawn on the server: the figure of the page as a picture of plain shapes.

Mail programs run no scripts. The picture holds no words, so that no typeface is needed where it is drawn; what its
ends are stands in the mail beside it.
"""

from collections.abc import Sequence
from typing import Final

import resvg_py

from analytics.dashboard.figures import Figure, Series
from analytics.reports.table import Chart

WIDTH: Final = 1120
HEIGHT: Final = 320
"""In pixels; a mail shows it at half of that, sharp on fine screens."""
_MARGIN: Final = 12
_GROUND: Final = "#fcfcfd"
_LINE: Final = "#d9dbe6"
_ACCENT: Final = "#3b3fbd"
_SOFT: Final = "#eceefc"
_PAST: Final = "#8a8fa6"


def is_drawable(figure: Figure) -> bool:
    """Whether a mail shows the figure as a picture: those whose labels are a row of days, minutes or places. Bars with
    long names are drawn in the table itself."""
    return figure.kind is Chart.LINE or figure.is_upright


def png_of(figure: Figure) -> bytes:
    """Return the figure as a PNG of ``WIDTH`` × ``HEIGHT`` pixels."""
    return bytes(resvg_py.svg_to_bytes(svg_string=svg_of(figure), skip_system_fonts=True))


def svg_of(figure: Figure) -> str:
    """Return the figure as SVG; the axis of values begins at 0, or below where there is less."""
    values = [value for series in figure.series for value in series.values if value is not None]
    top, bottom = max([*values, 0.0]) or 1.0, min([*values, 0.0])

    def y(value: float) -> float:
        return HEIGHT - _MARGIN - (value - bottom) / (top - bottom) * (HEIGHT - 2 * _MARGIN)

    grid = "".join(
        f'<path d="M0 {y(bottom + (top - bottom) * part):.1f}H{WIDTH}" stroke="{_LINE}" stroke-width="2"/>'
        for part in (0, 0.5, 1)
    )
    draw = _line if figure.kind is Chart.LINE else _bars
    # What is compared with lies below.
    ordered = sorted(figure.series, key=lambda series: not series.is_past)
    drawn = "".join(
        draw(series, [None if v is None else y(v) for v in series.values], y(0)) for series in ordered
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_GROUND}"/>{grid}{drawn}</svg>'
    )


def _line(series: Series, heights: Sequence[float | None], ground: float) -> str:
    """Draw a line that has gaps where nothing is known; the present one stands on a soft ground."""
    step = WIDTH / max(1, len(heights) - 1)
    runs: list[list[str]] = [[]]
    for place, height in enumerate(heights):
        if height is None:
            runs.append([])
        else:
            runs[-1].append(f"{place * step:.1f} {height:.1f}")
    parts = []
    for run in filter(None, runs):
        path = "M" + "L".join(run)
        if not series.is_past:
            ends = run[0].split()[0], run[-1].split()[0]
            parts.append(f'<path d="{path}L{ends[1]} {ground:.1f}L{ends[0]} {ground:.1f}Z" fill="{_SOFT}"/>')
        style = f'stroke="{_PAST}" stroke-dasharray="10 8"' if series.is_past else f'stroke="{_ACCENT}"'
        parts.append(f'<path d="{path}" fill="none" {style} stroke-width="4" stroke-linecap="round"/>')
    return "".join(parts)


def _bars(series: Series, heights: Sequence[float | None], ground: float) -> str:
    step = WIDTH / max(1, len(heights))
    return "".join(
        f'<rect x="{place * step + step * 0.15:.1f}" y="{min(height, ground):.1f}" width="{step * 0.7:.1f}"'
        f' height="{abs(ground - height):.1f}" rx="3" fill="{_ACCENT}"/>'
        for place, height in enumerate(heights)
        if height is not None
    )
