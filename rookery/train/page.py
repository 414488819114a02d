"""A run as one HTML file: loss, bits a byte, rate, speed and utilisation, samples through time.

Charts are drawn by Altair as SVG; the file asks for nothing from anywhere, and renews itself while
the run goes on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from rookery.durable import write_whole
from rookery.errors import Unavailable
from rookery.train import metrics
from rookery.train.run_folders import PAGE
from rookery.train.settings import RunSettings

Scale = Literal["linear", "log"]
_POINTS = 600  # of a line: more than a screen shows
_WIDTH, _HEIGHT = 420, 200
_SHOWN = 12  # looks whose samples are shown, the first and the last among them
_CHARTS: tuple[tuple[str, str, str, Scale], ...] = (  # field, title, unit, scale
    ("loss", "Loss", "nats a token", "linear"),
    ("bits_per_byte", "On what was kept back", "bits a byte", "linear"),
    ("gradient", "Gradient before clipping", "norm", "log"),
    ("rate", "Rate", "of the matrices", "linear"),
    ("tokens_per_s", "Speed", "tokens a second", "linear"),
    ("utilisation", "Utilisation", "share of the peak", "linear"),
)


def page(folder: Path) -> Path:
    """Draw the run in `folder` as it stands; raises Unavailable where Altair is not installed."""
    settings = RunSettings.load(folder)
    lines = metrics.read(folder)
    steps = [line for line in lines if line["kind"] == "step"]
    looks = [line for line in lines if line["kind"] == "look"]
    done = steps[-1]["step"] + 1 if steps else 0
    html = _ENVIRONMENT.get_template("page.html").render(
        name=folder.name,
        settings=settings,
        done=done,
        ended=done >= settings.steps,
        last=steps[-1] if steps else None,
        bits=looks[-1]["bits_per_byte"] if looks else None,
        charts=_charts(steps, looks),
        said=[line for line in steps if line["said"]][-_SHOWN:],
        looks=_thinned([look for look in looks if look["samples"]], _SHOWN),
    )
    write_whole(folder / PAGE, html)
    return folder / PAGE


def _charts(steps: Sequence[Mapping[str, Any]], looks: Sequence[Mapping[str, Any]]) -> list[Markup]:
    drawn = []
    for field, title, unit, scale in _CHARTS:
        lines = looks if field == "bits_per_byte" else steps
        points = [{"step": li["step"], field: li[field]} for li in lines if li.get(field)]
        if len(points) > 1:
            drawn.append(_drawn(_thinned(points, _POINTS), field, title, unit, scale))
    return drawn


def _drawn(
    points: Sequence[Mapping[str, Any]], field: str, title: str, unit: str, scale: Scale
) -> Markup:
    try:
        import altair as alt
        import vl_convert
    except ImportError:
        raise Unavailable(
            "The run page needs the extra [train]: pip install -c constraints.txt '.[train]'"
        ) from None
    chart = (
        alt.Chart(alt.InlineData(values=list(points)), title=f"{title} ({unit})")
        .mark_line(strokeWidth=1.2, color="#2f6fab")
        .encode(
            x=alt.X("step:Q", title="step"),
            y=alt.Y(f"{field}:Q", title=None, scale=alt.Scale(type=scale, zero=False, nice=True)),
        )
        .properties(width=_WIDTH, height=_HEIGHT, background="transparent")
    )
    return Markup(vl_convert.vegalite_to_svg(chart.to_dict()))


def _thinned(points: Sequence[Any], most: int) -> list[Any]:
    """At most `most` of them, evenly, the first and the last among them."""
    if len(points) <= most:
        return list(points)
    return [points[round(i * (len(points) - 1) / (most - 1))] for i in range(most)]


_ENVIRONMENT = Environment(loader=PackageLoader("rookery.train", ""), autoescape=True)
