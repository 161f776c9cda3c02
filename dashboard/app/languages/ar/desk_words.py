"""What the page says around the map, in Arabic: header, counts, chips, filters, search, tabs, tables, first start."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.app.languages.ar import grammar
from dashboard.app.languages.ar.words import counted, number

DROP_FILTER = "إلغاء هذا المرشّح"
RESET_ALL = "إعادة ضبط كل المرشّحات"
CLOSE = "إغلاق"
NOTHING_YET = "لا توجد مقالات بعد"
NOTHING_YET_ABOUT = (
    "أضف بعضها: ملفات لديك (نص أو Markdown أو JSON lines أو CSV) أو نصًا تلصقه. تظهر أماكنها على الخريطة، ومع كل منها "
    "الجمل التي تذكره. لا يغادر شيء هذا الحاسوب."
)
NOTHING_FOUND = "لا نتائج"
NOTHING_FOUND_ABOUT = "لا توجد إشارة تجتاز هذه المرشّحات كلها معًا. عدد الإشارات التي تبقى عند إلغاء أحدها:"

COUNTRIES = "بلدان الأماكن"
DATES = "التواريخ"
SINCE, UNTIL = "من", "إلى"
KEEP_UNDATED = "شمول ما لا تاريخ له"
OUTLETS = "وسائل الإعلام"
ROLES = "كيف يُقصد المكان"
MAP = "الخريطة"
TILES = "خرائط OpenStreetMap"
TILES_ABOUT = "تُحمَّل صور الخريطة من openstreetmap.org. وكل ما عداها في هذه الصفحة يبقى على هذا الحاسوب."
TYPE_A_NAME = "اكتب اسمًا"
NAMED_WITH = "أماكن تُذكر مع"
NAMED_WITH_MATCH: Mapping[str, str] = {"any": "أي منها", "all": "كلها"}
IN_THE_SAME = "في"
NAMED_IN_THE_SAME = "أماكن تُذكر معها في"
SCOPES: Mapping[str, str] = {"sentence": "الجملة نفسها", "article": "المقال نفسه"}

BELOW_THE_MAP = "أسفل الخريطة"
#: The tabs below the map, by their names in addresses.
TABS: Mapping[str, str] = {
    "places": "الأماكن", "articles": "المقالات", "compare": "المقارنة", "check": "للتحقق", "not-placed": "بلا موقع",
    "unlisted": "جهات غير مدرجة",
}  # fmt: skip
#: Titles of the columns of tables.
COLUMNS: Mapping[str, str] = {
    "place": "المكان", "where": "النوع والموقع", "mentions": "الإشارات", "articles": "المقالات", "course": "عبر الزمن",
    "sure": "درجة التأكد", "article": "المقال", "outlet": "وسيلة الإعلام", "date": "التاريخ", "places": "الأماكن",
    "change": "التغيّر", "before": "السابقة", "after": "اللاحقة", "difference": "الفرق",
}  # fmt: skip
NO_PLACE_LEFT = "لا يبقى أي مكان وفق هذه المرشّحات."
NO_ARTICLE_LEFT = "لا يبقى أي مقال وفق هذه المرشّحات."
BY_KEYBOARD = "بلوحة المفاتيح: أسهم الاتجاه للتنقل، وShift مع المسافة لاختيار السطر."

FOUND_PLACES, FOUND_ACTORS, FOUND_ARTICLES = "الأماكن", "الجهات الفاعلة", "المقالات"
NONE_FOUND = "لا شيء"

FIRST_START = "يُعدّ التشغيل الأول أمرين على هذا الحاسوب. يحدث ذلك مرة واحدة."
#: The steps of a first start: what is done, and what for.
STEPS: Mapping[str, tuple[str, str]] = {
    "gazetteer": ("بناء معجم الأماكن", "أسماء نحو 300,000 مكان، مرة واحدة؛ في أقل من دقيقة."),
    "sample": ("قراءة المقالات التجريبية", "كي يكون هناك ما يُعرض."),
}
NOT_PREPARED = "تعذّر الإعداد"
TRY_AGAIN = "إعادة المحاولة"


def mentions(left: int, total: int) -> str:
    """Return "38 من أصل 412 إشارة"; "412 إشارة" where all are left."""
    if left == total:
        return counted(left, "mention")
    return f"{number(left)} من أصل {grammar.counted(total, 'mention', oblique=True)}"


def about_actor(name: str) -> str:
    """Name the way to an actor's card."""
    return f"عن {name}"


def sure_at_least(confidence: float) -> str:
    """Say the filter by confidence."""
    return f"درجة تأكد لا تقل عن {confidence:.0%}"


def drop(what: str) -> str:
    """Name the way to drop a filter."""
    return f"إلغاء {what}"


def show_new(articles: int) -> str:
    """Return "عرض 3 مقالات جديدة"."""
    return f"عرض {grammar.counted(articles, 'new article', oblique=True)}"


def more(count: int) -> str:
    """Return "12 غيرها"."""
    return f"{number(count)} غيرها"


def first_places(shown: int, found: int) -> str:
    """Say that a table holds the first places only."""
    return f"الأكثر ذكرًا: {number(shown)} من أصل {number(found)}. يصل البحث إلى البقية."


def keep_words(typed: str) -> str:
    """Name the way to keep the articles that hold some words."""
    return f"الاقتصار على المقالات التي فيها «{typed}»"


def filter_by(name: str) -> str:
    """Name the way to filter by an actor, whose name stands beside and is only to hear: it comes as markup."""
    return f"ترشيح :gray[{name}]"


#: What the stage that builds the gazetteer says it does.
_DOING = {
    "reading words": "قراءة الكلمات", "countries and areas": "الدول والمناطق", "cities": "المدن",
    "features and airports": "المعالم والمطارات", "writing": "الكتابة", "done": "تم",
}  # fmt: skip


def doing(step: str, what: str) -> str:
    """Return "بناء معجم الأماكن: المدن"; of what has no name here, the step alone."""
    return f"{STEPS[step][0]}: {_DOING[what]}" if what in _DOING else STEPS[step][0]
