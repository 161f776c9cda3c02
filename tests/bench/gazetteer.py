"""
How large gazetteers are built and read: `python -m tests.bench.gazetteer [--rows 2000000] [--folder FOLDER]`.

Makes files of the shape of GeoNames' dump, seeded, builds a gazetteer from them in a process of its own and prints a
row with the time, processor time and peak memory of that process, size, time to open and lookups a second; then the
same for the default gazetteer. Shares of feature codes, of rows with other names, of known populations and the length
of lines are about GeoNames' own of 2025 (13 million rows of 130 bytes, 1.4 alternate names a row, a third of the names
not distinct), as far as they are remembered: no dump was at hand.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from dashboard.geoparse.gazetteer import Gazetteer
from dashboard.geoparse.gazetteer_names import plain_name
from dashboard.geoparse.text import fold_name
from dashboard.settings import load_settings

#: Feature codes with their share of 1,000 rows, about as in the dump.
CODES = {
    "P.PPL": 345, "P.PPLX": 12, "P.PPLL": 14, "P.PPLA4": 8, "P.PPLA3": 6, "P.PPLA2": 2, "P.PPLQ": 6, "S.HTL": 35,
    "S.SCH": 45, "S.CH": 40, "S.FRM": 35, "S.BLDG": 15, "S.CMTY": 15, "S.HSE": 8, "S.AIRP": 3, "S.RUIN": 3, "S.DAM": 4,
    "H.STM": 90, "H.STMI": 15, "H.LK": 38, "H.WLL": 12, "H.SPNG": 15, "H.RSV": 8, "H.BAY": 6, "H.WAD": 8, "T.MT": 36,
    "T.HLL": 35, "T.MTS": 6, "T.PK": 10, "T.VAL": 15, "T.ISL": 14, "T.PT": 7, "T.CAPE": 4, "T.RDGE": 5, "L.LCTY": 22,
    "L.PRK": 12, "L.AREA": 4, "L.RGN": 1, "A.ADM4": 18, "A.ADM3": 12, "A.ADMD": 5, "A.ADM2": 4, "R.RD": 3, "V.FRST": 3,
}  # fmt: skip
COUNTRIES = "US CN IN MX RU IR NO PK ID BR ID YE IQ TR SY LB EG SA DE FR GB PL UA CA AU TH AF MA DZ CO".split()
SYLLABLES = {
    "latin": "ba ka ma ra sa ta la na da ga li mi ni ri si ti bo ko mo ro so to do lu mu nu ru al el or an en sta "
    "ville ton burg dorf ford stan abad shah pur mont ber hol gra".split(),
    "accented": "bā kā mā rā ḩa ţa lā nā dī gī ‘a mí ní ré ši tí bö kø mó rō ş ö ğa łu mü ñu".split(),
    "arabic": "با كا ما را سا تا لا نا دا جا لي مي ني ري سي تي بو كو مو رو ال شهر".split(),
    "cyrillic": "ба ка ма ра са та ла на да га ли ми ни ри си ти во ко мо ро ск град".split(),
    "han": "山 河 村 新 东 西 南 北 大 小 上 下 王 李 张 庄 家 口 寨 沟".split(),
}
GENERIC = (
    "Creek Lake Mountain Hill School Church Island River Point Park Valley Spring San Santa New Al Wādī Kūh-e".split()
)
LANGUAGES = {"latin": ("en", "es", "de", "fr", "", "link", "wkdt"), "accented": ("fa", "ar-Latn", "pl", "tr", ""),
             "arabic": ("ar", "fa", "ur"), "cyrillic": ("ru", "uk"), "han": ("zh", "ja")}  # fmt: skip


def write_dump(folder: Path, rows: int, seed: int = 1) -> None:
    """Write allCountries.txt, alternateNamesV2.txt, admin1CodesASCII.txt and admin2Codes.txt of so many places."""
    rng = random.Random(seed)
    known = [_name(rng, "latin") for _ in range(max(10, rows // 25))]
    codes, weights = list(CODES), list(CODES.values())
    with (
        (folder / "allCountries.txt").open("w", encoding="utf-8") as places,
        (folder / "alternateNamesV2.txt").open("w", encoding="utf-8") as names,
        (folder / "admin1CodesASCII.txt").open("w", encoding="utf-8") as admin1,
        (folder / "admin2Codes.txt").open("w", encoding="utf-8") as admin2,
    ):
        at = 0
        for country in dict.fromkeys(COUNTRIES):
            for number in range(1, 31):
                at, area = at + 1, _name(rng, "latin")
                code = f"{country}.{number:02}"
                places.write(_place(rng, at, area, area, "", "A.ADM1", country, f"{number:02}", "", 0))
                admin1.write(f"{code}\t{area}\t{area}\t{at}\n")
        for geonameid, code in enumerate(rng.choices(codes, weights, k=rows - at), start=at + 1):
            country = rng.choice(COUNTRIES)
            script = "accented" if rng.random() < 0.35 else "latin"
            name = rng.choice(known) if rng.random() < 0.33 else _name(rng, script)
            others = list(_others(rng, name))
            first, second = f"{rng.randint(1, 30):02}", f"{rng.randint(1, 300):03}" if rng.random() < 0.7 else ""
            people = int(rng.paretovariate(0.9) * 150) if code.startswith("P.") and rng.random() < 0.12 else 0
            aliases = ",".join(each for language, each in others if language not in ("link", "wkdt"))
            places.write(
                _place(
                    rng,
                    geonameid,
                    name,
                    plain_name(name),
                    aliases,
                    code,
                    country,
                    first,
                    second,
                    min(people, 20_000_000),
                )
            )
            if code == "A.ADM2":
                admin2.write(f"{country}.{first}.{second or '001'}\t{name}\t{name}\t{geonameid}\n")
            for number, (language, each) in enumerate(others):
                preferred = "1" if language == "en" and number == 0 else ""
                names.write(f"{geonameid * 10 + number}\t{geonameid}\t{language}\t{each}\t{preferred}\t\t\t\t\t\n")


def _name(rng: random.Random, script: str) -> str:
    syllables = SYLLABLES[script]
    words = ["".join(rng.choices(syllables, k=rng.randint(2, 4))) for _ in range(1 if rng.random() < 0.55 else 2)]
    if script in ("latin", "accented"):
        words = [word.capitalize() for word in words]
        if rng.random() < 0.4:
            words.insert(rng.choice((0, len(words))), rng.choice(GENERIC))
    return " ".join(words)


def _others(rng: random.Random, name: str) -> Iterator[tuple[str, str]]:
    """Yield (language, name): for half of the places none, for the rest three on average."""
    if rng.random() < 0.5:
        return
    for _ in range(min(40, int(rng.expovariate(0.4)) + 1)):
        script = rng.choices(list(SYLLABLES), (50, 20, 12, 10, 8))[0]
        language = rng.choice(LANGUAGES[script])
        if language in ("link", "wkdt"):
            yield language, f"https://en.wikipedia.org/wiki/{name.replace(' ', '_')}"
        else:
            yield language, name + "ia" if rng.random() < 0.2 else _name(rng, script)


def _place(
    rng: random.Random, geonameid: int, name: str, plain: str, aliases: str, code: str, country: str, first: str,
    second: str, people: int,
) -> str:  # fmt: skip
    feature, _, kind = code.partition(".")
    return (
        f"{geonameid}\t{name}\t{plain}\t{aliases}\t{rng.uniform(-55, 70):.5f}\t{rng.uniform(-180, 180):.5f}\t"
        f"{feature}\t{kind}\t{country}\t\t{first}\t{second}\t\t\t{people}\t\t{rng.randint(0, 3000)}\tAsia/Beirut\t"
        f"2024-0{rng.randint(1, 9)}-11\n"
    )


_BUILD = """
import json, resource, sys
from pathlib import Path
from dashboard.geoparse.geonames_build import DumpFiles, build
from dashboard.settings import load_settings
folder = Path(sys.argv[1])
files = DumpFiles(*(folder / name for name in (
    "allCountries.txt", "alternateNamesV2.txt", "admin1CodesASCII.txt", "admin2Codes.txt")))
