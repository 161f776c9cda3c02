"""
Where things lie and how large they may be: one frozen object, made once at an edge and handed on as an argument.

Reads environment variables, `data/region.toml` and `outlets.json` in the home folder; writes nothing.

    DASHBOARD_DATA        the project's own tables (default: data/ beside the package)
    DASHBOARD_HOME        what a run writes: archive, index, quarantine (default: the per-user data folder)
    DASHBOARD_GAZETTEER   the built gazetteer (default: the per-user cache folder)
    DASHBOARD_REGION      another region file (default: region.toml in DASHBOARD_DATA)
    DASHBOARD_NOMINATIM   who asks a Nominatim for names that the gazetteer lacks, with an address, as in
                          "our-desk (desk@example.org)"; without it, here and in the region file, nobody is asked
    DASHBOARD_NOMINATIM_URL   another service than OpenStreetMap's own
    DASHBOARD_USER_AGENT  who asks web servers for feeds and pages, as in "our-desk (desk@example.org)"
    DASHBOARD_INTERNAL_HOSTS  hosts of one's own network that may be asked, with commas between: "wiki.local:8080"
    DASHBOARD_MEMORY_MB   what the database of the index may hold in memory, in MB (default: 1024); what the page counts
                          with comes besides, some 50 MB for a million mentions
    DASHBOARD_THREADS     what the index may compute with (default: 2)
    DASHBOARD_ANSWERS_MB  answers kept for all readers together, in MB (default: 256)
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import platformdirs

from dashboard.errors import SettingsError

APP_NAME = "regional-map-dashboard"
#: File of the home folder that says where outlets are at home.
OUTLETS = "outlets.json"


@dataclass(frozen=True, slots=True)
class NominatimService:
    """A Nominatim that names may be sent to, one by one, and who signs the requests."""

    user_agent: str
    scheme: str = "https"
    host: str = "nominatim.openstreetmap.org"


@dataclass(frozen=True, slots=True)
class Web:
    """
    Who asks web servers, which hosts of one's own network may be asked (names or IP addresses, with ":port" or
    without), and the feeds of the region: outlet -> address.
    """

    user_agent: str = "regional-map-dashboard/0.1 (reads news feeds; keeps to robots.txt)"
    internal_hosts: frozenset[str] = frozenset()
    feeds: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Region:
    """
    What the installation is about. `box` is (south, west, north, east), `centre` (lat, lon), decimal degrees. `sample`
    is the folder of articles that a first start shows, None for none; `actors` the ids, as the archive has them, that
    the filters list first. Without `nominatim` no name leaves this machine. `language` is the code of the one that the
    page is in until a reader chooses another, `names` what the region is called in other languages, by their codes.
    """

    name: str
    box: tuple[float, float, float, float]
    centre: tuple[float, float]
    zoom: int
    countries: frozenset[str] = frozenset()
    outlets: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    nominatim: NominatimService | None = None
    web: Web = Web()
    sample: Path | None = None
    actors: tuple[str, ...] = ()
    language: str = "en"
    names: Mapping[str, str] = field(default_factory=dict)

    def called(self, language: str) -> str:
        """Return the region's name in a language, its usual one if there is none."""
        return self.names.get(language, self.name)


@dataclass(frozen=True, slots=True)
class Limits:
    """
    Bounds that keep a laptop usable and a hostile input harmless.

    `office_bytes` and `archive_bytes` are what an office file and an archive may unpack to, `growth` how many times its
    size either may (text shrinks to a twentieth at best), `archive_members` how many files it may hold.
    """

    article_characters: int = 500_000  # analysing one takes up to 500 bytes a character
    file_bytes: int = 200_000_000
    page_bytes: int = 10_000_000
    office_bytes: int = 100_000_000
    archive_bytes: int = 1_000_000_000
    archive_members: int = 10_000
    growth: int = 100
    index_memory_mb: int = 1024
    index_threads: int = 2
    answers_mb: int = 256


@dataclass(frozen=True, slots=True)
class Settings:
    """Paths, region and limits of one installation."""

    data: Path
    home: Path
    gazetteer: Path
    region: Region
    limits: Limits = Limits()

    @property
    def archive(self) -> Path:
        """Folder of immutable Parquet files."""
        return self.home / "archive"

    @property
    def index(self) -> Path:
        """DuckDB file; can be thrown away and rebuilt."""
        return self.home / "index.duckdb"

    @property
    def quarantine(self) -> Path:
        """JSON lines: what could not be read, and why."""
        return self.home / "quarantine.jsonl"

    @property
    def visits(self) -> Path:
        """JSON: what was fetched from the web before, so that only what has changed is asked for."""
        return self.home / "visits.json"

    @property
    def heartbeat(self) -> Path:
        """JSON: the sign of life of `ingest --every`."""
        return self.home / "heartbeat.json"

    @property
    def corrections(self) -> Path:
        """JSON lines: what readers put right, and what they took back."""
        return self.home / "corrections.jsonl"

    @property
    def views(self) -> Path:
        """JSON lines: views of the page that readers keep under a name."""
        return self.home / "views.jsonl"


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """
    Return the settings of this installation.

    Raises SettingsError if the region file is missing or holds a value that cannot be used.
    """
    data = Path(environ.get("DASHBOARD_DATA") or Path(__file__).resolve().parent.parent / "data")
    home = Path(environ.get("DASHBOARD_HOME") or platformdirs.user_data_path(APP_NAME))
    gazetteer = Path(environ.get("DASHBOARD_GAZETTEER") or platformdirs.user_cache_path(APP_NAME) / "gazetteer")
    region = read_region(Path(environ.get("DASHBOARD_REGION") or data / "region.toml"))
    asked = _nominatim(
        {"user_agent": environ.get("DASHBOARD_NOMINATIM"), "url": environ.get("DASHBOARD_NOMINATIM_URL")},
        "DASHBOARD_NOMINATIM", region.nominatim,
    )  # fmt: skip
    web = _web(environ, region.web)
    region = replace(region, nominatim=asked, web=web, outlets={**read_outlets(home / OUTLETS), **region.outlets})
    limits = Limits(
        index_memory_mb=_whole(environ, "DASHBOARD_MEMORY_MB", Limits().index_memory_mb),
        index_threads=_whole(environ, "DASHBOARD_THREADS", Limits().index_threads),
        answers_mb=_whole(environ, "DASHBOARD_ANSWERS_MB", Limits().answers_mb),
    )
    return Settings(data=data, home=home, gazetteer=gazetteer, region=region, limits=limits)


