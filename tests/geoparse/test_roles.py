"""How a name is meant: where something happened, where it was reported from, or who acted."""

from collections import Counter
from pathlib import Path

import pytest

from dashboard.errors import DataFileError, ModelError, SourceError
from dashboard.geoparse.analyse import Analyser
from dashboard.geoparse.document import Document
from dashboard.geoparse.governors import Reader
from dashboard.geoparse.roles import dateline_end, name_part
from dashboard.geoparse.senses import Features, SenseModel
from dashboard.geoparse.train_roles import read_passages
from dashboard.geoparse.words import Words
from dashboard.model import Article
from dashboard.settings import load_settings

WORDS = Words.open(load_settings().data / "words.tsv")
GOLD = Path(__file__).resolve().parent.parent / "gold" / "roles.txt"


def roles_of(analyser: Analyser, text: str) -> list[tuple[str, str]]:
    return [(m.surface, m.role) for m in analyser(Article("a", "", text)).mentions]


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("Tehran rejected the offer on Sunday.", [("Tehran", "metonym")]),
        ("He flew to Tehran on Sunday.", [("Tehran", "location")]),
        ("The strike on Damascus killed three.", [("Damascus", "location")]),
        ("They fled Khartoum, seeking safety.", [("Khartoum", "location")]),
        ("Riyadh's ambassador left.", [("Riyadh", "metonym")]),
        ("Riyadh's airport was closed.", [("Riyadh", "location")]),
        ("Moscow attacked Kyiv with drones.", [("Moscow", "metonym"), ("Kyiv", "location")]),
        ("Talks between Washington and Tehran stalled.", [("Washington", "metonym"), ("Tehran", "metonym")]),
        ("MUSCAT, Oman (Sample Wire) - Nothing moved.", [("MUSCAT", "dateline"), ("Oman", "dateline")]),
        ("BEIRUT — It rained all day in Sidon.", [("BEIRUT", "dateline"), ("Sidon", "location")]),
        ("Students of the University of Basra protested.", [("Basra", "name_part")]),
        ("Omani officials left Rome.", [("Omani", "demonym"), ("Rome", "location")]),
    ],
)
def test_roles(analyser: Analyser, text: str, roles: list[tuple[str, str]]) -> None:
    assert roles_of(analyser, text) == roles


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        ("BAGHDAD - Oil flowed.", "BAGHDAD"),
        ("DOHA (Sample Gulf Desk) – The talks went on.", "DOHA (Sample Gulf Desk)"),
        ("Al-Mukalla, Yemen — Fishermen returned.", "Al-Mukalla, Yemen"),
        ("The minister - a former general - left.", ""),
        ("No dash at all in Cairo.", ""),
    ],
)
def test_dateline_end(text: str, dateline: str) -> None:
    assert text[: dateline_end(text)] == dateline


def test_a_ship_is_no_place_wherever_it_is_named_but_after_a_preposition_of_place(analyser: Analyser) -> None:
    text = "The frigate Sahand left Karachi. Sahand had come from Muscat, and Sahand met her. Homes in Sahand fell."
    found = [role for surface, role in roles_of(analyser, text) if surface == "Sahand"]
    assert found == ["name_part", "name_part", "name_part", "location"]
    assert {role for surface, role in roles_of(analyser, text) if surface != "Sahand"} == {"location"}


def test_who_seized_a_ship_is_not_the_ship(analyser: Analyser) -> None:
    text = "The tanker Iran seized was empty. Iran denied it, and the ship Tehran had boarded was let go."
    assert "name_part" not in {role for _, role in roles_of(analyser, text)}


def test_a_seat_that_stands_for_its_government_is_put_at_the_capital(analyser: Analyser) -> None:
    mentions = analyser(Article("a", "", "Washington rejected the offer that Tehran had made.")).mentions
    assert [(m.place.kind, m.place.country_code) for m in mentions] == [("city", "US"), ("city", "IR")]


def test_most_roles_of_the_held_out_sentences_are_right(analyser: Analyser) -> None:
    """A floor against accidents; the figure itself is printed by `python -m tests.bench.roles`."""
    counted: Counter[bool] = Counter()
    for passage in read_passages(GOLD):
        found = analyser(Article("a", "", passage["text"])).mentions
        for mark in passage["toponyms"]:
            overlapping = [m for m in found if m.start < mark["end"] and mark["start"] < m.end]
            counted[bool(overlapping) and overlapping[0].role == mark["role"]] += 1
    assert counted[True] / counted.total() > 0.85


