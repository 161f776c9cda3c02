"""Bytes from anywhere -> `Article`. What cannot be read becomes a `Refusal` with file, line, reason and remedy."""

from dashboard.sources.columns import Columns, Mapped
from dashboard.sources.files import FORMATS, columns_of, read_bytes, read_sources, read_stream, read_text
from dashboard.sources.quarantine import Quarantine, Quarantined
from dashboard.sources.received import Received, Refusal

__all__ = [
    "Columns",
    "FORMATS",
    "Mapped",
    "Quarantine",
    "Quarantined",
    "Received",
    "Refusal",
    "columns_of",
    "read_bytes",
    "read_sources",
    "read_stream",
    "read_text",
]
