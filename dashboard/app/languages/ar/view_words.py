"""What the page says of links and of views with a name, in Arabic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from dashboard.app.languages.ar.words import counted, day, listed

SHARE = "مشاركة"
TITLE = "مشاركة هذا العرض"
LINK_ABOUT = (
    "يفتح الرابط الصفحة كما تراها: المرشّحات، وما اخترته، وموضع الخريطة. لا يتضمن أي مقال؛ ومن يفتحه يحتاج إلى هذا "
    "التثبيت، أو إلى تثبيت فيه المقالات نفسها."
)
LINK = "رابط هذا العرض"
COPY = "نسخ الرابط"
COPIED = "نُسخ"
NOT_COPIED = "حدّده وانسخه"
FRAME = "رابط"

SAVE_TITLE = "حفظه باسم"
NAME = "الاسم"
NAME_HINT = "حزب الله في لبنان، خريف 2024"
SAVE = "حفظ العرض"
SAVED_TITLE = "العروض المحفوظة"
NONE_SAVED = "لا شيء بعد. العرض المحفوظ متاح لكل من يستعمل هذا التثبيت."
OPEN = "فتح"
DELETE = "حذف"
UNDO = "تراجع"
NO_NAME = "أعطه اسمًا أولًا."
NAME_TOO_LONG = "لا يتجاوز الاسم {most} حرفًا."
TAKEN = "يوجد عرض بهذا الاسم. احذفه أولًا أو اختر اسمًا آخر."
GONE = "لم يعد هذا العرض موجودًا."

LEFT_OUT_LENGTH = "الرابط أطول من أن يكون من روابط هذه الصفحة، ولم يُستعمل."
OUTSIDE = "يعرض الرابط خرائط OpenStreetMap، وتأتي صورها من openstreetmap.org؛ يمكنك إيقافها تحت «الخريطة»."
CLOSE = "إغلاق"

#: What a parameter of a link says, for the note about what could not be used.
PARAMETERS: Mapping[str, str] = {
    "actor": "جهة فاعلة", "country": "دولة", "outlet": "وسيلة إعلامية", "role": "كيف يُقصد المكان",
    "kind": "نوع مكان", "match": "كيف تُجمع الجهات الفاعلة", "scope": "أين تُذكر الجهات الفاعلة",
    "parts": "ما هو جزء من جهة فاعلة", "since": "اليوم الأول", "until": "اليوم الأخير",
    "undated": "المقالات غير المؤرخة", "sure": "درجة التأكد", "words": "كلمات النص", "place": "المكان",
    "article": "المقال", "card": "الجهة الفاعلة التي كانت بطاقتها مفتوحة", "beside": "من تُذكر إلى جانبه",
    "search": "البحث", "page": "صفحة الجمل", "tab": "الجدول", "basemap": "الخريطة الأساسية",
    "before": "الفترة السابقة", "after": "الفترة اللاحقة",
    "lang": "اللغة", "view": "موضع الخريطة", "unknown": "شيء لا تعرفه هذه الصفحة",
}  # fmt: skip


def left_out(names: Iterable[str]) -> str:
    """Say what of a link could not be used here."""
    found = list(names)
    if "length" in found:
        return LEFT_OUT_LENGTH
    said = listed(dict.fromkeys(PARAMETERS[name] for name in found))
    return f"تعذّر استعمال الرابط كله هنا. ما لم يُستعمل: {said}."


def made(by: str, at: datetime) -> str:
    """Say when a view was saved, and by whom if that is known."""
    return f"{day(at.date())}، {by}" if by else day(at.date())


def saved(name: str) -> str:
    """Say that a view was saved."""
    return f"حُفظ «{name}»."


def deleted(name: str) -> str:
    """Say that a view was deleted."""
    return f"حُذف «{name}»."


def more(count: int) -> str:
    """Say that there are more views than are shown."""
    return f"وهناك {counted(count, 'older view')}."