def _web(environ: Mapping[str, str], of_region: Web) -> Web:
    """Return how the web is asked: as the environment says, else as the region file does."""
    agent = environ.get("DASHBOARD_USER_AGENT") or of_region.user_agent
    if not agent.isascii() or not agent.isprintable():
        raise SettingsError(f"user_agent {agent!r} must be plain ASCII, as in 'our-desk (desk@example.org)'")
    said = environ.get("DASHBOARD_INTERNAL_HOSTS")
    hosts = frozenset(each.strip().lower() for each in said.split(",") if each.strip()) if said else None
    return replace(of_region, user_agent=agent, internal_hosts=of_region.internal_hosts if hosts is None else hosts)


def _whole(environ: Mapping[str, str], name: str, default: int) -> int:
    """Return a variable as a whole number above 0; raises SettingsError, naming it, for anything else."""
    said = environ.get(name) or str(default)
    if not said.isascii() or not said.isdigit() or not int(said):
        raise SettingsError(f"{name}: {said!r} must be a whole number above 0")
    return int(said)


def read_outlets(path: Path) -> dict[str, tuple[float, float]]:
    """
    Read where outlets are at home, as `dashboard outlets` learned it; {} if it has not.

    Raises SettingsError, naming the file, if it is of another shape.
    """
    try:
        return {str(name): (float(at[0]), float(at[1])) for name, at in json.loads(path.read_text("utf-8")).items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError, IndexError) as error:
        raise SettingsError(
            f"{path}: cannot be read ({error}); remove it, or run: python -m dashboard outlets"
        ) from error


def read_region(path: Path) -> Region:
    """
    Read a region file; `data/region.toml` shows its keys.

    Raises SettingsError, naming the file and the key, for what is missing or of another shape.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SettingsError(f"{path}: no such file; set DASHBOARD_REGION to a region file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not valid TOML ({error}); mend that line") from error
    try:
        south, west, north, east = (float(x) for x in table["box"])
        lat, lon = (float(x) for x in table["centre"])
        region = Region(
            name=str(table["name"]),
            box=(south, west, north, east),
            centre=(lat, lon),
            zoom=int(table.get("zoom", 4)),
            countries=frozenset(str(code) for code in table.get("countries", ())),
            outlets={str(name): (float(at[0]), float(at[1])) for name, at in table.get("outlets", {}).items()},
            nominatim=_nominatim(table.get("nominatim", {}), f"{path}: nominatim", None),
            web=Web(
                str(table.get("web", {}).get("user_agent") or Web().user_agent),
                frozenset(str(host).lower() for host in table.get("web", {}).get("internal_hosts", ())),
                {str(outlet): str(url) for outlet, url in table.get("feeds", {}).items()},
            ),
            sample=path.parent / str(table["sample"]) if table.get("sample") else None,
            actors=tuple(actor if ":" in actor else f"actor:{actor}" for actor in map(str, table.get("actors", ()))),
            language=str(table.get("language", "en")),
            names={str(code): str(name) for code, name in table.get("names", {}).items()},
        )
    except SettingsError:
        raise
    except KeyError as error:
        raise SettingsError(f"{path}: key {error} is missing; see data/region.toml for the keys") from error
    except (TypeError, ValueError, IndexError, AttributeError) as error:
        raise SettingsError(f"{path}: {error}; box is [south, west, north, east], centre [lat, lon]") from error
    if not (-90 <= south < north <= 90 and -180 <= west <= 180 and -180 <= east <= 180):
        raise SettingsError(f"{path}: box {table['box']} must be [south, west, north, east] in decimal degrees")
    return region


def _nominatim(given: Mapping[str, Any], where: str, default: NominatimService | None) -> NominatimService | None:
    """Return the service of `user_agent` and `url`, taken from `default` where missing; None without both."""
    user_agent = str(given.get("user_agent") or (default.user_agent if default else ""))
    if not user_agent:
        return None
    if "@" not in user_agent and "://" not in user_agent or not user_agent.isprintable():
        raise SettingsError(
            f"{where}: {user_agent!r} must name your desk and an address, as in 'our-desk (desk@example.org)'"
        )
    if not given.get("url"):
        return replace(default, user_agent=user_agent) if default else NominatimService(user_agent)
    try:
        url = urlsplit(str(given["url"]))
        if url.scheme not in ("http", "https") or not url.hostname or url.query or url.username:
            raise ValueError("it must be http(s)://host")
    except ValueError as error:
        raise SettingsError(f"{where}: url {given['url']!r} cannot be used: {error}") from error
    return NominatimService(user_agent, url.scheme, url.netloc + url.path.rstrip("/"))
