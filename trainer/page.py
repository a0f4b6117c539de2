"""A learner's report as one HTML file: plots drawn as SVG, nothing loaded from anywhere, readable without colour."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from html import escape
from math import ceil, floor

from trainer.neutralise import one_line
from trainer.numbers import counted, percent
from trainer.report import Report
from trainer.scoring import CONFIDENCE
from trainer.sensitivity import ENOUGH_SAID, Sensitivity

WIDTH, HEIGHT = 720, 200
LEFT, RIGHT, BOTTOM, TOP = 44, 24, 24, 10
STYLE = """
:root { --ink: #1f2730; --quiet: #535e69; --rule: #c4c6c8; --paper: #fbfaf7; --bar: #1a5fb4; --off: #a85400; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #d7dee7; --quiet: #9aa8b8; --rule: #33404f; --paper: #11161d; --bar: #6db6ff; --off: #ffb454; }
}
body { background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 50rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
p.quiet, caption { color: var(--quiet); text-align: left; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .2rem .6rem .2rem 0; border-bottom: 1px solid var(--rule); }
td.n, th.n { text-align: right; white-space: nowrap; }
svg { width: 100%; height: auto; } svg text { fill: var(--quiet); font: 11px system-ui, sans-serif; }
svg .rule { stroke: var(--rule); } svg .bar { fill: var(--bar); } svg .off { fill: var(--off); }
svg .line { stroke: var(--bar); fill: none; stroke-width: 2; } svg .reach { stroke: var(--bar); stroke-width: 1; }
""".strip()


def page(report: Report) -> str:
    """The whole file."""
    parts = [
        f"<h1>What you see in code review</h1><p>{escape(report.reviewer)}</p>",
        f'<p class="quiet">{_head(report)}</p>',
        *_section("Sensitivity over time", _over_time(report)),
        *_section("By family", _table(report.by_family)),
        *_section("Calibration", _calibration(report)),
        *_section("What you take for what", _confused(report)),
        *_section("Rating", _rating(report)),
        *_section("Due in the next two weeks", _due(report)),
        *_section("Activity", _activity(report)),
        *_section("By risk", _table(report.by_risk)),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>critique: what you see in code review</title><style>{STYLE}</style></head><body>\n"
        + "\n".join(parts)
        + "\n</body></html>\n"
    )


def _head(report: Report) -> str:
    which = f"{report.filter}; " if str(report.filter) else ""
    return escape(
        one_line(
            f"{which}{counted(report.snippets, 'snippet')}; {report.passed} of {report.clean} with nothing wrong "
            f"let pass; rating {report.ratings.overall}; {report.now:%Y-%m-%d}"
        )
    )


def _section(title: str, body: str) -> Iterable[str]:
    return [f"<h2>{escape(title)}</h2>", body or '<p class="quiet">Not enough played yet.</p>']


def _table(rows: dict[str, Sensitivity]) -> str:
    if not rows:
        return ""
    cells = [
        f"<tr><td>{_safe(name)}</td><td class=n>{one.hits} of {one.risky}</td>"
        f"<td class=n>{one.alarms} of {one.fine}</td><td class=n>{escape(str(one))}</td>"
        f"<td>{escape(', '.join(one.words))}</td></tr>"
        for name, one in rows.items()
    ]
    return (
        "<table><thead><tr><th></th><th class=n>found</th><th class=n>false alarms</th>"
        "<th class=n>d' (95 %)</th><th></th></tr></thead><tbody>"
        + "".join(cells)
        + "</tbody></table>"
    )


def _over_time(report: Report) -> str:
    """d' of each week that has enough, with its interval."""
    points = [
        (week.monday.isoformat(), week.seen.d_prime, week.seen.interval)
        for week in report.weeks
        if week.seen.is_enough and week.seen.d_prime is not None and week.seen.interval
    ]
    if not points:
        return ""
    low = floor(min(0.0, *(interval[0] for _, _, interval in points)))
    high = ceil(max(3.0, *(interval[1] for _, _, interval in points)))
    y = _scale(low, high)
    xs = _xs(len(points))
    drawn = [_axis(low, high, y)]
    for x, (name, value, interval) in zip(xs, points, strict=True):
        told = f"week of {name}: {value:.1f} ({interval[0]:.1f} to {interval[1]:.1f})"
        drawn.append(
            f'<g><title>{told}</title><line class="reach" x1="{x:.0f}" x2="{x:.0f}" '
            f'y1="{y(interval[0]):.1f}" y2="{y(interval[1]):.1f}"/>'
            f'<circle class="bar" cx="{x:.0f}" cy="{y(value):.1f}" r="4"/></g>'
        )
    line = " ".join(f"{x:.0f},{y(p[1]):.1f}" for x, p in zip(xs, points, strict=True))
    drawn.append(f'<polyline class="line" points="{line}"/>')
    drawn += _labels(xs, [name for name, _, _ in points])
    return _svg(
        drawn,
        f"d' in {counted(len(points), 'week')}, with its 95 % interval; 0 is chance, 2 is good",
    )


def _rating(report: Report) -> str:
    course = report.ratings.course
    if len(course) < 2:
        return ""
    values = [value for _, value in course]
    low, high = floor(min(values) / 100) * 100, ceil(max(values) / 100) * 100
    y, xs = _scale(low, high), _xs(len(values))
    line = " ".join(f"{x:.1f},{y(v):.1f}" for x, v in zip(xs, values, strict=True))
    return _svg(
        [_axis(low, high, y), f'<polyline class="line" points="{line}"/>'],
        f"rating after each of {len(values)} snippets: {report.ratings.overall}",
    )


def _calibration(report: Report) -> str:
    rows = []
    for bin in report.calibration:
        share = percent(bin.share, f"from {ENOUGH_SAID} times on")
        rows.append(
            f"<tr><td>{bin.confidence}</td><td class=n>{percent(CONFIDENCE[bin.confidence])}</td>"
            f"<td class=n>{bin.said}</td><td class=n>{share}</td><td>{bin.word}</td></tr>"
        )
    return (
        "<table><thead><tr><th>you said</th><th class=n>means</th><th class=n>times</th>"
        "<th class=n>was right</th><th></th></tr></thead><tbody>"
        + "".join(rows)
        + "</tbody></table>"
    )


def _confused(report: Report) -> str:
    rows = [
        f"<tr><td>{_safe(said)}</td><td>{_safe(was)}</td><td class=n>{times}</td></tr>"
        for (said, was), times in report.confused.most_common(12)
    ]
    if not rows:
        return ""
    return (
        "<table><thead><tr><th>you said</th><th>it was</th><th class=n>times</th></tr></thead><tbody>"
        + "".join(rows)
        + "</tbody></table>"
    )


def _due(report: Report) -> str:
    if not report.memories:
        return ""
    days = [report.now + timedelta(days=n) for n in range(len(report.forecast))]
    return _bars(report.forecast, [f"{day:%d %b}" for day in days], "skills due a day")


def _activity(report: Report) -> str:
    if not report.activity:
        return ""
    last = max(report.activity)
    days = [last - timedelta(days=n) for n in reversed(range(84))]
    counts = [report.activity.get(day, 0) for day in days]
    return _bars(counts, [f"{day:%d %b}" for day in days], "snippets a day, twelve weeks")


def _bars(values: Sequence[int], names: Sequence[str], told: str) -> str:
    high = max(1, *values)
    y, xs = _scale(0, high), _xs(len(values))
    wide = max(2.0, 0.7 * (WIDTH - LEFT - RIGHT) / len(values))
    drawn = [_axis(0, high, y)]
    for x, value, name in zip(xs, values, names, strict=True):
        drawn.append(
            f'<g><title>{escape(name)}: {value}</title><rect class="bar" x="{x - wide / 2:.1f}" '
            f'y="{y(value):.1f}" width="{wide:.1f}" height="{y(0) - y(value):.1f}"/></g>'
        )
    return _svg([*drawn, *_labels(xs, names)], told)


def _scale(low: float, high: float) -> Callable[[float], float]:
    room = HEIGHT - TOP - BOTTOM
    return lambda value: TOP + room * (1 - (value - low) / ((high - low) or 1))


def _xs(count: int) -> list[float]:
    step = (WIDTH - LEFT - RIGHT) / count
    return [LEFT + step * (n + 0.5) for n in range(count)]


def _axis(low: float, high: float, y: Callable[[float], float]) -> str:
    marks = [low, (low + high) / 2, high]
    return "".join(
        f'<line class="rule" x1="{LEFT}" x2="{WIDTH}" y1="{y(m):.1f}" y2="{y(m):.1f}"/>'
        f'<text x="{LEFT - 6}" y="{y(m) + 4:.1f}" text-anchor="end">{m:.4g}</text>'
        for m in marks
    )


def _labels(xs: Sequence[float], names: Sequence[str]) -> list[str]:
    """Of at most eight, so that they do not run into each other."""
    every = max(1, -(-len(names) // 8))
    return [
        f'<text x="{x:.0f}" y="{HEIGHT - 6}" text-anchor="middle">{escape(name)}</text>'
        for n, (x, name) in enumerate(zip(xs, names, strict=True))
        if n % every == 0
    ]


def _svg(drawn: Iterable[str], told: str) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(told)}">'
        f'{"".join(drawn)}</svg><p class="quiet">{escape(told)}</p>'
    )


def _safe(name: str) -> str:
    return escape(one_line(name))
