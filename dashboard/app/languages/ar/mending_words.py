"""What the page says where names are put right, in Arabic."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.app.languages.ar import grammar
from dashboard.app.languages.ar.words import counted, number

WHICH = "أي مكان هو؟"
WHERE_IT_HOLDS = "أين يسري ذلك"
SEARCH = "البحث في معجم الأماكن"
SEARCH_HINT = "ابحث في معجم الأماكن، بأي كتابة"
BY_COORDINATES = "بالإحداثيات"
ASK_NOMINATIM = "سؤال Nominatim"
NOT_A_PLACE = "ليس مكانًا"
#: What a name can be, by its role.
HOW_MEANT = "أم يُقصد به غير ذلك؟"
MEANINGS: Mapping[str, str] = {
    "location": "المكان نفسه",
    "dateline": "حيث كُتب الخبر",
    "metonym": "حكومة أو فريق أو مؤسسة",
    "demonym": "شعب",
    "name_part": "جزء من اسم آخر",
}
IS_THE_PLACE = "هو المكان نفسه"
NO_OTHER = "ليس في معجم الأماكن مكان آخر بهذا الاسم. ابحث بكتابة أخرى أو انقر على الخريطة أو أدخل إحداثياته."
PLACE_HERE = "ضعه هنا"
OPENSTREETMAP = "من OpenStreetMap"
COORDINATES = "خط العرض، خط الطول"
WHAT_IT_IS = "النوع"
PLACE_IT_THERE = "ضعه هناك"
SEND, NOT_NOW = "إرسال الاسم", "ليس الآن"
SHOW, UNDO, CLOSE = "عرض", "تراجع", "إغلاق"
SHOW_IN_ARTICLE, SHOW_ON_MAP, WHY = "عرض في المقال", "عرض على الخريطة", "لماذا هنا؟"

NONE_LEFT = "لم يبقَ اسم بلا موقع."
ALL_PLACED = "كل اسم مكان تم التعرّف إليه موجود على الخريطة."
UNLIKELY = "لم يكن أي مكان مرجّحًا بما يكفي. ما تصوّبه هنا يسري على المقالات اللاحقة، ويمكن التراجع عنه."
PLACE_IT, READ_IT = "تحديد موقعه", "قراءته"
#: How far the place of a name that was not placed may hold, the usual first.
REACH: Mapping[str, str] = {"name": "في كل المقالات", "article": "في هذا المقال فقط"}

#: What a correction says, around the names that are set off.
IS_RIGHT_AT = "صحيح عند"
IS_NO_PLACE = "ليس مكانًا"
IS_PUT_AT = "وُضع عند"
IS = "هو"
IN_ONE_ARTICLE = " في مقال واحد"


def asking(host: str) -> str:
    """Say that a service is being asked."""
    return f"جارٍ سؤال {host}"


def next_sentence(number: int, of: int) -> str:
    """Return "الجملة التالية (1 من 3)"."""
    return f"الجملة التالية ({number} من {of})"


def mentions_in(mentions: int, articles: int) -> str:
    """Return "3 إشارات في مقالين"; in one, the mentions alone."""
    said = counted(mentions, "mention")
    return f"{said} في {grammar.counted(articles, 'article', oblique=True)}" if articles > 1 else said


def earlier(count: int) -> str:
    """Return "تصويبات سابقة · 4"."""
    return f"تصويبات سابقة · {number(count)}"


def in_article(title: str) -> str:
    """Return where a correction holds, to stand behind what it says."""
    return f" في «{title}»"


def is_meant(role: str) -> str:
    """Say how a name is meant, by one of `MEANINGS`, in place of what was thought."""
    return f"يُقصد به: {role}"


def still_meant(role: str) -> str:
    """Say, behind where a name was placed, that it is no pin all the same, for its role."""
    return f"ما زال «{role}»، فلا يظهر على الخريطة إلا إذا عرضت هذه الإشارات"


def at(lat: float, lon: float) -> str:
    """Return a point, to stand behind a place."""
    return f"، عند {lat:g}، {lon:g}"


def undone(name: str) -> str:
    """Say "Undone: ... is as it was before."."""
    return f"تم التراجع: عاد «{name}» كما كان."


def is_placed(where: str) -> str:
    """Say where a name was placed that is the place's own."""
    return f"حُدّد موقعه: {where}"
