"""
What the page says everywhere, in Arabic: numbers, days, kinds of places and actors, how a name is meant, why it is
where it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from dashboard.app.languages.ar import grammar
from dashboard.model import ActorType, Filters, Place, Role

PAGE_TITLE = "{region} · أماكن في الأخبار"
SEARCH = "ابحث عن أماكن أو جهات فاعلة أو كلمات"
ADD = "إضافة مقالات"
RESET = "إعادة الضبط"
FILTERS = "تصفية"

ATTRIBUTION = "الحدود لا تعبّر عن موقف · Natural Earth · GeoNames"
ATTRIBUTION_TILES = "الحدود لا تعبّر عن موقف · مساهمو OpenStreetMap © · GeoNames"
MAP_WORDS = {
    "zoom_in": "تكبير",
    "zoom_out": "تصغير",
    "fit": "ملاءمة النتائج",
    "size": "الحجم: عدد الإشارات",
    "mention": "الإشارات: {n}",
    "mentions": "الإشارات: {n}",
    "together_once": "ذُكرا معًا في جملة واحدة",
    "together": "ذُكرا معًا، عدد الجمل: {n}",
    "map": "خريطة الأماكن",
    "keys": "المكان التالي والسابق: N وP · الاختيار: Enter · ترك المكان: Esc · التحريك والتكبير: الأسهم و+ و−",
    "in_view": "{i} من {n} في الجزء الظاهر",
    "none_in_view": "لا مكان في الجزء الظاهر",
    "between": "، ",
}
LEGEND: Mapping[str, str] = {
    "city": "مدينة",
    "site": "موقع",
    "water": "مسطح مائي",
    "area": "إقليم",
    "country": "دولة",
}

KINDS: Mapping[str, str] = {
    "country": "دولة", "admin1": "محافظة", "admin2": "قضاء", "region": "إقليم", "territory": "إقليم تابع",
    "continent": "قارة", "ocean": "محيط", "sea": "بحر", "gulf": "خليج", "bay": "خليج صغير", "strait": "مضيق",
    "channel": "ممر مائي", "canal": "قناة", "river": "نهر", "lake": "بحيرة", "waterfall": "شلال",
    "mountains": "سلسلة جبال", "mountain": "جبل", "volcano": "بركان", "desert": "صحراء", "valley": "وادٍ",
    "plain": "سهل", "plateau": "هضبة", "peninsula": "شبه جزيرة", "cape": "رأس", "island": "جزيرة",
    "islands": "جزر", "city": "مدينة", "neighbourhood": "حي", "camp": "مخيم", "crossing": "معبر",
    "base": "قاعدة عسكرية", "nuclear_site": "موقع نووي", "oil_site": "موقع نفط أو غاز", "port": "ميناء",
    "airport": "مطار", "dam": "سد", "heritage_site": "موقع تراثي", "border": "حدود", "facility": "منشأة",
}  # fmt: skip

ROLES: Mapping[Role, str] = {
    "location": "مكان وقوع الحدث",
    "dateline": "مكان إرسال الخبر",
    "metonym": "كناية عن حكومة",
    "demonym": "نسبة إلى شعب",
    "name_part": "جزء من اسم آخر",
}
#: What stands, small, beside a marked name.
ROLE_LABELS: Mapping[str, str] = {
    "location": "مكان",
    "dateline": "مكان الإرسال",
    "metonym": "حكومة",
    "demonym": "شعب",
    "name_part": "ضمن اسم",
}
ACTOR_LABEL = "جهة فاعلة"
NOT_PLACED_LABEL = "غير محدد"

#: The sidebar's groups of actors, in order; each actor type is in exactly one.
ACTOR_GROUPS: Mapping[str, tuple[ActorType, ...]] = {
    "الدول": ("state",),
    "الجماعات المسلحة": ("armed_group",),
    "الأشخاص": ("person",),
    "المنظمات": (
        "igo", "government_body", "party", "ngo", "company", "religious_body", "ethnic_group", "media",
        "organisation", "unlisted",
    ),
}  # fmt: skip

ACTOR_TYPES: Mapping[ActorType, str] = {
    "state": "دولة", "government_body": "هيئة حكومية", "armed_group": "جماعة مسلحة", "party": "حزب",
    "person": "شخص", "igo": "منظمة دولية", "ngo": "منظمة إغاثية أو أهلية", "company": "شركة",
    "religious_body": "هيئة دينية", "ethnic_group": "شعب", "media": "وسيلة إعلامية",
    "organisation": "منظمة", "unlisted": "غير ذلك",
}  # fmt: skip


#: Why a correction does not apply now, by `queries.corrections`' column `lost`.
LOST_CORRECTIONS: Mapping[str, str] = {
    "article": "لا أثر له الآن: مقاله غير محفوظ",
    "mention": "لا أثر له الآن: تغيّر المقال ولم يعد يتضمن هذا",
}

NO_OUTLET = "من دون ذكر وسيلة إعلامية"
SAME_REPORT = "الخبر نفسه، بحسب ألفاظه"
NO_COUNTRY = "خارج الدول (بحار وأقاليم)"
UNDATED = "بلا تاريخ"

_MONTHS = (
    "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
)  # fmt: skip

#: Between the parts of a list or of a place's name.
COMMA = "، "


def number(count: int) -> str:
    """Return 12345 as 12,345."""
    return f"{count:,}"


def counted(count: int, noun: str) -> str:
    """Return "مكان واحد", "21 مكانًا"; `noun` is the English one."""
    return grammar.counted(count, noun)


def day(when: date | None) -> str:
    """Return "28 أكتوبر 2024", or "بلا تاريخ"."""
    return UNDATED if when is None else f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def month(when: date) -> str:
    """Return "أكتوبر 2024"."""
    return f"{_MONTHS[when.month - 1]} {when.year}"


def span(since: date | None, until: date | None) -> str:
    """Return a span of days as short as it can be said."""
    if since and until:
        if since == until:
            return day(since)
        first = day(since)
        if since.year == until.year:
            first = first.removesuffix(f" {since.year}")
        return f"{first} – {day(until)}"
    return f"منذ {day(since)}" if since else f"حتى {day(until)}" if until else ""


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return "أ", "أ وب", "أ وب وج"; with `last` "or", "أ أو ب"."""
    found = list(words)
    said = found[0] if found else ""
    for word in found[1:]:
        said += f" أو {word}" if last == "or" else f" و{word}" if _is_arabic(word) else f" و {word}"
    return said


