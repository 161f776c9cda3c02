"""
Every error that the project raises on purpose.

    DashboardError
    ├── SettingsError      (ValueError)   a setting or data/region.toml cannot be used
    ├── SourceError        (ValueError)   an input as a whole cannot be read
    ├── DataFileError      (ValueError)   a file of data/ is broken; says file and line
    ├── GazetteerError     (RuntimeError) the gazetteer is missing, of another version, or damaged
    ├── ModelError         (RuntimeError) a trained model is missing or damaged
    ├── ArchiveError       (RuntimeError) an archive file is damaged or cannot be written
    ├── LedgerError        (RuntimeError) the ledger of corrections cannot be read or written
    ├── QuarantineError    (RuntimeError) the file of what was refused cannot be written
    ├── IndexFileError     (RuntimeError) the index cannot be written
    ├── WorkerError        (RuntimeError) processes that analyse cannot be started, or keep dying
    ├── QueryError         (ValueError)   a filter holds something that no query can mean
    ├── AccessError        (PermissionError) who asked may not change anything
    └── GeocodingError     (ConnectionError) a place could not be looked up; it may exist all the same

Each leaf is also a builtin, so that `except ValueError` works. One article or one row that cannot be read is not an
error: it goes to quarantine (`dashboard.sources.quarantine`) and the rest goes on.
"""


class DashboardError(Exception):
    """Root of the tree above. The message says what was wrong, where, and what to do."""


class SettingsError(DashboardError, ValueError):
    """A setting or `data/region.toml` cannot be used. Mend the value that the message names."""


class SourceError(DashboardError, ValueError):
    """An input as a whole cannot be read: it does not exist, or is of no known format."""


class DataFileError(DashboardError, ValueError):
    """A file of `data/` is broken. The message starts with `file:line:`."""


class GazetteerError(DashboardError, RuntimeError):
    """The gazetteer is missing, of another version, or damaged: run `python -m dashboard gazetteer build`."""


class ModelError(DashboardError, RuntimeError):
    """A trained model is missing or damaged: restore `data/models/`, or run `python -m dashboard train`."""


class ArchiveError(DashboardError, RuntimeError):
    """An archive file is damaged or cannot be written. The message names the file; other files are still read."""


class LedgerError(DashboardError, RuntimeError):
    """The ledger of corrections cannot be read or written. The message names the file; the archive is not touched."""


class QuarantineError(DashboardError, RuntimeError):
    """The file of what was refused cannot be written. The message names it; what it held before is whole."""


class IndexFileError(DashboardError, RuntimeError):
    """The index cannot be written, as on a full disk. What it held before is served, and the archive is not touched."""


class WorkerError(DashboardError, RuntimeError):
    """Processes that analyse cannot be started, or keep dying. What was stored stays; the same again goes on there."""


class QueryError(DashboardError, ValueError):
    """A filter holds something that no query can mean, such as an unknown role."""


class GeocodingError(DashboardError, ConnectionError):
    """A place could not be looked up: the service is out of reach, busy, or gives no sense. Trying later may help."""


class AccessError(DashboardError, PermissionError):
    """Whoever asked may not change anything. An editor can, and whoever keeps `access.toml` makes one."""
