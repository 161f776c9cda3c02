"""What the page and the brief say of what is taken away, in Arabic."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.app.languages.ar import grammar, words
from dashboard.app.languages.ar.actor_words import AND_PARTS
from dashboard.app.languages.en.takeaway_words import FORMATS, file_name
from dashboard.model import Filters

__all__ = ["FORMATS", "file_name"]  # the same in every language

TAKE_AWAY = "تنزيل"
HOLDS = "تتضمن الملفات ما تُبقيه المرشّحات، ولا شيء غيره (أسماء الأعمدة بالإنجليزية):"
NOTHING = "لا توجد إشارة تجتاز المرشّحات، فلا شيء للتنزيل. ألغِ أحدها أولًا."
NO_FORMULAS = "الخلايا التي قد ينفذها برنامج الجداول كصيغة تبدأ بفاصلة عليا."
BRIEF = "الموجز"
BRIEF_ABOUT = "صفحة واحدة فيها الخريطة والجمل المرقمة وروابطها. تُفتح في أي متصفح من دون شبكة."
BRIEF_BUTTON = "صفحة ويب"
MENTIONS = "الإشارات"
MENTIONS_ABOUT = "سطر لكل إشارة: جملتها ومكانها ومقالها ووسيلتها الإعلامية."
PLACES = "الأماكن"
PLACES_ABOUT = "سطر لكل مكان، مع عدد إشاراته ومقالاته."

TITLE = "{region}: أماكن في الأخبار"
MADE = "موجز يوم {day}"
ALL_FILTERS = "المرشّحات"
PNG = "حفظ الخريطة بصيغة PNG"
SHOW_ALL = "عرض كل المقتطفات"
MAP = "خريطة الأماكن أدناه"
PLACE_INDEX = "الأماكن وأرقام مقتطفاتها"
EXCERPTS = "المقتطفات"
OPEN = "يفتح المقال لدى وسيلته الإعلامية"
ONE_PLACE = "المقتطفات التي تذكر {place}: {n}"
ONE_PLACE_ONCE = "مقتطف واحد من هذه يذكر {place}"
SOURCES = (
    "الأماكن: GeoNames بترخيص CC BY 4.0. الخريطة الأساسية: Natural Earth، ملكية عامة؛ ولا تعبّر حدودها عن موقف. "
    "الجمل ملك لوسائلها الإعلامية. حدّد الأماكنَ برنامجٌ قد يخطئ: تحقق قبل الاقتباس."
)
ALONE = "لا تطلب هذه الصفحة شيئًا من أي حاسوب آخر، إلا إذا فتحت رابطًا."


def counts(mentions: int, places: int, articles: int) -> str:
    """Return "38 إشارة إلى 21 مكانًا في 17 مقالًا"."""
    return (
        f"{words.counted(mentions, 'mention')} إلى {grammar.counted(places, 'place', oblique=True)} "
        f"في {grammar.counted(articles, 'article', oblique=True)}"
    )


def excerpts(shown: int, total: int) -> str:
    """Return "38 مقتطفًا، الأحدث أولًا"; where there are more, say how many and where to get them."""
    if shown == total:
        return f"{words.counted(total, 'excerpt')}، الأحدث أولًا"
    return (
        f"أحدث {words.number(shown)} من أصل {grammar.counted(total, 'excerpt', oblique=True)}؛ الخريطة والأعداد تشملها "
        "كلها. في ملف الإشارات كل واحدة منها."
    )


def more_numbers(count: int) -> str:
    """Return "و12 غيرها"."""
    return f"و{words.number(count)} غيرها"


_SCOPES = {"sentence": "في الجملة نفسها", "article": "في المقال نفسه"}


def filters(chosen: Filters, *, actors: Iterable[str], countries: Iterable[str]) -> list[tuple[str, str]]:
    """
    Return (what is filtered, to what) for each filter that is set, and always how names are meant.

    `actors` and `countries` are the names of those chosen, in order.
    """
    found: list[tuple[str, str]] = []
    if chosen.actors:
        parts = AND_PARTS if chosen.with_parts else ""
        named = words.listed([name + parts for name in actors], "and" if chosen.actor_match == "all" else "or")
        found.append(("الجهات الفاعلة", f"{named}، {_SCOPES[chosen.actor_scope]}"))
    if chosen.countries:
        found.append(("الدول", words.listed([name or words.NO_COUNTRY for name in countries], "or")))
    if chosen.since or chosen.until or not chosen.keep_undated:
        undated = "أو بلا تاريخ" if chosen.keep_undated else ""
        found.append(("تاريخ النشر", words.COMMA.join(part for part in (words.date_chip(chosen), undated) if part)))
    if chosen.outlets:
        found.append(("وسائل الإعلام", words.listed([name or words.NO_OUTLET for name in chosen.outlets], "or")))
    if chosen.kinds:
        found.append(("أنواع الأماكن", words.listed([words.kind(kind) for kind in chosen.kinds], "or")))
    if chosen.words.strip():
        found.append(("الكلمات", f"«{chosen.words.strip()}»"))
    if chosen.min_confidence:
        found.append(("صحة الموقع", f"في {words.shares(chosen.min_confidence)} من الحالات على الأقل"))
    return [*found, ("الأماكن مذكورة بوصفها", words.roles(chosen.roles))]
