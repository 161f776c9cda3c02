"""Columns of strangers: guessed by their names, told, and put right by the reader."""

import json

import pytest

from dashboard.errors import SettingsError
from dashboard.settings import Limits
from dashboard.sources import Columns, Received, Refusal, columns_of, read_bytes

GDELT_ARTLIST = (
    "URL,MobileURL,Date,Title\n"
    'https://example.org/a,,2024-10-28 09:30:00,"Talks put off in Rome, again"\n'
    "https://example.org/b,,20241029T093000Z,Ships leave Muscat\n"
)
GDELT_GKG = (
    "GKGRECORDID\tDATE\tSourceCollectionIdentifier\tSourceCommonName\tDocumentIdentifier\tThemes\n"
    "20241028093000-7\t20241028093000\t1\texample.org\thttps://example.org/c\tTAX_FNCACT\n"
)
MEDIA_CLOUD = (
    "stories_id,publish_date,title,url,language,ap_syndicated,themes,media_id,media_name,media_url\n"
    "1234,2024-10-28 08:00:00,Talks put off,https://example.org/d,en,0,,7,Example Post,https://example.org\n"
)


def read(name, data, *said, limits=None):
    return list(read_bytes(name, data.encode() if isinstance(data, str) else data, limits, Columns.of(said)))


def test_a_list_of_stories_of_gdelt_is_headlines_with_their_addresses():
    first, second = read("artlist.csv", GDELT_ARTLIST)
    assert (first.article.text, first.article.title) == ("Talks put off in Rome, again", "")
    assert (first.article.url, first.article.published.isoformat()) == ("https://example.org/a", "2024-10-28")
    assert second.article.published.isoformat() == "2024-10-29"
    assert first.notes == ("Only the headline is here: the input has no text.",)


def test_the_json_answer_of_gdelt_is_read():
    story = {"url": "https://example.org/a", "url_mobile": "", "title": "Ships leave Muscat",
             "seendate": "20241028T093000Z", "domain": "example.org", "language": "English"}  # fmt: skip
    answer = {"articles": [story]}
    (item,) = read("answer.json", json.dumps(answer, indent=1))
    assert (item.article.text, item.article.source, item.line) == ("Ships leave Muscat", "example.org", 3)


def test_a_list_of_stories_of_media_cloud_has_outlet_language_and_id():
    (item,) = read("stories.csv", MEDIA_CLOUD)
    article = item.article
    assert (article.source, article.language, item.given_id) == ("Example Post", "en", "1234")
    assert (article.url, article.published.isoformat()) == ("https://example.org/d", "2024-10-28")


def test_records_of_gdelts_graph_have_no_words_and_are_refused_with_their_columns():
    (item,) = read("gkg.tsv", GDELT_GKG)
    assert isinstance(item, Refusal)
    assert "no column is named \"text\" (there are 'GKGRECORDID', 'DATE'" in item.reason
    assert item.mapped.fields["url"] == ("DocumentIdentifier",) and item.mapped.fields["published"] == ("DATE",)


def test_dates_of_gdelt_are_read_as_numbers_too():
    items = read("a.jsonl", '{"text": "Rome.", "DATE": 20241028093000}\n{"text": "Rome.", "SQLDATE": 20241028}\n')
    assert {item.article.published.isoformat() for item in items} == {"2024-10-28"}


def test_names_are_compared_without_case_blanks_and_punctuation():
    (item,) = read("a.csv", "Article Body;Publish Date;HEADLINE\nThey met in Rome, late.;2024-10-28;Talks\n")
    assert (item.article.text, item.article.title) == ("They met in Rome, late.", "Talks")
    assert item.article.published.isoformat() == "2024-10-28"


def test_a_table_with_tabs_is_read_whatever_its_ending():
    for name in ("a.tsv", "a.tab", "a.csv"):
        (item,) = read(name, "title\ttext\nTalks\tThey met in Rome, late.\n")
        assert item.article.text == "They met in Rome, late."


def test_the_source_of_a_news_service_is_an_object_with_a_name():
    (item,) = read("a.jsonl", '{"content": "Rome.", "source": {"id": null, "name": "The Wire"}}')
    assert item.article.source == "The Wire"


def test_what_became_of_each_column_is_told():
    (item,) = read("a.csv", "body,Headline,themes\nRome.,Talks,x\n")
    assert str(item.mapped) == "title from Headline, text from body; not used: themes"
    assert not item.mapped.plain
    assert read("a.csv", "id,text\n1,Rome.\n")[0].mapped.plain


def test_of_two_columns_that_may_hold_the_text_the_first_that_is_not_empty_counts():
    items = read("a.csv", "body,text\nRome.,\nno,Muscat.\n")
    assert [item.article.text for item in items] == ["Rome.", "Muscat."]
    assert str(items[0].mapped) == "text from text, else body"


def test_the_reader_says_which_column_is_which():
    table = "story,body,when\nThey met in Rome.,teaser,2024-10-28\n"
    (item,) = read("a.csv", table, "text=Story", "published = when")
    assert (item.article.text, item.article.published.isoformat()) == ("They met in Rome.", "2024-10-28")
    assert str(item.mapped) == "text from story, published from when; not used: body"


def test_a_column_that_the_reader_gives_to_one_field_is_not_guessed_for_another():
    (item,) = read("a.csv", "headline,title\nTalks,They met in Rome.\n", "text=title")
    assert (item.article.title, item.article.text) == ("Talks", "They met in Rome.")


def test_a_field_can_be_said_to_have_no_column():
    (item,) = read("a.csv", "text,source\nRome.,row 7\n", "source=")
    assert item.article.source is None


def test_a_column_that_is_not_there_is_refused_with_those_that_are():
    (item,) = read("a.csv", "body\nRome.\n", "text=story")
    assert item.reason == "no column is named \"story\" (there are 'body')"
    assert "--column text=body" in item.remedy


@pytest.mark.parametrize("said", ["text", "words=body", "=body"])
def test_an_option_that_says_no_column_is_an_error(said):
    with pytest.raises(SettingsError, match="FIELD=NAME"):
        Columns.of([said])


def test_the_columns_of_an_uploaded_table_are_told_before_it_is_read():
    assert columns_of("a.csv", b"story,when\nRome.,x\n").columns == ("story", "when")
    assert columns_of("a.jsonl", b'{"body": "Rome.", "n": 1}').fields == {"text": ("body",)}
    assert columns_of("a.txt", b"Rome.") is None
    assert columns_of("a.csv", b"") is None


def test_a_row_of_very_many_columns_is_read_and_not_kept_in_mind():
    wide = {f"c{n}": n for n in range(50_000)}
    (item,) = read("a.jsonl", json.dumps({**wide, "text": "Rome."}), limits=Limits())
    assert isinstance(item, Received) and item.article.text == "Rome."
    assert len(str(item.mapped)) < 200