report = build(folder / "gazetteer", load_settings().data, files)
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps([report.seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""
_BUILD_DEFAULT = """
import json, resource, sys
from pathlib import Path
from dashboard.geoparse.gazetteer_build import build
from dashboard.settings import load_settings
report = build(Path(sys.argv[1]) / "default", load_settings().data)
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps([report.seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""
_OPEN = """
import sys, time
from pathlib import Path
from dashboard.geoparse.gazetteer import Gazetteer
started = time.perf_counter()
Gazetteer.open(Path(sys.argv[1]))
print(time.perf_counter() - started)
"""


def _run(script: str, folder: Path) -> str:
    return subprocess.run(
        [sys.executable, "-c", script, str(folder)], check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def measure(title: str, built: str, folder: Path) -> None:
    """Print a row: what a build said of itself, and how its gazetteer reads."""
    seconds, processor, memory = json.loads(built)
    size = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
    opened = min(float(_run(_OPEN, folder)) for _ in range(3))
    gazetteer = Gazetteer.open(folder)
    rng = random.Random(2)
    some = [gazetteer._place_names[rng.randrange(len(gazetteer))] for _ in range(20_000)]
    started = time.perf_counter()
    found = sum(gazetteer.name_id(name) is not None for name in some)
    by_name = len(some) / (time.perf_counter() - started)
    keys = [fold_name(name) for name in some]
    started = time.perf_counter()
    matched = [gazetteer.match(key + "said on monday that ") for key in keys]
    by_prefix = len(keys) / (time.perf_counter() - started)
    ids = [match.name_id for match in matched if match]
    started = time.perf_counter()
    for name_id in ids:
        gazetteer.entries(name_id)
    by_id = len(ids) / (time.perf_counter() - started)
    print(
        f"{title:<22}{gazetteer.meta['names']:>11,}{len(gazetteer):>11,}{seconds:>9.0f}{processor:>9.0f}{memory:>9.0f}{size:>9.0f}"
        f"{opened * 1000:>9.1f}{by_name:>11,.0f}{by_prefix:>11,.0f}{by_id:>11,.0f}   {found / len(some):.1%} found",
        flush=True,
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=2_000_000)
    options.add_argument("--folder", type=Path, help="where to keep the files; a temporary folder without it")
    options.add_argument("--no-default", action="store_true", help="leave the default gazetteer out")
    given = options.parse_args()
    print(
        f"{'gazetteer':<22}{'names':>11}{'places':>11}{'build s':>9}{'CPU s':>9}{'peak MB':>9}{'size MB':>9}"
        f"{'open ms':>9}{'names/s':>11}{'prefixes/s':>11}{'entries/s':>11}"
    )
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        write_dump(folder, given.rows)
        dump = sum(file.stat().st_size for file in folder.glob("*.txt")) / 1e6
        measure(f"dump, {given.rows:,} rows", _run(_BUILD, folder), folder / "gazetteer")
        if not given.no_default:
            measure("default", _run(_BUILD_DEFAULT, folder), folder / "default")
        print(f"the dump's files: {dump:,.0f} MB; this process: {_peak():.0f} MB; data: {load_settings().data.name}/")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