def _is_arabic(word: str) -> bool:
    """Tell whether "and" is written as one with a word."""
    return "\u0600" <= word[:1] <= "\u06ff"


def kind(of: str) -> str:
    """Return the reader's noun for a kind of place."""
    return KINDS.get(of, of.replace("_", " "))


def capital(text: str) -> str:
    """Return a text as a sentence begins; Arabic knows no capitals, what comes from elsewhere may."""
    return text[:1].upper() + text[1:]


def whereabouts(of: str, *, name: str, admin1: str | None, country: str | None) -> str:
    """Return "مدينة في Baalbek-Hermel، Lebanon", "دولة", "بحر"."""
    around = [part for part in (admin1, country) if part and part != name]
    return kind(of) + (f" في {COMMA.join(around)}" if around and of != "country" else "")


def whereabouts_of(place: Place) -> str:
    """Return `whereabouts` of a place."""
    return whereabouts(place.kind, name=place.name, admin1=place.admin1, country=place.country)


OVER_TIME_ABOUT = "الإشارات المؤرخة من أول أيام النتائج إلى آخرها"
SAMPLE_ABOUT = "كُتبت هذه المقالات لهذا البرنامج كي يكون فيه ما يُعرض. تُزال بنقرة واحدة، وتبقى مقالاتك."
SAMPLE_READ, SAMPLE_GOES, SAMPLE_COMES = "قراءة المقالات التجريبية", "جارٍ إزالتها", "جارٍ قراءة المقالات التجريبية"


def sample_chip(articles: int) -> str:
    """Return "72 مقالًا تجريبيًا"."""
    return counted(articles, "sample article")


