"""
What the page says of actors, their cards and the catalogue, in Arabic.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from dashboard.app.languages.ar import grammar
from dashboard.app.languages.ar.words import COMMA, counted, day, listed, month, number

WITH_PARTS = "شمول ما هو جزء منها"
AND_PARTS = " مع أجزائها"
#: Of what is part of an actor, so many are told by name.
MOST_PARTS = 6
KEEP_ONLY = "الاقتصار على هذه الجهة"
#: What a line between an actor and a place says, and all that it says.
TOGETHER = "ذُكرا معًا"
NOT_CAUSED = "ورودهما في جملة واحدة لا يبيّن سبب ذلك."
UNLISTED = "ليست في قائمتك"
#: Actors that the reader put into the catalogue in earlier visits.
ADDED_EARLIER = "أُضيفت هنا سابقًا"
READING_ANEW = "جارٍ إعادة قراءة مقالاتها"
ALL_LISTED = "كل الأشخاص والمنظمات الذين تم التعرّف إليهم موجودون في قائمتك."
ADD_THOSE = "أضف من تتابعهم: يصبح لهم بطاقة ومرشّح وأماكن يُذكرون معها."
NAME, COUNTRY, NO_COUNTRY, ADD = "الاسم", "الدولة (اختياري)", "بلا", "إضافة إلى قائمتي"
REMOVE, KEEP = "إزالة من قائمتي", "الإبقاء عليها"


READ_AGAIN = "قراءة مقالاتها من جديد"


def known_by_now(names: Sequence[str], actors: int) -> str:
    """Say whom the catalogue knows by now, the first by name, though articles were read before it did."""
    shown = [*names, f"{number(actors - len(names))} غيرها"] if actors > len(names) else [*names]
    return f"صارت في دليلك: {listed(shown)}. مقالات قُرئت من قبل لا تقول ذلك بعد."


def not_read_again(why: str) -> str:
    """Say that articles could not be read again."""
    return f"تعذّرت قراءة المقالات من جديد: {why}"


def add_as(name: str) -> str:
    """Name the way to add an actor, whose name stands beside and is only to hear: it comes as markup."""
    return f"إضافة :gray[{name}] بصفة …"


def read_of(name: str) -> str:
    """Name the way to an actor's sentence, as `add_as` does."""
    return f"قراءة ما ورد :gray[{name}]"


def remove(name: str) -> str:
    """Name the way to take an actor out of the catalogue."""
    return f"إزالة {name}"


def together(sentences: int) -> str:
    """Return "ذُكرا معًا في 3 جمل"."""
    return f"{TOGETHER} في {grammar.counted(sentences, 'sentence', oblique=True)}"


def not_together(one: str, other: str) -> str:
    """Say that no sentence names both under the filters."""
    return f"لا توجد جملة تذكر {listed((one, other))} معًا وفق هذه المرشّحات."


def part_of(wholes: Iterable[str]) -> str:
    """Return "جزء من Iran و Lebanon", or ""."""
    said = listed(wholes)
    return f"جزء من {said}" if said else ""


def with_parts(parts: Sequence[str]) -> str:
    """Say what is counted with an actor, being part of it, or ""."""
    if not parts:
        return ""
    shown = list(parts[:MOST_PARTS])
    if len(parts) > len(shown):
        shown.append(f"{number(len(parts) - len(shown))} غيرها")
    return f"يُحتسب معها ما هو جزء منها ({counted(len(parts), 'body')}): {listed(shown)}."


def office(title: str, since: str, until: str) -> str:
    """Return "President of Syria، منذ 29 يناير 2025", "…، من 2014 إلى أكتوبر 2018"."""
    if not until:
        return f"{title}{COMMA}منذ {coarse_day(since)}"
    return f"{title}{COMMA}من {coarse_day(since)} إلى {coarse_day(until)}"


def coarse_day(said: str) -> str:
    """Return "2014", "2014-05" or "2014-05-01" as a reader says it."""
    match [int(part) for part in said.split("-")]:
        case [year, number_of_month]:
            return month(date(year, number_of_month, 1))
        case [year, number_of_month, number_of_day]:
            return day(date(year, number_of_month, number_of_day))
    return said


def office_source(publisher: str, title: str, consulted: date | None) -> str:
    """Say where the dates of an office come from or, while nobody has compared them, where they can be checked."""
    if consulted is None:
        return f"للتحقق: {publisher}{COMMA}{title}"
    return f"المصدر: {publisher}{COMMA}{title}{COMMA}اطُّلع عليه في {day(consulted)}"


NO_OFFICE_SOURCE = "لم يُذكر مصدر"


def not_listed(actors: int) -> str:
    """Say how many persons and organisations the catalogue of actors does not know."""
    return f"وردت أسماء أشخاص ومنظمات لا تعرفها قائمة الجهات الفاعلة لديك، وعددها {number(actors)}."


def seen_often(mentions: int, articles: int) -> str:
    """Return "ورد 41 مرة في 7 مقالات"."""
    often = grammar.counted(mentions, "time", oblique=True)
    return f"ورد الاسم {often} في {grammar.counted(articles, 'article', oblique=True)}"


def read_anew(articles: int, left: int) -> str:
    """Say how many articles were read anew after an actor was added, and how others are."""
    said = f"أُعيدت قراءة {grammar.counted(articles, 'article', oblique=True)}"
    return f"{said}؛ وتُعاد قراءة {number(left)} غيرها عند إضافتها من جديد" if left else said


def taken_in(articles: int, left: int) -> str:
    """Say that an actor is in the catalogue now, and what was read anew for it."""
    return f"في قائمتك الآن؛ {read_anew(articles, left)}"


def taken_out(articles: int, left: int) -> str:
    """Say that an actor is no longer in the catalogue, and what was read anew for it."""
    return f"لم يعد في قائمتك؛ {read_anew(articles, left)}"


def what_removing_does(articles: int) -> str:
    """Say, after an actor's name, what taking it out of the catalogue does."""
    again = "ولا يذكره أي مقال"
    if articles:
        again = f"وتُعاد من دونه قراءة المقالات التي تذكره ({counted(articles, 'article')})"
    return (
        f"يخرج من قائمتك، ومعه بطاقته ومرشّحه؛ يُحذف سطره من ملفك ولا يتغير فيه شيء آخر؛ {again}. يمكنك إضافته من جديد."
    )


def not_read_anew(removed: bool, why: str) -> str:
    """Say that the catalogue was changed, and that the articles could not be read anew."""
    done = "لم يعد في قائمتك" if removed else "هو في قائمتك الآن"
    return f"{done}، وتعذّرت إعادة قراءة مقالاته: {why}"


#: Of an actor of the reader's own.
NOT_NAMED = "لا يذكره أي مقال"


def by_hand(actors: int) -> str:
    """Say that some actors of the reader's own are not the page's to remove."""
    return f"{counted(actors, 'actor')} أُضيفت يدويًا في ملف الجهات الفاعلة لديك: تُحذف من هناك."


def by_office(mentions: int) -> str:
    """Return "2 منها بالمنصب", for mentions such as "the US president"; or ""."""
    return f"{number(mentions)} منها بالمنصب" if mentions else ""


def seen(first: date | None, last: date | None) -> str:
    """Return when an actor is named first and last; "" for what stands in undated articles only."""
    if first is None or last is None:
        return ""
    return f"ورد في {day(first)}" if first == last else f"ورد أول مرة في {day(first)}، وآخر مرة في {day(last)}"
