"""Reports as a wire sends them and papers print them, and reports of one form that are not copies; written here."""

from __future__ import annotations

WIRE = (
    "MUSCAT, March 4 - Negotiators from four countries met in Muscat on Tuesday to settle how ships"
    " that were held since"
    " January may leave the port of Salalah, two officials who took part in the meeting said.",
    "The talks, which had been put off twice, lasted for eleven hours and ended without a statement. A"
    " second meeting is"
    " planned for next week in Rome, according to a note that was handed to the crews.",
    "Thirty-one sailors are still on board of the three tankers. Their families had asked the governments in an open"
    " letter to let them go home before the end of Ramadan, whatever becomes of the cargo.",
    "The owner of the largest ship, a company with its seat in Piraeus, said that it had paid the fees"
    " of the harbour in"
    " full and that it expected its ship to be free within days.",
    "Insurers raised their rates for the passage along the coast by a third in February. Some lines now"
    " send their ships"
    " around the south of Africa, which takes about ten days longer.",
    "A spokesman for the coast guard said that patrols had been doubled and that no further ship had"
    " been stopped in the"
    " past two weeks. He did not want to say how long the patrols would go on.",
    "Last year some 9,400 ships went through these waters, the lowest number in 22 years, a count by"
    " the harbour office"
    " showed. In 2019 there were 14,100.",
)

OTHER_LEAD = (
    "For the families of the sailors it was another day of waiting. While they lit candles in front of the ministry,"
    " envoys sat together in Muscat to find a way out for three tankers."
)


def whole() -> str:
    """Return the report as the wire sent it."""
    return "\n\n".join(WIRE)


def edited() -> dict[str, str]:
    """Return the report as papers print it, by what they did to it."""
    return {
        "as it is": whole(),
        "other white space and case": whole().replace("\n\n", " ").replace("MUSCAT, March 4", "Muscat, March 4"),
        "byline and credit": "By our correspondent\n" + whole() + "\n(Additional reporting by the desk in Athens)",
        "other lead": "\n\n".join((OTHER_LEAD, *WIRE[1:])),
        "two paragraphs cut": "\n\n".join(WIRE[:5]),
        "half of it": "\n\n".join(WIRE[:4]),
        "other order": "\n\n".join((WIRE[0], WIRE[2], WIRE[1], WIRE[4], WIRE[3], WIRE[6], WIRE[5])),
        "small edits": whole()
        .replace("officials who took part in the meeting", "officials present")
        .replace("about ten days longer", "some ten more days")
        .replace("had been put off twice", "were postponed two times")
        .replace("Last year some", "Some"),
    }


def weather(town: str, day: str, high: int, low: int, wind: int, rain: int) -> str:
    """Return one of many forecasts of one form."""
    return (
        f"Weather for {town}, {day}. The day begins with some clouds over {town} that will clear before"
        f" noon. Highs of"
        f" {high} degrees are expected in the afternoon, lows of {low} degrees at night. Winds from the"
        f" north-west reach"
        f" {wind} kilometres an hour along the coast. The chance of rain is {rain} per cent. The weather"
        f" office advises"
        " drivers to take care in the early hours when mist may lie over the roads near the river, and asks those who"
        " work outside to drink enough water and to avoid the sun between eleven and three. Forecasts are"
        " made twice a"
        " day from the measurements of forty stations, and are valid until the next one is published."
    )


def match(home: str, away: str, score: str, town: str, day: str, first: str, second: str, crowd: int) -> str:
    """Return one of many reports of football matches of one form."""
    return (
        f"{home} beat {away} {score} in {town} on {day} to move up in the table. {first} put the hosts ahead in the"
        f" {crowd % 40 + 2}th minute after a corner, and {second} made sure of the points late in the"
        f" second half when"
        f" the visitors had sent everybody forward. {away} had their chances before the break but found no"
        f" way past the"
        f" goalkeeper. A crowd of {crowd:,} saw the match. The league goes on next weekend with all teams in action;"
        " the two that end the season at the bottom go down, and the first three play in the continental cup."
    )


FORECASTS = [
    weather("Basra", "Monday, March 3", 31, 17, 25, 5), weather("Basra", "Tuesday, March 4", 33, 18, 20, 0),
    weather("Aden", "Monday, March 3", 34, 26, 35, 10), weather("Tyre", "Monday, March 3", 19, 11, 45, 70),
    weather("Haifa", "Friday, March 7", 21, 12, 30, 40),
]  # fmt: skip
MATCHES = [
    match("Al-Ittihad", "Zamalek", "2-0", "Alexandria", "Friday", "Salem", "Farid", 18_204),
    match("Esteghlal", "Sepahan", "2-1", "Tehran", "Friday", "Karimi", "Rezaei", 41_377),
    match("Al-Shorta", "Al-Zawraa", "3-1", "Baghdad", "Saturday", "Jassim", "Aymen", 12_950),
    match("Zamalek", "Al-Ittihad", "2-0", "Cairo", "Sunday", "Farouk", "Adel", 30_011),
]

ARABIC = (
    "اجتمع مفاوضون من أربع دول في مسقط يوم الثلاثاء للاتفاق على كيفية مغادرة السفن المحتجزة منذ يناير"
    " ميناء صلالة كما قال"
    " مسؤولان شاركا في الاجتماع الذي استمر إحدى عشرة ساعة وانتهى دون بيان ومن المقرر عقد اجتماع ثان"
    " الأسبوع المقبل في روما"
    " حسب مذكرة سلمت إلى الطواقم ولا يزال واحد وثلاثون بحارا على متن الناقلات الثلاث وقد طلبت عائلاتهم"
    " من الحكومات في رسالة"
    " مفتوحة السماح لهم بالعودة إلى ديارهم قبل نهاية رمضان مهما كان مصير الحمولة"
)
CHINESE = (
    "来自四个国家的谈判代表星期二在马斯喀特会面讨论自一月以来被扣留的船"
    "只如何离开塞拉莱港两名与会官员表示会谈持续了十一个小时没有发表声明"
)


def visit(guest: str, office: str, land: str) -> str:
    """Return one of many communiques of one form, without a number in it."""
    return (
        f"The minister received {guest}, the {office} of {land}, at his residence this morning. During the meeting they"
        f" discussed relations between the two brotherly countries and ways to develop them in all fields. The guest"
        f" conveyed the greetings of the leadership of {land}, and the minister asked him to convey his own in"
        f" return. Both"
        " sides exchanged views on matters of common interest and stressed that dialogue was the way to end"
        " conflicts and"
        " to serve the security and stability of the region and of the world. The meeting was attended by the head"
        " of the"
        " office of the minister and by several officials of the ministry."
    )


VISITS = [
    visit("Karim Haddad", "Ambassador", "Jordan"), visit("Elena Petrova", "Foreign Minister", "Bulgaria"),
    visit("Omar Sheikh", "Special Envoy", "Somalia"),
]  # fmt: skip