def small_map(names: list[str]) -> str:
    """Return what a small map shows, for who does not see it."""
    return f"خريطة الأماكن المذكورة هنا: {listed(names)}"


WRONG_PLACE = "مكان خاطئ؟"


def reach_of(name: str) -> dict[str, str]:
    """Return how far a reader's word about a mention may hold, the usual first."""
    short = name if len(name) <= 24 else name[:23] + "…"
    return {"article": "في هذا المقال", "mention": "هنا فقط", "name": f"حيثما وُضع {short} هنا"}


def sureness(confidence: float) -> str:
    """Return a word for the probability that a name is placed right."""
    return "مؤكد" if confidence >= 0.9 else "مرجّح" if confidence >= 0.7 else "غير مؤكد"


def shares(confidence: float) -> str:
    """Return a probability as the reader says it."""
    return f"{round(100 * confidence)} من 100"


def undated(articles: int) -> str:
    """Return "14 مقالًا بلا تاريخ"."""
    return f"{counted(articles, 'article')} بلا تاريخ"


def not_placed(names: int) -> str:
    """Return "14 اسمًا بلا موقع"."""
    return f"{counted(names, 'name')} بلا موقع"


def recognised(names: int) -> str:
    """Say how many names were recognised and not placed."""
    return f"تم التعرّف إلى {grammar.counted(names, 'name', oblique=True)} من دون تحديد الموقع."


#: What is wrong with typed coordinates.
COORDINATES_FORM = "اكتب خط العرض ثم خط الطول، مثل 33.89, 35.50"
BEYOND_THE_POLE = "يأتي خط العرض أولًا، ويقع بين −90 و90"
ROUND_THE_EARTH = "يأتي خط الطول ثانيًا، ويقع بين −180 و180"


CLICK_ON_THE_MAP = "النقر على الخريطة"
CANCEL = "إلغاء"


def click_where(name: str, *, picked: bool) -> str:
    """Ask for a click on the map; once there is one, say how to go on."""
    if picked:
        return "هل هو هنا؟ إن لم يكن، فانقر موضعًا آخر. مفتاح Esc للإلغاء."
    return f"انقر حيث يقع {name[:60]}. مفتاح Esc للإلغاء."


def near(town: Place, km: float) -> str:
    """Return "على بعد 3 كم من Zahlé، Lebanon"."""
    where = COMMA.join(part for part in (town.name, town.country) if part)
    return f"في {where}" if km < 1 else f"على بعد {number(round(km))} كم من {where}"


def nothing_like(typed: str) -> str:
    """Say that the gazetteer has no name like this one, and what to do."""
    if typed:
        return f"ليس في معجم الأماكن اسم يشبه «{typed}»."
    return "ليس في معجم الأماكن اسم يشبهه. جرّب كتابة أخرى، أو حدّد إحداثياته."


def what_is_sent(name: str, host: str, user_agent: str) -> str:
    """Say before the first request what leaves this machine, and where it goes."""
    return (
        f"سيُرسل الاسم «{name}» من هذا الحاسوب إلى {host}: الاسم وحده، من دون أي جملة أو مقال. يُوقَّع الطلب باسم "
        f"«{user_agent}». تُسأل عن ذلك مرة واحدة في كل زيارة."
    )


def could_not_ask(host: str) -> str:
    """Say that a service is out of reach, which says nothing of the name."""
    return f"تعذّر سؤال {host}. لا يعني ذلك شيئًا بشأن الاسم؛ حاول لاحقًا."


def not_known_to(host: str, name: str) -> str:
    """Say that a service was asked and knows no such place."""
    return f"لا يعرف {host} مكانًا باسم «{name}»."


def by(author: str) -> str:
    """Name who wrote an article."""
    return f"بقلم {author}"


def also_in(copies: int, outlets: int) -> str:
    """Say how many other articles print a report, and in how many other outlets."""
    if not outlets:
        return f"ورد أيضًا في {grammar.counted(copies, 'other article', oblique=True)}"
    said = f"ورد أيضًا في {grammar.counted(outlets, 'outlet', oblique=True)}"
    return said if copies == outlets else f"{said}{COMMA}{counted(copies, 'article')}"


