"""What the page says of time, in Arabic."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dashboard.app.languages.ar.words import counted, day, number, span
from dashboard.app.languages.en.time_words import SIGNS
from dashboard.store.queries import Change, Span

__all__ = ["SIGNS"]  # the same in every language

NO_DATES = "لا توجد تواريخ للعرض"
#: What the timeline's own script says.
TIMELINE_WORDS: Mapping[str, str] = {
    "play": "تشغيل",
    "pause": "إيقاف مؤقت",
    "next": "التالي",
    "play_about": "تحريك مدى من الأيام عبر الزمن خطوة خطوة",
    "next_about": "تقديم مدى الأيام خطوة واحدة",
    "all": "كل التواريخ",
    "brush": "اسحب عبر الأعمدة لحصر الأيام",
}


#: How a place changed from one period to the other, in the legend's order.
CHANGES: Mapping[Change, str] = {
    "appeared": "ظهر", "rose": "زاد", "same": "مثله تقريبًا", "fell": "نقص", "vanished": "غاب",
}  # fmt: skip
#: What the map says in place of `words.MAP_WORDS` while it compares.
MAP_WORDS: Mapping[str, str] = {
    "size": "الحجم: عدد المقالات، الأكبر من العددين",
    "mention": "المقالات في إحدى الفترتين: {n}",
    "mentions": "المقالات في إحدى الفترتين: {n}",
}
EARLIER = "الفترة السابقة"
LATER = "الفترة اللاحقة"
NOTHING = "لا يبقى وفق هذه المرشّحات مقال مؤرخ للمقارنة."
EMPTY = "لا يُذكر أي مكان في أي من الفترتين وفق هذه المرشّحات."
TAKE = "الجدول بصيغة CSV (بالإنجليزية)"
HOW = (
    "الأعداد هي المقالات التي تذكر المكان. يُعدّ المكان زائدًا أو ناقصًا إذا ذكره مقال واحد على الأقل أكثر أو أقل مما "
    "لو ذكرته الفترتان بالنسبة نفسها من مقالاتهما: الأعداد الصغيرة قليلة الدلالة."
)


def compared(before: Span, after: Span, articles_before: int, articles_after: int) -> str:
    """Say how many articles each period has."""
    return (
        f"{span(*before)}: {counted(articles_before, 'article')}. "
        f"{span(*after)}: {counted(articles_after, 'article')}. المقالات غير المؤرخة ليست في أي منهما."
    )


def first_of(shown: int, found: int) -> str:
    """Say that only the first places are shown."""
    return f"أكبر الفروق، وعددها {number(shown)} من أصل {number(found)}."


def undated(mentions: int) -> str:
    """Return "14 إشارة بلا تاريخ"."""
    return f"{counted(mentions, 'mention')} بلا تاريخ"


def summary(first: date, last: date) -> str:
    """Say which time the bars show."""
    return f"الإشارات من {day(first)} إلى {day(last)}"
