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
    placed = [(series, [None if v is None else y(v) for v in series.values]) for series in figure.series]
    if figure.kind is Chart.LINE:
        # Grounds below all lines, what is compared with below what is.
        grounds = "".join(_ground(heights, y(0)) for series, heights in placed if not series.is_past)
        lines = (
            _line(series, heights) for series, heights in sorted(placed, key=lambda one: not one[0].is_past)
        )
        drawn = grounds + "".join(lines)
    else:
        drawn = "".join(_bars(heights, y(0)) for _, heights in placed)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_GROUND}"/>{grid}{drawn}</svg>'
    )


def _runs(heights: Sequence[float | None]) -> list[list[tuple[float, float]]]:
    """Return the points between gaps, where nothing is known."""
    step = WIDTH / max(1, len(heights) - 1)
    runs: list[list[tuple[float, float]]] = [[]]
    for place, height in enumerate(heights):
        if height is None:
            runs.append([])
        else:
            runs[-1].append((place * step, height))
    return [run for run in runs if run]


def _path(run: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in run)


def _ground(heights: Sequence[float | None], zero: float) -> str:
    return "".join(
        f'<path d="{_path(run)}L{run[-1][0]:.1f} {zero:.1f}L{run[0][0]:.1f} {zero:.1f}Z" fill="{_SOFT}"/>'
        for run in _runs(heights)
    )


def _line(series: Series, heights: Sequence[float | None]) -> str:
    style = f'stroke="{_PAST}" stroke-dasharray="10 8"' if series.is_past else f'stroke="{_ACCENT}"'
    return "".join(
        f'<path d="{_path(run)}" fill="none" {style} stroke-width="4" stroke-linecap="round"/>'
        for run in _runs(heights)
    )


def _bars(heights: Sequence[float | None], zero: float) -> str:
    step = WIDTH / max(1, len(heights))
    return "".join(
        f'<rect x="{place * step + step * 0.15:.1f}" y="{min(height, zero):.1f}" width="{step * 0.7:.1f}"'
        f' height="{abs(zero - height):.1f}" rx="3" fill="{_ACCENT}"/>'
        for place, height in enumerate(heights)
        if height is not None
    )
