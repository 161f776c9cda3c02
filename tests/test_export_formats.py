"""GeoJSON, GeoParquet, KML and annotations are what their standards say, read back by others, and hold text as text."""

import io
import json
import re
import xml.etree.ElementTree as ET
from datetime import date

import pyarrow.parquet as pq
import pytest
import shapely

from dashboard.errors import QueryError
from dashboard.export import ENDINGS, FORMATS, export
from dashboard.model import NO_FILTERS, Filters
from dashboard.store.archive import Archive
from dashboard.store.index import Index
from tests.builders import analysed

EVIL = "<script>x()</script> ]]> ${x} $[name] {{y}} \"q\" 'r' & \u202eevil\u202c \x00 \x0b \ufffe =cmd() 😀"
ARTICLES = (
    analysed("a", f"{EVIL} *Rome/rome* and *Beirut/beirut:dateline* {EVIL}", f"=1+1 {EVIL}", published="2024-10-28",
             source=f"@Wire {EVIL}", url="javascript:alert(1)"),
    analysed("b", "😀😀 Ships in the *Red Sea/red-sea*.", "Talks in *Rome/rome*", url="https://example.org/b?x=1&y=2"),
)  # fmt: skip
KML = "{http://www.opengis.net/kml/2.2}"
ATOM = "{http://www.w3.org/2005/Atom}"
ONLY_SEA = Filters(words="ships", countries=("",))


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    archive = Archive(tmp_path_factory.mktemp("archive"))
    archive.write(ARTICLES)
    with Index.in_memory(archive) as made:
        yield made


def written(index, what, form, filters=NO_FILTERS) -> bytes:
    out = io.BytesIO()
    export(index, filters, what, form, out)
    return out.getvalue()


# ------------------------------------------------------------------------------------------------------------ GeoJSON


@pytest.mark.parametrize("what", ["places", "mentions"])
def test_geojson_is_a_collection_as_rfc_7946_has_it(index, what):
    made = json.loads(written(index, what, "geojson").decode("utf-8"), parse_constant=pytest.fail)

    assert list(made) == ["type", "features"] and made["type"] == "FeatureCollection"  # no crs member: section 4
    assert len(made["features"]) == {"places": 3, "mentions": 4}[what]
    for feature in made["features"]:
        assert feature["type"] == "Feature" and isinstance(feature["properties"], dict)
        assert feature["geometry"]["type"] == "Point" and set(feature["geometry"]) == {"type", "coordinates"}
        lon, lat = feature["geometry"]["coordinates"]
        name = feature["properties"].get("place") or feature["properties"]["name"]
        assert (lon, lat) == {"Rome": (12.48, 41.89), "Beirut": (35.5, 33.89), "Red Sea": (38.5, 20.3)}[name]
        assert not {"coordinates", "geometries", "features"} & set(feature)  # section 7.1
        assert feature.get("id") == (feature["properties"]["place_id"] if what == "places" else None)


def test_geojson_keeps_hostile_text_as_it_is(index):
    made = json.loads(written(index, "mentions", "geojson", Filters(words="cmd")))

    assert {each["properties"]["source"] for each in made["features"]} == {f"@Wire {EVIL}"}


# --------------------------------------------------------------------------------------------------------- GeoParquet


@pytest.mark.parametrize("what", ["places", "mentions", "links"])
def test_geoparquet_has_the_metadata_of_version_1_1(index, what):
    file = pq.ParquetFile(io.BytesIO(written(index, what, "geoparquet")))
    geo = json.loads(file.metadata.metadata[b"geo"])

    assert geo["version"] == "1.1.0" and geo["primary_column"] == "geometry"
    about = geo["columns"]["geometry"]
    assert about["encoding"] == "WKB" and about["geometry_types"] == ["Point"] and "crs" not in about
    column = file.schema.column(file.schema.names.index("geometry"))
    assert column.physical_type == "BYTE_ARRAY" and column.max_repetition_level == 0


