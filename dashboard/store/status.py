"""
What `python -m dashboard status` says of names without a place and of corrections. Writes nothing, locks no file.
"""

from __future__ import annotations

from dashboard.errors import LedgerError
from dashboard.model import NO_FILTERS
from dashboard.store import queries
from dashboard.store.archive import Archive
from dashboard.store.corrections import Correction, Ledger, Undo
from dashboard.store.index import Index

#: Why a correction does not apply now, by `queries.corrections`' column `lost`.
LOST = {
    "article": "their articles are not stored",
    "mention": "what they correct is not in the newest version of its article",
}


def corrections_in_words(ledger: Ledger, archive: Archive) -> list[str]:
    """Return lines that count the corrections, and the names that none of them places."""
    try:
        read = ledger.read()
    except LedgerError as error:
        return [f"Corrections {error}"]
    made = sum(isinstance(entry, Correction) for entry in read.entries)
    undone = sum(isinstance(entry, Undo) for entry in read.entries)
    said = f"Corrections {len(read.active):,} in force"
    if made:
        said += f", {made:,} made, {undone:,} undone, in {ledger.path}"
    lines = [said]
    if read.passed_over:
        lines.append(
            f"            {len(read.passed_over):,} lines are no entries, the first is line {read.passed_over[0]}"
        )
    if archive.files():
        with Index.in_memory(archive, corrections=ledger) as index:
            found = queries.summary(index, NO_FILTERS)
            lost = queries.corrections(index)["lost"].value_counts()
        for reason, said in LOST.items():
            if count := int(lost.get(reason, 0)):
                lines.append(f"            {count:,} change nothing now: {said}")
        lines.append(f"Not placed  {found.unplaced_names:,} names in {found.unplaced_mentions:,} mentions")
    return lines
