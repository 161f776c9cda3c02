"""What the page says where articles are added, in Arabic."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from dashboard.app.languages.ar import grammar
from dashboard.app.languages.ar.words import COMMA, counted, day, number
from dashboard.sources import Mapped

FILES, PASTE = "ملفات", "لصق نص"
CHOOSE_FILES = "نصوص أو صفحات ويب أو PDF أو Word أو أوراق حساب أو جداول أو JSON، أو ملف zip منها؛ بأي عدد تشاء"
FILES_ABOUT = (
    "تحتاج الجداول وملفات JSON إلى عمود فيه النص؛ ويُقرأ العنوان والتاريخ ووسيلة الإعلام والكاتب والرابط واللغة إن "
    "وُجدت. يُخمَّن دور كل عمود، ويمكن تغييره بعد اختيار الجدول."
)
STAYS_HERE = "لا يغادر شيء هذا الحاسوب."
GO = "قراءة وتحديد الأماكن"
NOTHING_TO_READ = "لا نص بعد: اختر ملفًا أو الصق نصًا."
TEXT, TEXT_HINT = "النص", "الصق المقال هنا"
TITLE, OUTLET, ADDRESS, DATE = (
    "العنوان (اختياري)", "وسيلة الإعلام (اختياري)", "الرابط (اختياري)", "التاريخ (اختياري)",
)  # fmt: skip
READING = "جارٍ القراءة"
SHOW, READ_IT, MORE, CLOSE = "عرض على الخريطة", "قراءته", "إضافة المزيد", "إغلاق"

#: The fields that a column can be, as the page calls them.
FIELDS: Mapping[str, str] = {
    "text": "النص", "title": "العنوان", "published": "التاريخ", "source": "وسيلة الإعلام", "url": "الرابط",
    "language": "اللغة", "author": "الكاتب",
}  # fmt: skip
NO_COLUMN = "(بلا)"

RETRY = "تُعاد قراءة الملفات والعناوين بالأمر: python -m dashboard ingest --retry-quarantine"


def not_read(inputs: int) -> str:
    """Return "لم يُقرأ (3)"."""
    return f"لم يُقرأ ({number(inputs)})"


def doing(what: str) -> str:
    """Say that it is being read: the stage that does it says more, in English only."""
    return READING


def columns_of(file: str) -> str:
    """Name the columns of a file."""
    return f"أعمدة {file}"


def found(kept: int, mentions: int, places: int, unplaced: int) -> tuple[str, str]:
    """Return what came of articles that were added: a head, and a sentence."""
    if not kept:
        return "لا مقال جديد", "لم يُضف شيء إلى الخريطة."
    if not mentions:
        return f"أُضيف: {counted(kept, 'article')}", "لا يُذكر أي مكان في ما أُضيف."
    about = f"{counted(mentions, 'mention')} إلى {grammar.counted(places, 'place', oblique=True)}"
    if unplaced:
        about += f"؛ وتعذّر تحديد موقع {grammar.counted(unplaced, 'name', oblique=True)}"
    return f"على الخريطة الآن: {counted(kept, 'article')}", f"{about}."


def unchanged(articles: int) -> str:
    """Say how many articles were there already."""
    return f"أُضيف من قبل: {counted(articles, 'article')}."


def columns_are(file: str, mapped: Mapped) -> str:
    """Say which columns of a table were taken for what."""
    said = COMMA.join(f"{FIELDS.get(field, field)} من {' أو '.join(names)}" for field, names in mapped.fields.items())
    if mapped.unused:
        said += f"؛ لم تُستعمل: {COMMA.join(mapped.unused[:8])}"
        if len(mapped.unused) > 8:
            said += f" و{number(len(mapped.unused) - 8)} غيرها"
    return f"أعمدة {file}: {said}."


def refused(inputs: int) -> str:
    """Return "رُفض: 3"."""
    return f"رُفض: {number(inputs)}"


def where(file: str, line: int | None) -> str:
    """Return "news.csv، السطر 12"."""
    return file if line is None else f"{file}، السطر {line}"


def moment(when: datetime) -> str:
    """Return "3 نوفمبر 2026، 14:05"."""
    return f"{day(when.date())}، {when:%H:%M}"


def more(count: int) -> str:
    """Return "12 غيرها"."""
    return f"{number(count)} غيرها"
