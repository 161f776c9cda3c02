"""What the panel says beside the map, in Arabic: the chosen place, its sentences, an open article, an actor's card."""

from __future__ import annotations

from dashboard.app.languages.ar import grammar
from dashboard.app.languages.ar.words import counted, number

NO_PLACE = "لا مكان"
NO_PLACE_ABOUT = "لم يبقَ ما يُختار منه."
CHOOSE = "اختر مكانًا"
CHOOSE_ABOUT = "انقر مكانًا على الخريطة لقراءة الجمل التي تذكره، أو ابدأ بأكثرها ذكرًا:"
CLEAR, CLOSE = "مسح", "إغلاق"
GONE = "لم يعد ضمن النتائج: لا تُبقي المرشّحات أي إشارة إليه. يظل مختارًا، كي تغيّرها وترى."
RESET = "إعادة ضبط المرشّحات"
#: Of a place that no sentence names any more, without a filter that would be why.
SAID_OTHERWISE = "لم تبقَ جملة: ما كان يذكره هنا صُوّب، منك أو من قارئ آخر. ويعود حين تتراجع عن ذلك."
NOT_MEANT = "ما يذكره لا يُقصد به المكان نفسه. تعرض «كيف يُقصد المكان» بين المرشّحات تلك الجمل."
NAMED_BESIDE = "يُذكر بجانبه هنا"
OPEN_SOURCE = "فتح المصدر"
SHOW_IN_ARTICLE = "عرض في المقال"

WHY = "لماذا هنا؟"
DECIDED = "ما الذي رجّح ذلك"
COULD_BE = "احتمالات أخرى"
#: How sure a place is: a word that is set off, and what follows it.
BY_HAND = ("حُدّد يدويًا", ": وضعه هنا أحد القراء.")
CHECKED = ("تم التحقق", ": وجده أحد القراء صحيحًا.")

BACK_TO_PLACES = "عودة إلى الأماكن"
NO_LINK = "عنوانه ليس رابطًا يمكن فتحه:"
ACTORS_IN_IT = "الجهات الفاعلة فيه"

NO_ACTOR = "لا توجد هذه الجهة"
NO_ACTOR_ABOUT = "لم يعد يذكرها أي مقال."
ACTOR_GONE = "لم تعد ضمن النتائج: لا تُبقي المرشّحات أي مقال يذكرها. تظل البطاقة مفتوحة، كي تغيّرها وترى."
NAMED_AS = "ترد باسم"
OFFICES = "المناصب"
PLACES_TOGETHER, ACTORS_TOGETHER = "أماكن تُذكر معها", "جهات تُذكر معها"
IN_SENTENCES = "عدد الجمل"
NONE_TOGETHER = "لا شيء في جملة واحدة، وفق هذه المرشّحات."


def meant_by_hand(role: str) -> str:
    """Say how a name is meant where a reader said so."""
    return f"{role}: يدويًا، كما قال أحد القراء"


def mentions_in(mentions: int, articles: int) -> str:
    """Return "9 إشارات في 5 مقالات"."""
    return f"{counted(mentions, 'mention')} في {grammar.counted(articles, 'article', oblique=True)}"


def back_to(name: str) -> str:
    """Name the way back to a place or an actor."""
    return f"عودة إلى {name}"


def and_more(count: int) -> str:
    """Say that a list goes on."""
    return f"و{number(count)} غيرها."


def how_sure(word: str, share: str) -> tuple[str, str]:
    """Return how sure a place is: a word that is set off, and what follows it."""
    return word, f": يصحّ في {share} من الحالات لأسماء كهذه."


def earlier(count: int) -> str:
    """Say that there are earlier offices."""
    return f"{number(count)} سابقة"


def all_sentences(name: str) -> str:
    """Name the way to every sentence of a place."""
    return f"كل الجمل التي تذكر {name}"
