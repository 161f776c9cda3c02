"""What the page and the server say of who may read and who may change, in Arabic."""

from __future__ import annotations

LOG_IN = "تسجيل الدخول"
LOG_OUT = "تسجيل الخروج"
LOG_IN_FIRST = "سجّل الدخول كي تقرأ. القائم على هذا التثبيت هو من يقرر من يقرأ ومن يعدّل."
LIST_IS_BROKEN = "تعذّرت قراءة قائمة من يحق لهم القراءة، لذا لا يُسمح لأحد بالدخول. أبلغ القائم على هذا التثبيت."
MAY_NOT_CHANGE = "يمكنك القراءة هنا من دون تعديل أي شيء. راجع القائم على هذا التثبيت"
SHUT = "لا يجيب هذا الخادم إلا حاسوبه. يبيّن ملف .github/SECURITY.md كيف يُفتح لغيره.\n"
THIS_COMPUTER_ONLY = "لا يجيب إلا هذا الحاسوب. يبيّن ملف .github/SECURITY.md كيف يُفتح لغيره."
OPEN_TO_USERS = "يجيب حواسيب أخرى، ويُدخل من يذكرهم ملف access.toml في مجلده."
OPEN_TO_ALL = "يجيب الجميع: كل من يصل إلى هذا الحاسوب يستطيع قراءة كل شيء وتعديله."


def not_on_the_list(address: str) -> str:
    """Say to somebody who logged in that they are not let in."""
    who = f"سجّلت الدخول باسم {address}، وهو" if address else "لا يتضمن تسجيل دخولك عنوانًا، لذا فأنت"
    return f"{who} ليس ضمن من يحق لهم القراءة هنا. راجع القائم على هذا التثبيت."


def logged_in(address: str, may_change: bool) -> str:
    """Return "anna@example.org · قراءة وتعديل", "ben@example.org · قراءة"."""
    return f"{address} · {'قراءة وتعديل' if may_change else 'قراءة'}"


def may_not_stand_open(address: str, variable: str, value: str) -> str:
    """Say why a server does not start."""
    return (
        f"لم يبدأ: على {address or 'كل عناوين هذا الحاسوب'} يستطيع الآخرون قراءة كل شيء وتعديله. اجعله يستمع على "
        "127.0.0.1 (--server.address 127.0.0.1)، أو فعّل تسجيل الدخول (.github/SECURITY.md)، أو صرّح بأن هذا مطلوب: "
        f"{variable}={value}"
    )


LOGIN_LACKS_A_PACKAGE = 'لم يبدأ: تسجيل الدخول مفعّل، ويحتاج إلى: pip install "streamlit[auth]"'
