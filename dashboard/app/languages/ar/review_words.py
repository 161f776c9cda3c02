"""What the page says of the queue of names to check, and of corrections as a file, in Arabic."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboard.app.languages.ar import grammar, words

NOTHING = "كل اسم على الخريطة إما مؤكد الموقع وإما تم التحقق منه."
NOTHING_LEFT = "لم يبقَ شيء للتحقق وفق هذه المرشّحات."
ONE_DECISION = "الأكثر ورودًا أولًا: قرار واحد يحسم كل إشارات الاسم إلى المكان نفسه، إلا إذا ضيّقته."
RIGHT, NEXT, UNDO = "صحيح", "التالي", "تراجع"
NOT_RIGHT = "غير صحيح؟ أي مكان هو؟"
FILE = "التصويبات في ملف"
FILE_ABOUT = "كل ما صُوّب هنا، مع صاحبه ووقته. يسري في تثبيت آخر على المقالات نفسها، وينتظر ما لم يصل منها بعد."
DOWNLOAD = "تنزيل corrections.csv"
BRING_IN = "استيراد corrections.csv"
BRING_IN_NOW = "استيراد"
#: Rows that wait and are told one by one.
MOST_WAITING = 12


def put_right(corrections: int) -> str:
    """Return "التصويبات · 4"."""
    return f"التصويبات · {words.number(corrections)}"


def head(names: int, mentions: int) -> str:
    """Return "12 اسمًا في 40 إشارة، مواقعها غير مؤكدة."."""
    there = grammar.counted(mentions, "mention", oblique=True)
    return f"{words.counted(names, 'name')} في {there}، والموقع غير مؤكد."


def position(at: int, names: int) -> str:
    """Return "2 من 12"."""
    return f"{words.number(at)} من {words.number(names)}"


def put_at(mentions: int, articles: int) -> str:
    """Return "3 إشارات غير مؤكدة في مقالين"."""
    return f"{words.counted(mentions, 'unsure mention')} في {grammar.counted(articles, 'article', oblique=True)}"


def reach(name: str) -> dict[str, str]:
    """Return how far a decision of the queue may hold, the farthest first."""
    found = words.reach_of(name)
    return {scope: found[scope] for scope in ("name", "article", "mention")}


def next_sentence(number: int, of: int) -> str:
    """Return "جملة أخرى (1 من 3)"."""
    return f"جملة أخرى ({number} من {of})"


def taken_in(new: int, known: int, waiting: Sequence[tuple[int, str]]) -> list[str]:
    """Return what came of a file that was brought in, a line each."""
    said = [f"قيود جديدة: {words.number(new)}. قيود كانت هنا من قبل: {words.number(known)}."]
    said += [f"السطر {line} ينتظر: {why}" for line, why in waiting[:MOST_WAITING]]
    if len(waiting) > MOST_WAITING:
        said.append(f"أسطر أخرى تنتظر: {words.number(len(waiting) - MOST_WAITING)}.")
    return said


def by_whom(by: str, day: date, today: date) -> str:
    """Return "mona@example.org، 3 نوفمبر 2026"; of today, and without a login, as much as there is to say."""
    parts = [f"من {by}" if by else "", "" if day == today else words.day(day)]
    return words.COMMA.join(part for part in parts if part)
