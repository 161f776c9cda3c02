"""
Tell whether a text is English, which the tagger was trained on, and what it is otherwise.

Most articles are, and function words say so at no cost; `py3langid`, which takes a second and 120 MB to open, is asked
only where those of other languages lead, or where there are hardly any. Opens no file of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

#: English words that stand in every prose and in hardly any other language.
_FUNCTION_WORDS = frozenset(
    "the of and to that was for with his he it an were which have has had but not said be are this from by their they "
    "will would been after who".split()
)
#: The same of other languages in Latin letters, but for those that English has too.
_OF_OTHERS = frozenset(
    "de la le les des du et est que qui une dans pour el los las del y en por con se un una und der das den von nicht "
    "ist zu mit het een van ve bir bu için da os um il che non per och att som på det er og af til ja w z nie na że "
    "się i je dan yang ke di".split()
)
#: Of so many words of prose one in eight is such a word, or more (of 855 articles of the corpora three had fewer, while
#: Dutch and German have one in fifteen that are spelled so); a shorter text is taken for English. Results of matches
#: and lists of names have one in thirty; with one in sixty a text may be of a language whose words stand nowhere here.
_SHARE, _LEAST_SHARE, _LEAST_WORDS = 1 / 8, 1 / 60, 20
#: How much of a text is looked at, in tokens and in characters.
_TOKENS, _CHARACTERS = 400, 2000
#: ISO 639-1 -> the language in English; others are told by their code.
_NAMES = {
    "ar": "Arabic", "az": "Azerbaijani", "bg": "Bulgarian", "cs": "Czech", "da": "Danish", "de": "German",
    "el": "Greek", "es": "Spanish", "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew",
    "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian", "it": "Italian",
    "ja": "Japanese", "ka": "Georgian", "ko": "Korean", "ku": "Kurdish", "ms": "Malay", "nl": "Dutch",
    "no": "Norwegian", "pl": "Polish", "ps": "Pashto", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "zh": "Chinese", "am": "Amharic", "so": "Somali",
}  # fmt: skip
_lock = threading.Lock()


def foreign_language(text: str, words: Sequence[str], given: str | None = None) -> str | None:
    """
    Return the ISO 639-1 code of a text's language, None if it is English or too short to tell.

    `words` are its tokens in lower case; `given` is what its source says of it, which is believed.
    """
    if given:
        code = given.split("-")[0].split("_")[0].lower()
        return None if code == "en" else code
    looked_at = words[:_TOKENS]
    if len(looked_at) < _LEAST_WORDS:
        return None
    english, words_of_it = sum(map(_FUNCTION_WORDS.__contains__, looked_at)), sum(map(str.isalpha, looked_at))
    if english >= _SHARE * words_of_it:
        return None
    if english >= _LEAST_SHARE * words_of_it and english >= sum(map(_OF_OTHERS.__contains__, looked_at)):
        return None
    import py3langid  # opens its model when it is first asked

    with _lock:
        code, _ = py3langid.classify(text[:_CHARACTERS])
    return None if code == "en" else str(code)


def language_name(code: str) -> str:
    """Return a language's name in English, or its code where it has none here."""
    return _NAMES.get(code, f"language code {code}")