def test_an_unknown_role_in_a_passage_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "passages.txt"
    path.write_text("# head\n[Rome] is old.\n[Rome|mood] is new.\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"passages.txt:3: role 'mood'"):
        list(read_passages(path))


@pytest.mark.parametrize(
    ("text", "name", "relation", "words"),
    [
        ("New talks between Paris and Tehran stalled.", "Tehran", "p", ("between", "talks")),
        ("It sold gas to Egypt and, later, Jordan.", "Egypt", "p", ("to", "gas")),
        ("Qatar's new offer was turned down.", "Qatar", "poss", ("", "offer")),
        ("The Iran nuclear deal is dead.", "Iran", "nn", ("", "deal")),
        ("Paris, which has led mediation, never replied.", "Paris", "subj", ("", "replied")),
        ("Oman has never spoken to all sides.", "Oman", "subj", ("", "spoken")),
        ("An Iran-backed faction left.", "Iran", "dash", ("", "")),
    ],
)
def test_bearing(text: str, name: str, relation: str, words: tuple[str, str]) -> None:
    document = Document(text)
    start = text.index(name)
    bearing = Reader(document, WORDS).bearing(*document.tokens_of(start, start + len(name)))
    found = {"p": bearing.governor, "poss": bearing.head, "nn": bearing.head, "subj": bearing.verb}.get(relation, "")
    assert (bearing.relation, (bearing.preposition, found)) == (relation, words)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("The Aleppo Bar Association met.", True),
        ("Doctors at Marib General Hospital left.", True),
        ("The Treaty of Versailles was signed.", True),
        ("Nurses in Marib left.", False),
        ("Nurses of Thawra Hospital in Marib left.", False),
        ("Students of the American University in Marib left.", True),
        ("Passengers of Air Aleppo waited.", True),
        ("In Aleppo General Hassan met a party.", False),
        ("Worshippers of the Old Aleppo Synagogue left.", True),
    ],
)
def test_names_inside_longer_names(text: str, part: bool) -> None:
    document = Document(text)
    at = next(n for n, word in enumerate(document.lower) if word in ("aleppo", "marib", "versailles"))
    assert name_part(document, at, at) is part


def test_an_unseen_verb_weighs_like_those_that_resemble_it(tmp_path: Path) -> None:
    path = tmp_path / "metonyms.tsv"
    group = WORDS.groups("rejected")[2]
    path.write_text(f"v~3{group}\t2.5\nb\t-0.5\n", encoding="utf-8")
    like = next(word for word in ("rebuffed", "spurned", "refused") if WORDS.groups(word)[2] == group)
    assert SenseModel(path, WORDS).scores([Features(["b"], ["v", like])]).tolist() == [2.0]


def test_a_model_that_is_no_list_of_weights_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "metonyms.tsv"
    path.write_text("no weight here\n", encoding="utf-8")
    with pytest.raises(ModelError, match=r"metonyms.tsv: not a list of weights"):
        SenseModel(path, WORDS)


def test_a_broken_table_of_words_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "words.tsv"
    path.write_text("talks\tN\t1\t2\t3\ntalk\tN\n", encoding="utf-8")
    with pytest.raises(DataFileError, match=r"words.tsv:2"):
        Words.open(path)


def test_the_title_above_a_dateline_is_not_part_of_it(analyser: Analyser) -> None:
    analysed = analyser(Article("a", "Baalbek empties", "BAALBEK, Lebanon - The roads were full of cars."))
    assert [(m.surface, m.role) for m in analysed.mentions] == [
        ("Baalbek", "location"),
        ("BAALBEK", "dateline"),
        ("Lebanon", "dateline"),
    ]


def test_a_party_called_like_a_place_is_no_place_and_a_group_without_one_is_no_unknown_place(
    analyser: Analyser,
) -> None:
    found = analyser(Article("a", "", "Taqaddum won Anbar. Nine men of Fatemiyoun died near Mayadin."))
    assert [(m.surface, m.role) for m in found.mentions if m.role != "location"] == [("Taqaddum", "name_part")]
    assert [m.surface for m in found.mentions if m.place is None] == []
    assert [actor.surface for actor in found.actors] == ["Taqaddum", "Fatemiyoun"]


def test_initials_of_a_body_are_not_the_town_that_sounds_like_them(analyser: Analyser) -> None:
    found = analyser(Article("a", "", "State agency SANA denied it. SANAA was calm, SANA said."))
    assert [mention.surface for mention in found.mentions] == ["SANAA"]


@pytest.mark.parametrize("body", ["Hockey Canada", "Save the Children Canada", "Cricket Canada", "Statistics Canada"])
def test_the_country_of_a_body_is_part_of_its_name(analyser: Analyser, body: str) -> None:
    read = analyser(Article("a", "", f"{body} said on Friday that it would hire more people in Winnipeg."))
    assert [(m.surface, m.role) for m in read.mentions] == [("Canada", "name_part"), ("Winnipeg", "location")]
    assert "Canada" not in {each.surface for each in read.actors}


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("CAIRO (Nile Post) - The museum opened to visitors on Saturday.", "name_part"),
        ("CAIRO (Nile) - The museum opened to visitors on Saturday.", "dateline"),
        ("NILE, Egypt (Desert Post) - The museum opened to visitors on Saturday.", "dateline"),
    ],
)
def test_the_agency_in_a_dateline_is_nowhere(analyser: Analyser, text: str, role: str) -> None:
    read = analyser(Article("a", "", text))
    assert [m.role for m in read.mentions if m.surface.lower() == "nile"] == [role]
