"""
Forms under which spellings of one Arabic, Persian, Hebrew, Turkish or Caucasian name come together.

News write "Jindires", GeoNames "Jindayris"; "Khan Arnabeh" is "Khān Arnabah", "Deir al-Ahmar" "Deïr el Ahmar". A
form leaves out what transliterations disagree about: articles, doubled letters, the length and colour of vowels, "q"
or "k", "sh" or "ch". Such forms are keys of the gazetteer beside the names (`FORM_MARK`), of places in those countries
only, and are asked for a name that it does not hold. Pure functions; opens no file.
"""

from __future__ import annotations

import re
from functools import lru_cache

from dashboard.geoparse.gazetteer_names import COMPASS

#: Starts the key of a form; no folded name holds it.
FORM_MARK = "~"
_ARTICLES = frozenset(
    "al el il ul ad ed ud ar er ur as es us ash esh ush ech ach ich at et an en az ez aj ej l".split()
)
#: Words of place names that are spelled with and without their vowels.
_WORDS = {
    form: short
    for short, forms in {
        "tl": "tel tell tall tal", "kfr": "kafr kfar kafar kfr kefar",
        "jbl": "jabal jebel jabel gabal gebel djebel jbel",
        "wd": "wadi oued ouadi wad wed", "um": "umm oum um em", "ab": "abu abou bu bou", "ksr": "qasr kasr ksar",
        "xrb": "khirbet khirbat kherbet kharabat", "bn": "bin ben ibn", "bni": "bani beni banu", "nhr": "nahr nehr",
        "mjdl": "majdal mejdel migdal", "brj": "burj borj bourj bordj",
    }.items()
    for form in forms.split()
}  # fmt: skip
_LETTERS = (
    (re.compile("sch|sh|ch"), "s"), (re.compile("kh"), "x"), (re.compile("gh"), "g"), (re.compile("dh"), "d"),
    (re.compile("th"), "t"), (re.compile("dj|zh"), "j"), (re.compile("ph"), "f"), (re.compile("[qc]"), "k"),
    (re.compile("p"), "b"), (re.compile("v"), "w"), (re.compile("h$"), ""), (re.compile(r"(.)\1+"), r"\1"),
)  # fmt: skip
_VOWELS = re.compile("[aeiouyw]+")
#: Fewer letters than this, and of them consonants, are shared by names that have nothing in common.
_LEAST_LETTERS, _LEAST_CONSONANTS, _LEAST_SKELETON = 3, 2, 4


@lru_cache(maxsize=20_000)
def forms(key: str) -> tuple[str, ...]:
    """
    Return the keys of a folded name's forms (`text.fold_name`), the nearer first: with its vowels, and without.

    () for a name in another script, for a direction, or for one too short to tell from others.
    """
    if not key.isascii() or key.replace(" ", "") in COMPASS:
        return ()
    parts = [_WORDS.get(part) or _plain(part) for part in key.split() if part not in _ARTICLES]
    voiced = "".join(parts)
    if voiced.endswith("i"):
        voiced = voiced[:-1] + "a"  # "-eh" and "-ah"
    bare = _VOWELS.sub("", voiced)
    out = []
    if len(voiced) >= _LEAST_LETTERS and len(bare) >= _LEAST_CONSONANTS:
        out.append(f"{FORM_MARK}{voiced} ")
    if len(bare) >= _LEAST_SKELETON:
        out.append(f"{FORM_MARK * 2}{bare} ")
    return tuple(out)


#: "Abdel Fattah", "Abdul-Fattah", "Abdelfattah".
_SERVANT = re.compile("^abd[aeiou]l?(?=[a-z]|$)")
#: French writes "Burhane" for Burhan.
_SILENT = re.compile("(?<=[a-z]n)e$")


@lru_cache(maxsize=20_000)
def person_form(part: str) -> str:
    """
    Return the form of one folded part of the name of a person or a group; "" for an article.

    It keeps the vowels, as far as agencies agree on them (u and o, or another), for given names differ by little else:
    "Beshir" is Bashir, "Hassan" is not Hussein.
    """
    if part in _ARTICLES or not part.isascii():
        return ""
    return _plain(_SILENT.sub("", _SERVANT.sub("abd", part))).replace("i", "a")


def _plain(part: str) -> str:
    for pattern, letter in _LETTERS:
        part = pattern.sub(letter, part)
    return _VOWELS.sub(lambda group: _colour(group.group()), part)


def _colour(vowels: str) -> str:
    return "u" if not {"u", "o", "w"}.isdisjoint(vowels) else "i" if not {"i", "e", "y"}.isdisjoint(vowels) else "a"