def folded(articles: int) -> str:
    """Say what a list of sentences leaves out, though the counts have it."""
    return f"يُعرض الخبر الذي نشرته وسائل عدة مرة واحدة؛ البقية ({counted(articles, 'more article')}) تحت «ورد أيضًا في»."


def roles(chosen: Iterable[Role]) -> str:
    """Return the chosen ways of being meant as one phrase."""
    found = tuple(chosen)
    if not found or set(found) == set(ROLES):
        return "كل أنواع الإشارات"
    return listed((ROLES[role] for role in ROLES if role in found), "or")


def date_chip(filters: Filters) -> str:
    """Return what the date filter says: "1 أكتوبر – 31 ديسمبر 2024، المؤرخة فقط"."""
    parts = [span(filters.since, filters.until), "" if filters.keep_undated else "المؤرخة فقط"]
    return COMMA.join(part for part in parts if part)


#: What decided where a name belongs, in the reader's words, by the start of the code that geoparse gives.
EVIDENCE: Mapping[str, str] = {
    "log_population": "عدد سكانه كبير",
    "log_population_share": "أكبر بكثير من سائر الأماكن التي تحمل هذا الاسم",
    "city_population": "مدينة كبيرة",
    "rank": "أشهر الأماكن التي تحمل هذا الاسم",
    "group0": "الدول هي المقصودة باسمها عادةً",
    "group1": "القارات هي المقصودة باسمها عادةً",
    "group2": "المحافظات التي تحمل هذا الاسم كثيرة الورود في الأخبار",
    "group3": "يوافقه قضاء بهذا الاسم",
    "group4": "توافقه مدينة بهذا الاسم",
    "group5": "يوافقه جزء من مدينة",
    "group6": "يوافقه إقليم بهذا الاسم",
    "group7": "يوافقه مسطح مائي بهذا الاسم",
    "group8": "يوافقه جبل أو وادٍ أو جزيرة بهذا الاسم",
    "group9": "يوافقه موقع بهذا الاسم",
    "main_name": "يستعمل النص اسمه المعتاد",
    "derived_name": "يستعمل النص صيغة من اسمه",
    "abbreviation": "يستعمل النص اختصاره",
    "qualified": "يذكر النص بجانبه أين يقع",
    "kind_word": "يذكر النص نوع المكان",
    "home_region": "يقع في هذه المنطقة",
    "near_outlet": "يقع قرب مقر الوسيلة الإعلامية",
    "near_20_max": "ذُكرت أيضًا أماكن على بعد بضعة كيلومترات",
    "near_60_sum": "ذُكرت أيضًا أماكن عدة قريبة",
    "near_60_max": "ذُكر أيضًا مكان قريب",
    "near_250_sum": "ذُكرت أيضًا أماكن عدة في محيطه",
    "near_250_max": "ذُكر أيضًا مكان في محيطه",
    "same_country": "ذُكرت أماكن أخرى في دولته",
    "same_admin1": "ذُكرت أماكن أخرى في محافظته",
    "named_country": "ذُكرت دولته",
    "named_admin1": "ذُكرت محافظته",
    "holds_others": "ذُكرت أماكن تقع فيه",
    "country_share": "تقع معظم الأماكن الأخرى في دولته",
    "adjacent_near": "الاسم المجاور له يقع قربه",
    "spelled_otherwise": "يكتبه معجم الأماكن بصورة أخرى، في دولة يذكرها المقال",
    "named_beside": "لا يرد هذا الاسم في أي جدول: وُضع عند المكان الذي يذكره النص بجانبه",
    "checked_by_reader": "تحقق منه أحد القراء",
    "only_candidate": "لا يُعرف مكان آخر بهذا الاسم",
}


def evidence(codes: Iterable[str]) -> list[str]:
    """Return what decided in the reader's words, each once; a code that is not known here is left out."""
    return list(dict.fromkeys(EVIDENCE[code] for code in codes if code in EVIDENCE))
