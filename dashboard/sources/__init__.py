"""Bytes from anywhere -> `Article`. What cannot be read becomes a `Refusal` with file, line, reason and remedy."""

from dashboard.sources.files import FORMATS, read_bytes, read_sources, read_text
from dashboard.sources.quarantine import Quarantine, Quarantined
from dashboard.sources.received import Received, Refusal

__all__ = [
    "FORMATS",
    "Quarantine",
    "Quarantined",
    "Received",
    "Refusal",
    "read_bytes",
    "read_sources",
    "read_text",
]
