"""
Make a screen of what `evaluate` found: text for a terminal, nothing is read or written. Shares are 0 to 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

#: Rows of a table of kinds or types; the rest is counted in one line.
SHOWN_ROWS = 7


def screens(result: dict[str, Any]) -> list[str]:
    """Return a screen for each file of what `evaluate` returned, and one for all of them together."""
    screen = {"places": places, "oracle": oracle, "roles": roles, "actors": actors}[result["what"]]
    out = [screen(figures["file"], figures) for figures in result["files"]]
    if "all" in result:
        out.append(screen(f"All {len(out)} files", result["all"]))
    return out


def places(name: str, figures: dict[str, Any]) -> str:
    """Return the figures of `evaluate_places`."""
    left_out = "" if figures["demonyms"] else ", demonyms left out"
    exact, some = figures["recognition"]["exact"], figures["recognition"]["overlap"]
    resolved, whole, sure = figures["resolution"], figures["end_to_end"], figures["calibration"]
    lines = [
        f"{name}: {figures['articles']:,} articles, {figures['gold']:,} names, "
        f"{figures['gold_with_coordinates']:,} with coordinates{left_out}; "
        f"{figures['articles_a_second']:.0f} articles a second",
        "",
        *_table(
            ("", "P", "R", "F1", "found", "wrong", "missed"),
            [
                (label, *_digits(row, "precision", "recall", "f1"), *_counts(row, "found", "wrong", "missed"))
                for label, row in (("found, any overlap", some), ("found, same span", exact))
            ]
            + [("found and within 161 km", *_digits(whole, "precision161", "recall161", "f161"))],
        ),
        "",
        f"Of {_resolved(resolved)}; {resolved['not_placed']:,} more were found and not placed.",
        "",
        *_found("role", figures["by_role"]),
        *_marked("marked role", figures["by_gold_role"]),
        *_found("kind of place", figures["by_kind"]),
        *_marked("marked type", figures["by_gold_type"]),
        *_table(
            ("confidence", "mentions", "mean", "right"),
            [
                (f"{row['from']:.1f}-{row['to']:.1f}", f"{row['mentions']:,}", *_digits(row, "confidence", "right"))
                for row in sure["bins"]
            ],
        ),
        f"Expected calibration error {_digit(sure['ece'])}",
    ]
    return "\n".join(lines)


def oracle(name: str, figures: dict[str, Any]) -> str:
    """Return the figures of `evaluate_oracle`."""
    resolved = figures["resolution"]
    lines = [
        f"{name}: {figures['articles']:,} articles, names given; {figures['articles_a_second']:.0f} articles a second",
        "",
        f"Of {_resolved(resolved)}; {resolved['not_placed']:,} of them, not placed, count as 20,039 km.",
        "",
        *_table(
            ("marked role or type", "names", "Acc@161", "median km", "AUC"),
            [
                (label, f"{row['mentions']:,}", _digit(row["acc161"]), _km(row["median_km"]), _digit(row["auc"]))
                for label, row in list(figures["by_gold_type"].items())[:SHOWN_ROWS]
            ],
        ),
    ]
    return "\n".join(lines)


def roles(name: str, figures: dict[str, Any]) -> str:
    """Return the figures of `evaluate_roles`."""
    lines = [
        f"{name}: {figures['articles']:,} passages, {figures['names']:,} names; the role of "
        f"{_digit(figures['accuracy'])} is right ({figures['right']:,})",
        "",
        *_table(
            ("marked role", "names", "found", "right"),
            [
                (label, f"{row['gold']:,}", *_digits(row, "recall", "same_role"))
                for label, row in figures["by_gold_role"].items()
            ],
        ),
    ]
    if figures["mixed_up"]:
        most = [f"{row['marked']} as {row['given']} {row['names']}" for row in figures["mixed_up"][:SHOWN_ROWS]]
        lines += ["", f"Mixed up: {', '.join(most)}"]
    return "\n".join(lines)


def actors(name: str, figures: dict[str, Any]) -> str:
    """Return the figures of `evaluate_actors`."""
    lines = [
        f"{name}: {figures['articles']:,} articles",
        "",
        *_table(
            ("", "P", "R", "F1", "found", "wrong", "missed"),
            [
                (label, *_digits(row, "precision", "recall", "f1"), *_counts(row, "found", "wrong", "missed"))
                for label, row in (
                    ("actor mentions, overlap", figures["mentions"]),
                    ("actors of an article", figures["sets"]),
                )
            ],
        ),
    ]
    for label in ("missed", "wrong"):
        if figures[label]:
            lines.append(f"Most often {label}: {', '.join(f'{each} {n}' for each, n in figures[label].items())}")
    if figures["unknown"]:
        lines.append(f"Not in data/actors.csv, so never found: {', '.join(figures['unknown'])}")
    return "\n".join(lines)


def _resolved(row: dict[str, Any]) -> str:
    return (
        f"{row['mentions']:,} names with both points, {_digit(row['acc161'])} lie within 161 km (Acc@161); "
        f"error: mean {_km(row['mean_km'])} km, median {_km(row['median_km'])} km, AUC {_digit(row['auc'])}"
    )


def _found(title: str, groups: dict[str, dict[str, Any]]) -> list[str]:
    shown, rest = _cut(groups, "found")
    rows = [
        (
            label, f"{row['found']:,}", _digit(row["precision"]), _digit(row["acc161"]), _km(row["mean_km"]),
            _km(row["median_km"]), _digit(row["auc"]), _digit(row["precision161"]),
        )
        for label, row in shown
    ]  # fmt: skip
    head = (title, "found", "P", "Acc@161", "mean km", "median km", "AUC", "P@161")
    return [*_table(head, rows), *rest, ""] if rows else []


def _marked(title: str, groups: dict[str, dict[str, Any]]) -> list[str]:
    shown, rest = _cut(groups, "gold")
    rows = [
        (
            label, f"{row['gold']:,}", _digit(row["recall"]), _digit(row["acc161"]), _km(row["mean_km"]),
            _km(row["median_km"]), _digit(row["auc"]), _digit(row["recall161"]),
        )
        for label, row in shown
    ]  # fmt: skip
    head = (title, "names", "R", "Acc@161", "mean km", "median km", "AUC", "R@161")
    return [*_table(head, rows), *rest, ""] if rows else []


def _cut(groups: dict[str, dict[str, Any]], count: str) -> tuple[list[tuple[str, dict[str, Any]]], list[str]]:
    """Return the largest groups and, if there are more, a line that counts them."""
    every = list(groups.items())
    if len(every) <= SHOWN_ROWS + 1:
        return every, []
    rest = every[SHOWN_ROWS:]
    return every[:SHOWN_ROWS], [f"and {len(rest)} more with {sum(row[count] for _, row in rest):,} (see --json)"]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return aligned lines: the first column to the left, the others to the right."""
    cells = [tuple(head), *((*row, *[""] * (len(head) - len(row))) for row in rows)]
    widths = [max(len(row[n]) for row in cells) for n in range(len(head))]
    widths[0] = max(widths[0], 24)
    return [
        (row[0].ljust(widths[0]) + "".join(f"  {cell:>{max(width, 6)}}" for cell, width in zip(row[1:], widths[1:],
                                                                                              strict=True))).rstrip()
        for row in cells
    ]  # fmt: skip


def _digits(row: dict[str, Any], *keys: str) -> tuple[str, ...]:
    return tuple(_digit(row[key]) for key in keys)


def _counts(row: dict[str, Any], *keys: str) -> tuple[str, ...]:
    return tuple(f"{row[key]:,}" for key in keys)


def _digit(share: float | None) -> str:
    return "-" if share is None else f"{share:.3f}"


def _km(distance: float | None) -> str:
    return "-" if distance is None else f"{distance:,.1f}"
