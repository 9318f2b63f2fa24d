"""Brings a message to one plain form, so that rules and models see one spelling of a word.

The form is: lower case, no accents on Latin letters, no apostrophes, single spaces, and a lone full stop where a
sentence ends. `Can’t sleep!! i wanna d1e` becomes `cant sleep . i want to die`. It is made for matching, never
for showing.
"""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe0e\ufe0f]")
_APOSTROPHES = re.compile("[\u0027\u2018\u2019\u201b\u2032\u02bc\u0060\u00b4]")
_LAUGHING = re.compile("[\U0001f602\U0001f606\U0001f605\U0001f923\U0001f480\u2620]+")
_LETTERS = str.maketrans(
    {"đ": "d", "ł": "l", "ı": "i", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe"}
    | {"ي": "ی", "ى": "ی", "ك": "ک", "أ": "ا", "إ": "ا", "آ": "ا", "ة": "ه", "ـ": "", "ھ": "ه"}
)
_SENTENCE_END = re.compile(r"(?:[.!?…;。؟؛።፤፧\n]+\s*)+")
_NOT_A_WORD = re.compile(r"[^\w.]+")
_DOTTED_NUMBER = re.compile(r"(?<=\d)[.,:](?=\d)")
_RUN = re.compile(r"([a-z])\1{2,}")
_DISGUISED = re.compile(r"\S*[a-z]\S*[0-9!@$*|#]\S*|\S*[0-9!@$*|#]\S*[a-z]\S*")
_SIGN = re.compile("[0-9!@$*|#]")
_TOKEN = re.compile(r"\S+")
_LONGEST_DISGUISE = 20
_SPELT_OUT = re.compile(r"(?<![^\s])(?:[a-z][ .\-_*]){2,}[a-z](?![^\s.,!?])")
_LEET = {"1": "il", "!": "il", "|": "il", "0": "o", "3": "e", "4": "a", "@": "a", "5": "s", "$": "s", "7": "t"}


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words that people write with a digit, a star or gaps so that no filter sees them.
DISGUISED_WORDS = _set_of(
    "suicide suicidal kill killed killing kms kys die died dying dead death unalive rape raped raping rapist"
    " abuse abused abusing abuser overdose overdosed harm cut cuts cutting drugs drug pills cocaine crack heroin"
    " weed knife gun sex nudes hang hanging drown strangle choke hit hits stab stabbed beat beats help selfharm"
    " molest assault assaulted trafficked pimp police"
)
# Words that truly have a doubled letter, so that `killlll` is not read as `kil`.
_DOUBLED = _set_of(
    "all app ass bleed bleeding been bill boss bloody call called cuddle dinner feed feel feeling feet fell"
    " food free freezing full good goodbye happen happened hell hello hopeless hungry kill killed killing"
    " keep lonely loo look looking loss meet miss missing moon mess need need off pill pills pregnant pull"
    " sleep sleeping see seen small sleepless smell soon still street streets stopped starving tell too tooth"
    " weed week well will worry worried yell room goodnight"
)
_SPELLINGS = {
    "u": "you", "ur": "your", "urself": "yourself", "yourselves": "yourself", "y": "why", "r": "are",
    "cnt": "cant", "carnt": "cant", "cannot": "cant", "canot": "cant", "dnt": "dont", "dont": "dont",
    "wnt": "want", "wont": "wont", "wana": "want to", "wanna": "want to", "gna": "going to", "gunna": "going to",
    "gonna": "going to", "gona": "going to", "gon": "going to", "finna": "going to", "boutta": "about to",
    "bouta": "about to", "gotta": "got to", "idk": "i dont know", "idc": "i dont care", "kms": "kill myself",
    "kys": "kill yourself", "unalive": "kill", "unaliving": "killing", "unalived": "killed",
    "unaliv": "kill", "sewerslide": "suicide", "sewercide": "suicide", "suiside": "suicide",
    "suacide": "suicide", "suicid": "suicide", "sucide": "suicide", "sewerslidal": "suicidal",
    "suacidal": "suicidal", "sucidal": "suicidal", "suisidal": "suicidal", "commit": "commit",
    "myslf": "myself", "meself": "myself", "mysef": "myself", "myselff": "myself", "msyelf": "myself",
    "myself": "myself", "hym": "him", "hes": "hes", "oded": "overdosed",
    "oding": "overdosing", "overdosd": "overdosed", "overdosded": "overdosed", "2nite": "tonight",
    "tonite": "tonight", "2night": "tonight", "tnite": "tonight", "2day": "today", "2moro": "tomorrow",
    "2morrow": "tomorrow", "tmrw": "tomorrow", "tomoz": "tomorrow", "tmr": "tomorrow", "b4": "before",
    "bf": "boyfriend", "gf": "girlfriend", "bfs": "boyfriend", "hubby": "husband", "ppl": "people",
    "pple": "people", "abt": "about", "bout": "about", "cos": "because", "coz": "because", "cuz": "because",
    "cus": "because", "bc": "because", "bcz": "because", "becuz": "because", "becos": "because", "wiv": "with",
    "wif": "with", "wid": "with", "nuffin": "nothing", "nuthin": "nothing", "nothin": "nothing",
    "anyfing": "anything", "sumone": "someone", "some1": "someone", "sum1": "someone", "any1": "anyone",
    "no1": "no one", "noone": "no one", "nobody": "no one", "evry": "every", "pls": "please", "plz": "please",
    "thx": "thanks", "rn": "right now", "atm": "at the moment", "msg": "message", "fone": "phone", "fink": "think",
    "livin": "living", "killin": "killing", "hurtin": "hurting", "hittin": "hitting", "cuttin": "cutting",
    "sleepin": "sleeping", "dyin": "dying", "goin": "going", "doin": "doing", "makin": "making",
    "tryna": "trying to", "tryin": "trying", "nowere": "nowhere", "knowhere": "nowhere", "nowear": "nowhere",
    "wher": "where", "wen": "when", "wot": "what", "wat": "what", "da": "the", "dis": "this", "dat": "that",
    "dem": "them", "mum": "mum", "mom": "mum", "mam": "mum", "imma": "im going to", "ima": "im going to",
    "lyf": "life", "lief": "life", "nite": "night", "alot": "a lot", "aint": "aint", "prego": "pregnant",
    "preggo": "pregnant", "preggers": "pregnant", "hav": "have", "hve": "have", "av": "have", "iv": "ive",
    "shud": "should", "wud": "would", "cud": "could", "jus": "just", "jst": "just", "luv": "love", "fuk": "fuck",
    "fkn": "fucking", "fckin": "fucking", "fuckin": "fucking", "thru": "through", "evn": "even", "dads": "dads",
    "homless": "homeless", "homles": "homeless", "homelss": "homeless", "slep": "sleep", "sleap": "sleep",
    "hunrgy": "hungry", "scard": "scared", "scarred": "scared", "pregant": "pregnant", "bby": "baby",
    "tabs": "tablets", "tablet": "tablet", "paracetemol": "paracetamol", "paracetomol": "paracetamol",
    "strangld": "strangled", "beatin": "beating", "rapin": "raping", "threatend": "threatened",
    "threatning": "threatening", "whent": "went", "thretening": "threatening", "kil": "kill", "killd": "killed",
    "dieing": "dying", "alredy": "already", "alrdy": "already", "frm": "from", "4eva": "forever",
    "4ever": "forever", "neva": "never", "nvr": "never", "nver": "never", "ova": "over",
}  # fmt: skip
_TO_BE = "sleep|go|live|stay|die|kill|end|be|b|do|get|leave|see|talk|tell|eat|marry|hurt|cut|run|hit|stab|come"
_CONTRACTED = (
    (re.compile(rf"\b2 (?=(?:{_TO_BE})\b)"), "to "),
    (re.compile(r"\b4 (?=(?:the|me|you|a|my|him|her|us|tonight|now)\b)"), "for "),
    (re.compile(r"\bi am\b"), "im"),
    (re.compile(r"\b(he|she|it|that|there|who|what) is\b"), r"\1s"),
    (re.compile(r"\b(you|we|they) are\b"), r"\1re"),
    (re.compile(r"\b(do|does|did|is|are|was|were|has|have|had|would|could|should) not\b"), r"\1nt"),
    (re.compile(r"\bcan not\b"), "cant"),
    (re.compile(r"\bwill not\b"), "wont"),
    (re.compile(r"\bself harm(ing|ed|s)?\b"), r"selfharm\1"),
    (re.compile(r"\bmy self\b"), "myself"),
    (re.compile(r"\bno where\b"), "nowhere"),
    (re.compile(r"\bnt\b"), "not"),
    (re.compile(r"\b(ex|step) (boyfriend|girlfriend|partner|husband|wife|dad|mum|brother)\b"), r"\1\2"),
)
_WILL = re.compile(r"\b(i|you|he|she|it|we|they)['\u2019]ll\b")


def normalise(text: str) -> str:
    """Returns a message in the plain form described at the top of this file.

    Args:
        text: what a person wrote, in any language.

    Returns:
        words and lone full stops, separated by single spaces; empty when nothing but signs was written.
    """
    plain = _INVISIBLE.sub("", _LAUGHING.sub(" lol ", unicodedata.normalize("NFKC", text))).casefold()
    plain = _WILL.sub(r"\1 will", plain)
    plain = _fold_accents(_APOSTROPHES.sub("", plain)).translate(_LETTERS)
    plain = _SPELT_OUT.sub(_join_letters, plain)
    if _SIGN.search(plain):
        plain = _TOKEN.sub(_undisguise, plain)
    plain = _SENTENCE_END.sub(" . ", _DOTTED_NUMBER.sub("", plain))
    words = [_spelling(word) for word in _NOT_A_WORD.sub(" ", plain).replace("_", " ").split()]
    joined = " ".join(words)
    return contract(joined).strip(" .")


def contract(words: str) -> str:
    """Writes the long forms of plain words as the short ones (`i am` as `im`), as `normalise` does."""
    for pattern, replacement in _CONTRACTED:
        words = pattern.sub(replacement, words)
    return words


def _fold_accents(text: str) -> str:
    """Drops accents from Latin and vowel signs from Arabic letters; other scripts keep theirs."""
    if text.isascii():
        return text
    kept: list[str] = []
    base = ""
    for letter in unicodedata.normalize("NFD", text):
        if not unicodedata.combining(letter):
            base = letter
        elif base <= "\u024f" or "\u0600" <= base <= "\u06ff":
            continue
        kept.append(letter)
    return unicodedata.normalize("NFC", "".join(kept))


def _join_letters(match: re.Match[str]) -> str:
    """`k m s` and `s.u.i.c.i.d.e` as one word, when it is one that people disguise."""
    joined = re.sub("[^a-z]", "", match.group())
    return joined if joined in DISGUISED_WORDS else match.group()


def _undisguise(match: re.Match[str]) -> str:
    """`su1cide`, `k!ll` and `r*pe` as the words they stand for; anything else stays as it is."""
    if len(match.group()) > _LONGEST_DISGUISE or not _DISGUISED.fullmatch(match.group()):
        return match.group()  # the pattern is slow on a long run without spaces
    written = match.group().strip('.,!?"()')
    if written in DISGUISED_WORDS or len(written) > 14:
        return match.group()
    shape = "".join(f"[{_LEET[c]}]" if c in _LEET else "[a-z]" if c in "*#" else re.escape(c) for c in written)
    fitting = re.compile(shape)
    found = [word for word in DISGUISED_WORDS if len(word) == len(written) and fitting.fullmatch(word)]
    if not found or (written.count("*") + written.count("#")) * 2 >= len(written) + 1:
        return match.group()
    return match.group().replace(written, min(found))


def _spelling(word: str) -> str:
    """One word in its usual spelling: letters drawn out (`sooo`) and text spellings (`wanna`)."""
    if _RUN.search(word):
        double = _RUN.sub(r"\1\1", word)
        word = double if double in _DOUBLED else _RUN.sub(r"\1", word)
    return _SPELLINGS.get(word, word)