def test_geoparquet_points_are_read_by_shapely(index):
    table = pq.read_table(io.BytesIO(written(index, "places", "geoparquet")))
    points = shapely.from_wkb(table["geometry"].to_pylist())

    assert {name: (p.x, p.y) for name, p in zip(table["name"].to_pylist(), points, strict=True)} == {
        "Rome": (12.48, 41.89), "Beirut": (35.5, 33.89), "Red Sea": (38.5, 20.3)
    }  # fmt: skip
    geo = json.loads(table.schema.metadata[b"geo"])
    assert geo["columns"]["geometry"]["bbox"] == list(shapely.total_bounds(points))


def test_geoparquet_has_days_nulls_numbers_and_any_text(index):
    rows = pq.read_table(io.BytesIO(written(index, "mentions", "geoparquet"))).to_pylist()
    rome, sea = rows[0], next(row for row in rows if row["place"] == "Red Sea")

    assert (rome["published"], rome["source"], rome["url"]) == (
        date(2024, 10, 28),
        f"@Wire {EVIL}",
        "javascript:alert(1)",
    )
    assert (sea["published"], sea["source"], sea["country_code"], sea["start"]) == (None, None, None, 16)
    assert not {"lat", "lon"} & set(sea)


# ---------------------------------------------------------------------------------------------------------------- KML


def placemarks(index, what, filters=NO_FILTERS):
    raw = written(index, what, "kml", filters)
    root = ET.fromstring(raw)
    assert root.tag == KML + "kml" and [child.tag for child in root] == [KML + "Document"]
    assert b"CDATA" not in raw
    return root.findall(f"{KML}Document/{KML}Placemark")


def data(placemark) -> dict[str, str]:
    return {each.get("name"): each.findtext(f"{KML}value") for each in placemark.iter(KML + "Data")}


def test_kml_has_a_point_in_the_order_of_kml(index):
    made = {
        each.findtext(KML + "name"): each.findtext(f"{KML}Point/{KML}coordinates")
        for each in placemarks(index, "places")
    }

    assert made == {"Rome": "12.48,41.89", "Beirut": "35.5,33.89", "Red Sea": "38.5,20.3"}


def test_kml_elements_stand_in_the_order_of_the_schema(index):
    order = ["name", "link", "description", "TimeStamp", "styleUrl", "ExtendedData", "Point"]
    for placemark in [*placemarks(index, "places"), *placemarks(index, "mentions"), *placemarks(index, "links")]:
        found = [re.sub("{.*}", "", child.tag) for child in placemark]
        assert found == [name for name in order if name in found]


def test_kml_holds_hostile_text_as_text_and_no_signs_that_xml_cannot_have(index):
    rome = placemarks(index, "mentions", Filters(words="cmd"))[0]
    xml_text = EVIL.translate({0: "\ufffd", 0x0B: "\ufffd", 0xFFFE: "\ufffd"})

    assert data(rome)["source"] == f"@Wire {xml_text}" and data(rome)["excerpt"].startswith(xml_text)
    assert {each.tag.removeprefix(KML) for each in rome.iter()} == {
        "Placemark", "name", "description", "TimeStamp", "when", "styleUrl", "ExtendedData", "Data", "value", "Point",
        "coordinates",
    }  # fmt: skip
    assert rome.findtext(f"{KML}TimeStamp/{KML}when") == "2024-10-28"


def test_a_balloon_of_kml_has_no_markup_of_an_article_and_fills_nothing_in(index):
    told = placemarks(index, "mentions", Filters(words="cmd"))[0].findtext(KML + "description")

    assert set(re.findall("<[^>]*>", told)) == {"<br>"} and "$" not in told
    assert "&lt;script&gt;x()&lt;/script&gt;" in told


def test_only_web_addresses_are_links_in_kml(index):
    links = {each.findtext(KML + "name"): each.find(ATOM + "link") for each in placemarks(index, "mentions")}
    raw = written(index, "mentions", "kml")

    assert links["Red Sea"].get("href") == "https://example.org/b?x=1&y=2" and links["Beirut"] is None
    assert b"javascript:" not in raw


# -------------------------------------------------------------------------------------------------------- annotations


