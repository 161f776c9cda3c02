"""
What could not be read, in the dialog where articles are added: where, why, what to do, and how it begins.

Everything in it is a stranger's and is shown through `text.escape` only.
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.app import resources, text
from dashboard.app.languages import add_words, words
from dashboard.sources import Quarantine, Quarantined

#: Refusals that are shown, the latest ones; the others are counted.
SHOWN = 50
#: Characters of a refused input that are shown.
RAW = 120


def kept() -> list[Quarantined]:
    """Return what is in quarantine, the latest first; nothing if it cannot be read."""
    try:
        found = Quarantine(resources.settings().quarantine).list()
    except OSError:
        return []
    return sorted(found, key=lambda each: each.at, reverse=True)


def listed(refused: Sequence[Quarantined]) -> str:
    """Return what is in quarantine as HTML."""
    rows = []
    for each in refused[:SHOWN]:
        refusal = each.refusal
        where = add_words.where(refusal.file, refusal.line)
        raw = " ".join(refusal.raw.split())[:RAW]
        begins = f"<br><code>{text.escape(raw)}</code>" if raw else ""
        rows.append(
            f"<li><b>{text.escape(where)}</b> · {text.escape(add_words.moment(each.at))}<br>"
            f"{text.escape(words.capital(refusal.reason))}. {text.escape(words.capital(refusal.remedy))}.{begins}</li>"
        )
    if len(refused) > SHOWN:
        rows.append(f"<li>{text.escape(add_words.more(len(refused) - SHOWN))}</li>")
    return f'<div class="refused"><p class="about">{text.escape(add_words.RETRY)}</p><ul>{"".join(rows)}</ul></div>'
