"""GeoNames' dump becomes a gazetteer: literal rows in, literal places out, broken ones counted."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard.cli import main
from dashboard.errors import SourceError
from dashboard.geoparse.gazetteer import Gazetteer, shard_of
from dashboard.geoparse.gazetteer_spill import NameSpill
from dashboard.geoparse.gazetteer_version import is_current
from dashboard.geoparse.geonames_build import KINDS_TABLE, DumpFiles, DumpReport, build
from dashboard.geoparse.geonames_dump import DumpFile, Malformed, parse_admin_code, parse_place
from dashboard.geoparse.geonames_gather import read_kinds
from dashboard.settings import load_settings

DATA = load_settings().data


def row(
    geonameid: int, name: str, code: str, lat: float, lon: float, country: str = "LB", admin: str = "", people: int = 0,
    aliases: str = "",
) -> str:  # fmt: skip
    """Return a line of the dump; `admin` is "first/second"."""
    first, _, second = admin.partition("/")
    feature, _, kind = code.partition(".")
    columns = [
        geonameid, name, name, aliases, lat, lon, feature, kind, country, "", first, second, "", "", people, "", 10,
        "Asia/Beirut", "2025-11-20",
    ]  # fmt: skip
    return "\t".join(map(str, columns))


LEBANON = [
    row(1, "Mohafazat Liban-Nord", "A.ADM1", 34.4, 36.0, admin="09"),
    row(2, "Caza de Zgharta", "A.ADM2", 34.36, 35.9, admin="09/0901", people=0),
    row(3, "Zghartā", "P.PPL", 34.3974, 35.8949, admin="09/0901", people=45_000, aliases="Zgharta,زغرتا,ZGH,the"),
    row(4, "Ehden", "P.PPL", 34.306, 35.9625, admin="09/0901", people=20_000),
    row(5, "Qarabash", "P.PPL", 33.8, 35.9, admin="04"),
    row(6, "Nahr Abou Aali", "H.STM", 34.45, 35.83, aliases="Kadisha River,نهر أبو علي"),
    row(7, "Nahr Nobody", "H.STM", 34.45, 35.83),
    row(8, "Hotel Zgharta", "S.HTL", 34.39, 35.89),
    row(9, "Beirut", "P.PPLC", 33.89332, 35.50157, admin="04", people=1_916_100, aliases="Beyrouth"),
    row(10, "Ain Zebde", "T.MT", 33.7, 35.7, aliases="Ehden"),
]


def made(folder: Path, lines: list[str], **more: list[str] | int) -> tuple[Gazetteer, DumpReport]:
    """Build from lines of the dump and, by keyword, of its other files."""
    people = more.pop("min_population", 0)
    assert isinstance(people, int)
    files = {}
    for name, content in {"places": lines, **more}.items():
        assert isinstance(content, list)
        files[name] = folder / f"{name}.txt"
        files[name].write_text("\n".join(content) + "\n", encoding="utf-8")
    report = build(folder / "gazetteer", DATA, DumpFiles(**files), min_population=people)
    return Gazetteer.open(folder / "gazetteer"), report


@pytest.fixture(scope="module")
def lebanon(tmp_path_factory: pytest.TempPathFactory) -> tuple[Gazetteer, DumpReport]:
    return made(tmp_path_factory.mktemp("dump"), LEBANON, admin1=["LB.04\tBeyrouth\tBeyrouth\t276778"])


def test_a_town_has_its_point_people_and_areas(lebanon):
    place = lebanon[0].search("Zgharta")[0]
    assert (place.place_id, place.name, place.kind) == ("geonames:3", "Zgharta", "city")
    assert (place.lat, place.lon, place.population) == (34.3974, 35.8949, 45_000)
    assert (place.country_code, place.admin1) == ("LB", "Mohafazat Liban-Nord")
    gazetteer = lebanon[0]
    at = next(e.row for e in gazetteer.entries(gazetteer.name_id("Zgharta")) if gazetteer.kind_of(e.row) == "city")
    assert gazetteer.place(int(gazetteer.admin2[at])).name == "Caza de Zgharta"


def test_an_area_gets_size_and_people_of_its_cities(lebanon):
    area = lebanon[0].search("Caza de Zgharta")[0]
    assert (area.kind, area.population, area.admin1) == ("admin2", 65_000, "Mohafazat Liban-Nord")
    assert area.radius_km == 8.0


def test_an_area_that_only_the_list_knows_lies_among_its_cities(lebanon):
    place = next(place for place in lebanon[0].search("Beyrouth") if place.kind == "admin1")
    assert (place.place_id, round(place.lat, 3), place.country_code) == ("geonames:276778", 33.893, "LB")
    assert lebanon[0].search("Beirut")[0].admin1 == "Beyrouth"


def test_other_scripts_lead_to_the_place_and_codes_and_common_words_do_not(lebanon):
    assert lebanon[0].search("زغرتا")[0].place_id == "geonames:3"
    assert lebanon[0].search("ZGH") == []
    assert lebanon[0].search("the") == []


def test_only_what_news_name_is_kept(lebanon):
    assert lebanon[0].search("Kadisha River")[0].kind == "river"
    assert lebanon[0].search("Nahr Nobody") == []
    assert lebanon[0].search("Hotel Zgharta") == []


def test_a_hill_stands_behind_the_town_of_its_name(lebanon):
    assert [place.kind for place in lebanon[0].search("Ehden")] == ["city", "mountain"]


def test_a_village_of_unknown_population_is_found_and_tells_the_tagger_nothing(lebanon):
    gazetteer = lebanon[0]
    assert gazetteer.search("Qarabash")[0].place_id == "geonames:5"
    assert gazetteer.code(gazetteer.name_id("Qarabash")) == ""
    assert gazetteer.code(gazetteer.name_id("Zgharta")) == "city3"


def test_countries_capitals_features_and_demonyms_stay_the_projects_own(lebanon):
    gazetteer = lebanon[0]
    assert gazetteer.search("Lebanon")[0].place_id == "iso:LB"
    assert gazetteer.is_seat(gazetteer.name_id("Beirut"))
    assert gazetteer.search("Red Sea")[0].place_id.startswith("feature:")
    assert gazetteer.code(gazetteer.name_id("Lebanese")) == "demonym"


def test_the_report_counts_rows(lebanon):
    report = lebanon[1]
    assert (report.rows, report.malformed.count) == (10, 0)
    assert report.places == len(lebanon[0])


def test_a_feature_of_the_project_wins_and_takes_the_names(tmp_path):
    gazetteer, report = made(tmp_path, [
        *LEBANON,
        row(20, "Red Sea", "H.SEA", 20.27, 38.5, "", aliases="Maris Rubrum"),
        row(21, "Red Sea", "H.SEA", -50.0, 100.0, "AU"),
        row(22, "Red Sea", "P.PPL", 20.27, 38.5, "SD", people=300),
    ])  # fmt: skip
    assert report.merged == 1
    assert gazetteer.search("Maris Rubrum")[0].place_id == "feature:red-sea"
    assert [place.place_id for place in gazetteer.search("Red Sea")] == [
        "feature:red-sea",
        "geonames:22",
        "geonames:21",
    ]


def test_alternate_names_bring_languages_and_the_english_name(tmp_path):
    gazetteer, _ = made(
        tmp_path,
        [*LEBANON, row(30, "Ţarābulus", "P.PPLA", 34.43, 35.84, admin="09", people=229_000, aliases="Triplis")],
        alternate_names=[
            "100\t30\ten\tTripoli\t1\t\t\t\t\t",
            "101\t30\ten\tTripoli of the East\t\t\t\t\t\t",
            "102\t30\tar\tطرابلس\t\t\t\t\t\t",
            "103\t30\tlink\thttps://en.wikipedia.org/wiki/Tripoli,_Lebanon\t\t\t\t\t\t",
            "104\t30\tiata\tKYE\t\t\t\t\t\t",
            "105\t30\tla\tTripolis\t\t\t\t1\t\t",
            "106\t30\tabbr\tTPL\t\t\t\t\t\t",
            "107\t999\ten\tOf Nobody\t\t\t\t\t\t",
        ],
    )
    for name in ("Tripoli", "Tripoli of the East", "طرابلس", "Tripolis", "TPL", "Ţarābulus"):
        assert gazetteer.search(name)[0].place_id == "geonames:30", name
    assert gazetteer.search("Tripoli")[0].name == "Tripoli"
    for name in ("KYE", "Of Nobody", "Triplis", "https en wikipedia org wiki Tripoli Lebanon"):
        assert gazetteer.search(name) == [], name
    qualities = [gazetteer.entries(gazetteer.name_id(name))[0].quality for name in ("Tripoli", "Tripolis", "TPL")]
    assert qualities == [0, 2, 3]


def test_the_list_of_areas_gives_their_english_names_and_abbreviations(tmp_path):
    gazetteer, _ = made(
        tmp_path,
        [row(40, "Estado de Texas", "A.ADM1", 31.25, -99.25, "US", "TX"),
         row(41, "Houston", "P.PPLA2", 29.76, -95.36, "US", "TX/201", 2_300_000)],
        admin1=["US.TX\tTexas\tTexas\t40"],
        admin2=["US.TX.201\tHarris County\tHarris County\t4696376"],
    )  # fmt: skip
    texas = gazetteer.search("Texas")[0]
    assert (texas.name, texas.kind, texas.place_id) == ("Texas", "admin1", "geonames:40")
    assert gazetteer.search("Houston")[0].admin1 == "Texas"
    assert gazetteer.search("Harris")[0].place_id == "geonames:4696376"
    assert gazetteer.place(gazetteer.entries(gazetteer.key_id(", tx "))[0].row).place_id == "geonames:40"


def test_small_towns_can_be_left_out_but_seats_stay(tmp_path):
    gazetteer, _ = made(tmp_path, [*LEBANON, row(50, "Batroun", "P.PPLA2", 34.25, 35.65)], min_population=30_000)
    assert gazetteer.search("Zgharta") and gazetteer.search("Batroun")
    assert not [place for place in gazetteer.search("Ehden") if place.kind == "city"]


def test_malformed_lines_are_counted_and_named(tmp_path):
    broken = [
        "1\ttoo short",
        row(60, "Nowhere", "P.PPL", 91.0, 35.0),
        row(61, "Noname", "P.PPL", 33.0, 35.0).replace("Noname", ""),
        row(62, "Nan", "P.PPL", float("nan"), 35.0),
        row(63, "Fewer", "P.PPL", 33.0, 35.0, people=-5),
        row(64, "Id", "P.PPL", 33.0, 35.0).replace("64", "x64", 1),
        LEBANON[2],
    ]
    gazetteer, report = made(tmp_path, [*LEBANON, *broken])
    assert report.malformed.count == 7
    assert report.malformed.examples == [
        "places.txt:11: 2 columns, not 19",
        "places.txt:12: (91.0, 35.0) is no place on earth",
        "places.txt:13: no name",
        "places.txt:14: (nan, 35.0) is no place on earth",
        "places.txt:15: population '-5' is no number of people",
    ]
    assert gazetteer.search("Zgharta") and not gazetteer.search("Nowhere")


def test_lines_that_are_not_utf8_too_long_or_hide_their_direction(tmp_path):
    path = tmp_path / "odd.txt"
    hidden = row(1, "Bei\u202erut\u2069", "P.PPL", 33.0, 35.0)
    lines = [b"\xef\xbb\xbf" + hidden.encode(), b"2\t\xff", b"3" * 2_500_000, b"", *(x.encode() for x in LEBANON[1:])]
    path.write_bytes(b"\r\n".join(lines))
    malformed = Malformed()
    rows = list(DumpFile(path).rows(parse_place, malformed, "GeoNames dump"))
    assert [each.name for each in rows[:2]] == ["Beirut", "Caza de Zgharta"]
    assert malformed.examples == ["odd.txt:2: not UTF-8", "odd.txt:3: longer than 1,000,000 bytes"]


def zipped(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(f"{name}.txt", text)
    return out.getvalue()


def test_a_zip_is_read_past_its_readme(tmp_path):
    path = tmp_path / "LB.zip"
    path.write_bytes(zipped(readme="GeoNames\n" * 2000, LB="\n".join(LEBANON)))
    assert [each.geonameid for each in DumpFile(path).rows(parse_place, Malformed(), "dump")] == list(range(1, 11))


def test_a_list_that_begins_with_pakistan_is_no_zip(tmp_path):
    path = tmp_path / "admin2Codes.txt"
    path.write_text("PK.01.1\tGilgit\tGilgit\t1\n", encoding="utf-8")
    assert [area.code for area in DumpFile(path).rows(parse_admin_code, Malformed(), "list")] == ["PK.01.1"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is empty"),
        (b"hello\nworld\n", "no GeoNames dump .line 1: 1 columns, not 19.; get it from https"),
        (b"1\t3\ten\tTripoli\t1\t\t\t\t\t\n", "line 1: 10 columns, not 19"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (zipped(readme="only this"), "no text file in this zip"),
        (zipped(LB="\n".join(LEBANON * 500))[:-400], "damaged"),
    ],
)
def test_a_file_that_is_no_dump_is_refused_and_the_old_gazetteer_stays(tmp_path, content, said):
    target = tmp_path / "gazetteer"
    target.mkdir()
    (target / "kept").write_text("old", encoding="utf-8")
    (tmp_path / "LB.zip").write_bytes(content)
    with pytest.raises(SourceError, match=said):
        build(target, DATA, DumpFiles(tmp_path / "LB.zip"))
    assert (target / "kept").read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["LB.zip", "gazetteer"]


def test_one_byte_changed_inside_a_zip_is_noticed(tmp_path):
    content = bytearray(zipped(LB="\n".join(LEBANON * 50)))
    content[len(content) // 2] ^= 0xFF
    (tmp_path / "LB.zip").write_bytes(content)
    with pytest.raises(SourceError, match="get it again"):
        list(DumpFile(tmp_path / "LB.zip").rows(parse_place, Malformed(), "dump"))


def test_many_names_are_dealt_out_to_tries_and_found_again(tmp_path, monkeypatch):
    monkeypatch.setattr("dashboard.geoparse.gazetteer_spill.NAMES_IN_TRIE", 5_000)
    monkeypatch.setattr("dashboard.geoparse.gazetteer_spill._HELD", 1_000)
    gazetteer, _ = made(tmp_path, LEBANON)
    assert len(gazetteer.meta["tries"]) > 4
    assert gazetteer.meta["names"] == sum(gazetteer.meta["tries"]) == len(gazetteer._offsets) - 1
    assert gazetteer.search("Zgharta")[0].place_id == "geonames:3"
    assert gazetteer.match("kadisha river bank ").parts == 2
    assert gazetteer.match("qqqq ") is None and gazetteer.key_id("qqqq ") is None and gazetteer.name_id("") is None
    assert gazetteer.search("U.A.E.")[0].place_id == "iso:AE"


def test_a_share_holds_all_names_with_its_first_words(tmp_path, monkeypatch):
    monkeypatch.setattr("dashboard.geoparse.gazetteer_spill.NAMES_IN_TRIE", 10)
    spill = NameSpill(tmp_path / "names")
    for number in range(100):
        spill.add(f"al{number % 7} town{number} ", number, 1)
    shares = list(spill.shares())
    assert len(shares) == 16
    for number, (keys, rows, _) in enumerate(shares):
        assert {shard_of(key, 16) for key in keys} <= {number}
        assert [key.split()[1] for key in keys] == [f"town{each}" for each in rows]


def test_a_gazetteer_made_by_choice_is_not_replaced_unasked(lebanon):
    assert is_current(lebanon[0].folder, DATA)


def test_the_same_files_make_the_same_version(tmp_path, lebanon):
    again, _ = made(tmp_path, LEBANON, admin1=["LB.04\tBeyrouth\tBeyrouth\t276778"])
    assert again.version == lebanon[0].version
    other, _ = made(tmp_path, LEBANON[:-1], admin1=["LB.04\tBeyrouth\tBeyrouth\t276778"])
    assert other.version != again.version


def test_every_code_has_a_kind_of_ours():
    kinds = read_kinds(DATA / KINDS_TABLE)
    assert kinds["P.PPL"].kind == "city" and kinds["S.CMPRF"].kind == "camp"
    assert not {code for code in kinds if code.startswith("A.PCL")}


def test_the_command_says_what_it_passed_over(tmp_path, monkeypatch):
    monkeypatch.setenv("DASHBOARD_GAZETTEER", str(tmp_path / "gazetteer"))
    dump = tmp_path / "LB.txt"
    dump.write_text("\n".join([*LEBANON, "broken"]), encoding="utf-8")
    done = CliRunner().invoke(main, ["gazetteer", "build", "--geonames", str(dump)])
    assert done.exit_code == 1
    assert "built from 10 rows" in done.stderr and "Passed over: LB.txt:11: 1 columns, not 19" in done.stderr
    found = CliRunner().invoke(main, ["gazetteer", "search", "Zgharta"])
    assert "34.3974, 35.8949  geonames:3" in found.stdout
    assert "of GeoNames 2025-11-20 and data/" in CliRunner().invoke(main, ["status"]).stdout


def test_options_of_the_dump_need_the_dump(tmp_path, monkeypatch):
    monkeypatch.setenv("DASHBOARD_GAZETTEER", str(tmp_path / "gazetteer"))
    done = CliRunner().invoke(main, ["gazetteer", "build", "--min-population", "500"])
    assert done.exit_code == 2 and "need --geonames" in done.stderr