def annotations(index, filters=NO_FILTERS):
    made = json.loads(written(index, "mentions", "annotations", filters))
    assert made["@context"][0] == "http://www.w3.org/ns/anno.jsonld" and made["type"] == "AnnotationCollection"
    assert made["first"]["type"] == "AnnotationPage" and made["first"]["partOf"] == made["id"]
    assert made["total"] == len(made["first"]["items"])
    return made["first"]["items"]


def test_each_annotation_selects_its_mention_by_position_and_by_quotation(index):
    texts = {}
    for source, made in zip(["urn:x-regional-map:article:a", "https://example.org/b?x=1&y=2"], ARTICLES, strict=True):
        texts |= {(source, "title"): made.article.title, (source, "text"): made.article.text}
    found = set()
    for each in annotations(index):
        position, quote = each["target"]["selector"]
        text = texts[each["target"]["source"], each["target"]["field"]]
        start, end = position["start"], position["end"]
        assert (position["type"], quote["type"]) == ("TextPositionSelector", "TextQuoteSelector")
        assert text[start:end] == quote["exact"]
        assert (quote["prefix"], quote["suffix"]) == (text[max(start - 32, 0) : start], text[end : end + 32])
        found.add((quote["exact"], each["target"]["field"]))

    assert found == {("Rome", "text"), ("Beirut", "text"), ("Red Sea", "text"), ("Rome", "title")}


def test_the_body_of_an_annotation_is_the_place(index):
    sea, rome = annotations(index, ONLY_SEA)[0], annotations(index, Filters(words="talks", countries=("IT",)))[0]

    assert sea["body"][0]["id"] == "urn:x-regional-map:place:feature:red-sea"
    assert rome["body"][0] == {
        "id": "https://sws.geonames.org/3169070/", "type": "schema:Place", "identifier": "geonames:3169070",
        "label": "Rome", "country": "IT", "lat": 41.89, "long": 12.48, "confidence": 0.9,
    }  # fmt: skip
    assert rome["body"][1]["value"] == "location" and rome["motivation"] == "identifying"
    assert rome["target"]["source"] == "https://example.org/b?x=1&y=2"


def test_annotations_have_ids_of_their_own_that_stay(index):
    ids = [each["id"] for each in annotations(index)]

    assert len(set(ids)) == 4 and ids == [each["id"] for each in annotations(index)]
    assert all(re.fullmatch("urn:uuid:[0-9a-f-]{36}", each) for each in ids)


def test_annotations_hold_no_markup(index):
    assert not set(written(index, "mentions", "annotations").decode()) & set("<>&\u2028")


# ------------------------------------------------------------------------------------------------------ every format


@pytest.mark.parametrize("form", FORMATS)
def test_only_what_the_filters_leave_is_in_the_file(index, form):
    made = written(index, "mentions", form, ONLY_SEA)

    if form == "geoparquet":
        made = json.dumps(pq.read_table(io.BytesIO(made)).drop(["geometry"]).to_pylist(), default=str).encode()
    assert b"Red Sea" in made
    assert b"Beirut" not in made and b"geonames" not in made and b"cmd" not in made


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_left_is_a_whole_file(index, form):
    made = written(index, "mentions", form, Filters(outlets=("none",)))

    if form == "geoparquet":
        assert pq.read_table(io.BytesIO(made)).num_rows == 0
    elif form == "kml":
        assert not list(ET.fromstring(made).iter(KML + "Placemark"))
    elif form == "annotations":
        assert json.loads(made)["total"] == 0
    elif form == "geojson":
        assert json.loads(made)["features"] == []
    else:
        assert made.count(b"\n") == (form == "csv")


def test_every_format_has_an_ending_of_its_own():
    assert set(ENDINGS) == set(FORMATS) and len({ending for ending, _ in ENDINGS.values()}) == len(FORMATS)


@pytest.mark.parametrize(("what", "form"), [("articles", "kml"), ("actors", "geoparquet"), ("places", "annotations")])
def test_a_format_that_cannot_hold_it_is_refused(index, what, form):
    with pytest.raises(QueryError, match="export"):
        written(index, what, form)
