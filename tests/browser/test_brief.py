"""The brief, opened from the disk in a real Chromium without a network: map, text as text, nothing runs or asks."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from PIL import Image

from dashboard.app import languages
from dashboard.app.brief import brief
from dashboard.model import NO_FILTERS, Filters
from dashboard.settings import load_settings
from dashboard.store.archive import Archive
from dashboard.store.index import Index
from tests.browser.harness import analysed, place
from tests.browser.samples import BAALBEK, BEIRUT, HEZBOLLAH, LEBANON, ROME

DAY = date(2025, 1, 31)
EVIL = (
    "<script>window.ran=1</script> <img src=x onerror=window.ran=1> ]]> ${window.ran=1} {{7*7}} </script><!-- "
    "\" ' & =cmd() https://evil.example/a.png \u202edeb\u202c \x00"
)
ARTICLES = (
    analysed("one", "Hezbollah held Baalbek. Shops in Beirut were open while Rome slept. Snow fell on Baalbek.",
             {"Baalbek": BAALBEK, "Beirut": BEIRUT, "Rome": ROME}, {"Hezbollah": HEZBOLLAH},
             title="Quiet in the valley", url="https://example.org/one?a=1&b=2", published=date(2024, 10, 28)),
    analysed("two", f"Evil Town {EVIL} rose. Rome fell.",
             {"Evil Town": place("evil:1 <b>", f"Evil Town {EVIL}", 33.0, 44.0, **LEBANON), "Rome": ROME},
             title=f"Title {EVIL}", source=f"Outlet {EVIL}", url="javascript:window.ran=1"),
)  # fmt: skip
ALL = len(ARTICLES) + 3


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    archive = Archive(tmp_path_factory.mktemp("archive"))
    archive.write(ARTICLES)
    with Index.in_memory(archive) as made:
        yield made


@pytest.fixture
def opened(browser, tmp_path, index):
    """Open the brief of some filters; at the end it has asked for nothing, thrown nothing, and run nothing else."""
    contexts = []

    def open_(filters: Filters = NO_FILTERS, *, most: int = 1000, **window):
        (tmp_path / "brief.html").write_text(brief(index, filters, load_settings(), DAY, most=most), encoding="utf-8")
        context = browser.new_context(viewport=window.pop("viewport", {"width": 1200, "height": 800}), **window)
        contexts.append(context)
        page = context.new_page()
        context.asked, context.said = [], []
        own = (tmp_path / "brief.html").as_uri()

        def only_itself(route):
            if route.request.url == own or route.request.url.startswith("blob:"):
                route.continue_()
            else:
                context.asked.append(route.request.url)
                route.abort()

        context.route("**/*", only_itself)
        page.on("pageerror", lambda error: context.said.append(str(error)))
        page.on("dialog", lambda dialog: (context.said.append("dialog"), dialog.dismiss()))
        page.on("console", lambda line: context.said.append(line.text))  # a broken policy is told there
        page.goto(own)
        page.wait_for_function("window.placesLayerState && window.placesLayerState.version === 'brief'")
        return page

    yield open_
    for context in contexts:
        assert context.asked == [] and context.said == []
        assert context.pages[0].evaluate("window.ran") is None
        context.close()


def colours(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def saved(page) -> tuple[str, Image.Image]:
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the map as PNG").click()
    return download.value.suggested_filename, colours(download.value.path().read_bytes())


def test_the_map_has_the_places_and_the_list_their_sentences(opened):
    page = opened(Filters(words="Hezbollah"))

    names = page.evaluate("window.placesLayer.places.map((place) => place.label)")
    assert set(names) == {"Baalbek", "Beirut", "Rome"}
    assert page.locator(".excerpts .said").all_inner_texts() == [
        "Hezbollah held Baalbek.", "Shops in Beirut were open while Rome slept.", "Snow fell on Baalbek.",
    ]  # fmt: skip
    first = page.locator(".excerpts li").first
    assert "28 Oct 2024 · Sample Wire · Quiet in the valley" in first.inner_text()
    assert first.get_by_role("link").get_attribute("href") == "https://example.org/one?a=1&b=2"
    assert page.locator("header").inner_text().split("\n")[0] == "Brief of 31 Jan 2025"
    assert "“Hezbollah”" in page.locator("#filters").inner_text()
    assert "GeoNames, CC BY 4.0" in page.locator("footer").inner_text()


def test_only_what_the_filters_leave_is_told_and_marked(opened):
    page = opened(Filters(countries=("LB",), words="Hezbollah"))

    assert page.evaluate("window.placesLayer.places.length") == 2
    assert page.locator("mark").all_inner_texts() == ["Baalbek", "Beirut", "Baalbek"]
    assert "Rome" not in page.locator(".places").inner_text() and "evil" not in page.content().lower()


def test_hostile_text_is_text(opened):
    page = opened()
    said = page.locator(".excerpts").inner_text()
    plain = re.sub("[\u202e\u202c]", "", EVIL).replace("\x00", "\ufffd")

    for text in (f"Evil Town {plain}", f"Title {plain}", f"Outlet {plain}"):
        assert re.sub(r"\s+", " ", text) in re.sub(r"\s+", " ", said)
    assert page.locator("script").count() == 2 and page.locator("img:not(.leaflet-tile), iframe, object").count() == 0
    links = page.evaluate("[...document.querySelectorAll(\"section a:not([href^='#e'])\")].map((a) => a.href)")
    assert set(links) == {"https://example.org/one?a=1&b=2"}
    assert EVIL in page.evaluate("JSON.parse(document.getElementById('data').textContent).names.join()")


def test_the_policy_lets_nothing_run_and_nothing_load(opened, browser):
    """What got through the escaping all the same would be stopped here: tried from within."""
    page = opened()
    page.evaluate(
        """() => {
            window.stopped = [];
            document.addEventListener("securitypolicyviolation", (event) =>
                window.stopped.push(event.effectiveDirective));
            const script = document.createElement("script");
            script.textContent = "window.ran = 1";
            document.body.append(script);
            const image = document.createElement("img");
            image.src = "https://evil.example/i.png";
            document.body.append(image);
            document.body.insertAdjacentHTML("beforeend", "<b onclick='window.ran = 1'>x</b>");
            document.body.lastElementChild.click();
        }"""
    )
    page.wait_for_function("window.stopped.length >= 3")

    assert set(page.evaluate("window.stopped")) == {"script-src-elem", "img-src", "script-src-attr"}
    assert page.context.said and all("Content Security Policy" in line for line in page.context.said)
    page.context.said.clear()


def test_a_place_is_chosen_on_the_map_by_keyboard(opened):
    page = opened(Filters(words="Hezbollah"))
    page.get_by_role("application", name="Map of places").focus()
    page.keyboard.press("n")
    assert page.locator(".map-spoken").text_content() == "Baalbek, town, 2 mentions, 1 of 2 in view"

    page.keyboard.press("Enter")

    assert page.locator(".excerpts li:not([hidden]) .said").all_inner_texts() == [
        "Hezbollah held Baalbek.", "Snow fell on Baalbek.",
    ]  # fmt: skip


def test_the_map_is_saved_as_a_picture_that_is_not_blank(opened):
    page = opened(Filters(countries=("LB",), words="Hezbollah"))

    name, picture = saved(page)

    assert re.fullmatch(r"middle-east-map-2025-01-31\.png", name)
    width, height = page.evaluate("[window.placesLayer.size.x, window.placesLayer.size.y]")
    assert picture.width == width and picture.height > height
    at = page.evaluate("window.placesLayer.pointOf('geonames:276781')")
    head = picture.height - height - 51  # what stands below: the legend and one line
    assert red(picture.getpixel((round(at[0]), head + round(at[1]))))
    assert len(picture.crop((0, 0, width, 40)).getcolors(1 << 20)) > 2  # a title is drawn
    assert len(picture.resize((200, 200)).getcolors(1 << 20)) > 50


def red(pixel) -> bool:
    return pixel[0] > 150 and pixel[1] < 110 and pixel[2] < 100


@pytest.mark.parametrize(("scheme", "light"), [("light", True), ("dark", False)])
def test_light_and_dark_follow_the_reader(opened, scheme, light):
    page = opened(color_scheme=scheme)

    ground = colours(page.screenshot()).getpixel((5, 5))
    assert (sum(ground) > 600) == light and page.evaluate("window.placesLayerState.dark") != light
    assert (sum(saved(page)[1].getpixel((2, 2))) > 600) == light


def test_on_paper_the_map_is_a_picture_in_the_colours_of_the_day(opened):
    page = opened(color_scheme="dark")
    assert len(page.pdf(format="A4")) > 20_000
    page.emulate_media(media="print", color_scheme="dark")

    assert page.evaluate("document.getElementById('printed').width") > 400
    assert page.locator("#printed").is_visible() and not page.locator("#map").is_visible()
    assert not page.get_by_role("button", name="Save the map as PNG").is_visible()
    assert page.locator("#printed").bounding_box()["y"] < 300  # no room is left for the map that is not printed
    seen = page.evaluate("[...document.getElementById('printed').getContext('2d').getImageData(0, 0, 400, 400).data]")
    assert sum(seen) / len(seen) > 180


def test_a_click_on_a_place_keeps_its_excerpts(opened):
    page = opened(Filters(words="Hezbollah"))
    box = page.locator("#map").bounding_box()
    x, y = page.evaluate("window.placesLayer.pointOf('geonames:278913')")
    page.mouse.click(box["x"] + x, box["y"] + y)
    page.locator("#only").wait_for()

    assert page.locator(".excerpts li:visible").count() == 2
    assert "2 of these excerpts name Baalbek" in page.locator("#only").inner_text()
    page.get_by_role("button", name="Show all excerpts").click()
    assert page.locator(".excerpts li:visible").count() == 3
    page.locator(".places").get_by_role("button", name="Rome").click()
    assert page.locator(".excerpts li:visible .said").all_inner_texts() == [
        "Shops in Beirut were open while Rome slept."
    ]


def test_of_many_excerpts_the_newest_are_there_and_the_rest_is_told(opened):
    page = opened(most=2)

    assert page.locator(".excerpts li").count() == 2
    assert f"The newest 2 of {ALL} excerpts" in re.sub(r"\s", " ", page.locator("#told").inner_text())


def test_a_phone_has_nothing_beside_its_window(opened):
    page = opened(viewport={"width": 390, "height": 844})

    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_nothing_left_is_a_whole_page(opened):
    page = opened(Filters(outlets=("none",)))

    assert "0 mentions of 0 places in 0 articles" in page.locator("header").inner_text()


def test_a_brief_in_arabic_begins_at_the_right_and_so_does_its_picture(opened):
    with languages.speaking("ar"):
        page = opened()

    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    ways = [page.locator(where).first.evaluate("(node) => getComputedStyle(node).direction")
            for where in ("h1", "#map", ".excerpts .said")]  # fmt: skip
    assert ways == ["rtl", "ltr", "ltr"]
    with page.expect_download() as download:
        page.locator("#png").click()
    picture = colours(download.value.path().read_bytes()).convert("L")
    head = picture.crop((0, 10, picture.width, 34)).point(lambda shade: 255 * (shade < 128))
    left, _, right, _ = head.getbbox()
    assert right > picture.width * 0.95 and left > picture.width / 2
