"""
How Arabic counts: one and two are words of the noun itself, few (3 to 10) take its plural, many (11 to 99) its
accusative, hundreds its singular. The rule is CLDR's for "ar" (categories of plurals).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun that is counted: "مقال", "مقال واحد", "مقالان", after a preposition "مقالين", "مقالات", "مقالًا"."""

    singular: str
    one: str
    two: str
    two_oblique: str
    few: str
    many: str


#: Each noun that is counted, by its English name.
NOUNS: Mapping[str, Noun] = {
    "mention": Noun("إشارة", "إشارة واحدة", "إشارتان", "إشارتين", "إشارات", "إشارة"),
    "unsure mention": Noun(
        "إشارة غير مؤكدة", "إشارة واحدة غير مؤكدة", "إشارتان غير مؤكدتين", "إشارتين غير مؤكدتين", "إشارات غير مؤكدة",
        "إشارة غير مؤكدة",
    ),
    "place": Noun("مكان", "مكان واحد", "مكانان", "مكانين", "أماكن", "مكانًا"),
    "article": Noun("مقال", "مقال واحد", "مقالان", "مقالين", "مقالات", "مقالًا"),
    "new article": Noun(
        "مقال جديد", "مقال جديد واحد", "مقالان جديدان", "مقالين جديدين", "مقالات جديدة", "مقالًا جديدًا"
    ),
    "other article": Noun(
        "مقال آخر", "مقال واحد آخر", "مقالان آخران", "مقالين آخرين", "مقالات أخرى", "مقالًا آخر"
    ),
    "more article": Noun(
        "مقال آخر", "مقال واحد آخر", "مقالان آخران", "مقالين آخرين", "مقالات أخرى", "مقالًا آخر"
    ),
    "sample article": Noun(
        "مقال تجريبي", "مقال تجريبي واحد", "مقالان تجريبيان", "مقالين تجريبيين", "مقالات تجريبية", "مقالًا تجريبيًا"
    ),
    "sentence": Noun("جملة", "جملة واحدة", "جملتان", "جملتين", "جمل", "جملة"),
    "excerpt": Noun("مقتطف", "مقتطف واحد", "مقتطفان", "مقتطفين", "مقتطفات", "مقتطفًا"),
    "name": Noun("اسم", "اسم واحد", "اسمان", "اسمين", "أسماء", "اسمًا"),
    "outlet": Noun(
        "وسيلة إعلامية", "وسيلة إعلامية واحدة", "وسيلتان إعلاميتان", "وسيلتين إعلاميتين", "وسائل إعلامية",
        "وسيلة إعلامية",
    ),
    "entry": Noun("قيد", "قيد واحد", "قيدان", "قيدين", "قيود", "قيدًا"),
    "older view": Noun("عرض أقدم", "عرض واحد أقدم", "عرضان أقدمان", "عرضين أقدمين", "عروض أقدم", "عرضًا أقدم"),
    "actor": Noun("جهة فاعلة", "جهة فاعلة واحدة", "جهتان فاعلتان", "جهتين فاعلتين", "جهات فاعلة", "جهة فاعلة"),
    "time": Noun("مرة", "مرة واحدة", "مرتان", "مرتين", "مرات", "مرة"),
    "line": Noun("سطر", "سطر واحد", "سطران", "سطرين", "أسطر", "سطرًا"),
    "input": Noun("مُدخل", "مُدخل واحد", "مُدخلان", "مُدخلين", "مُدخلات", "مُدخلًا"),
    "body": Noun("كيان", "كيان واحد", "كيانان", "كيانين", "كيانات", "كيانًا"),
}  # fmt: skip


def counted(count: int, noun: str, *, oblique: bool = False) -> str:
    """Return a number with its noun: "مقالان", "3 مقالات", "1,200 مقال"; `oblique` after a preposition."""
    of = NOUNS[noun]
    if count == 1:
        return of.one
    if count == 2:
        return of.two_oblique if oblique else of.two
    rest = count % 100
    form = of.few if 3 <= rest <= 10 else of.many if rest >= 11 else of.singular
    return f"{count:,} {form}"
