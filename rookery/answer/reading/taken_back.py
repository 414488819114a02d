"""Whether a sentence takes back the one beside it, or puts it in another's mouth, so that neither
says alone what the post says.

Words of English, Italian and Spanish. A hint and no parser: what is met wrongly makes a quote
longer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rookery.answer.reading.denial import NOTS
from rookery.text import words

LONGEST = 900  # characters of sentences that are quoted together; what needs more is not quoted
_FURTHER, _MARKED, _WHOLE = (
    3,
    8,
    40,
)  # sentences back that "none of this" speaks of, a mark, a correction
_LIST = 12  # lines under one that ends in a colon
_KEPT = 4_096  # sentences that were looked at: each is beside several
_STEM, _LONG = 5, 5  # letters by which two words are the same, and of a word that tells something

_THAT = (
    r"(?:that|this|it|which|these|those|the (?:rumou?r|story|claim|news|report|poster|leaflet|flyer"
    r"|message|screenshot|post|letter|video|photo|picture|whole (?:thing|story))s?)"
)
_OF_IT = r"(?:it|that|this|those|these|them|which)"
_FALSE = (
    r"(?:false|untrue|fake|hoax|a lie|all lies|wrong|nonsense|rubbish|bollocks|made[- ]up|invented"
    r"|fabricated|joke|satire|parody|myth|rumou?rs?|gossip|misleading|debunked|mistake|mistaken|scam)"
)
_NOT_SO = (
    r"(?:not|n[o']t|never|hardly)(?: \w+){0,2} (?:true|right|so|correct|the case|real|accurate"
    r"|happen\w*|us|ours|serious|how it|what)"
)
_WHY = r"\s+(?:because|since|as|for|perch[eé]|poich[eé]|siccome|porque|pues|ya que|y|e|and)\b"
_BEGINS = (
    r"(?:(?:well|oh|sorry|but|and|so|actually|no|nope|ma|però|e|beh|mah|dai|pues|pero|y|vaya)"
    r"[,.!]? ){0,2}"
)
# by itself, or with a reason behind it: a "no" to all that stands before
_NO_SUCH = (
    r"no(?:t)?|nope|nah|never|no way|not at all|not so|(?:total |pure |utter |complete |all )?"
    r"(?:lies|lie|rubbish|nonsense|bollocks|rot|tosh|twaddle|baloney|bunkum|hogwash|garbage|bull\w*"
    r"|fiction|fantasy|invention|fake news|(?:old |an )?urban (?:myth|legend)|false alarm|hot air)"
    r"|(?:an?|another|the) (?:lie|myth|hoax|rumou?r|joke|fake|invention|fabrication|fairy tale"
    r"|false alarm|prank)"
    r"|(?:no,? )?(?:it|he|she|they|we|that|this|there|i|you)"
    r" (?:did|does|do|has|have|had|is|are|was|were|will|would|can|could|ai)(?:n['’]?t| not| never)"
    r"|(?:no,? )?(?:it|that|this)['’]s not|(?:no,? )?(?:he|she|they)(?:['’]s|['’]re) not"
    r"|(?:una |un['’]|un |tutta una |solo )?(?:bufala|bugia|balla|invenzione|fandonia|panzana"
    r"|frottola|scemenza|sciocchezza|leggenda|falso allarme|scherzo)|(?:tutte |solo )?(?:balle"
    r"|bugie|bufale|fandonie|frottole|sciocchezze|fesserie|invenzioni|chiacchiere|stupidaggini)"
    r"|tutto (?:falso|inventato|finto)|ma quando mai|quando mai|macché|ma va(?: là)?"
    r"|neanche per sogno|niente affatto|per niente|assolutamente no|non è vero(?: niente)?"
    r"|nulla di vero|niente di vero|non (?:lo|la|l['’])\s?(?:è|ha|hanno|fa|farà)"
    r"|(?:un |una |otro |otra |puro |pura |todo )?(?:bulo|mentira|invento|patraña|trola|falsedad"
    r"|leyenda|cuento|falsa alarma|broma)|(?:puros |puras |todo |todas )?(?:bulos|mentiras|patrañas"
    r"|inventos|cuentos)|qué va|que va|para nada|de eso nada|ni hablar|nada de nada|no es verdad"
    r"|no es cierto|en absoluto|no lo (?:es|ha|hará|está)|todo (?:falso|inventado)"
)
_TAKES_BACK = re.compile(
    rf"^\W*(?:\w+,? ){{0,3}}?{_THAT}(?:['’]s)?(?:[^.!?]{{0,60}})\b(?:{_FALSE}|{_NOT_SO})\b"
    rf"|^\W*(?:\w+,? )?(?:not (?:true|so)|untrue|{_FALSE}|kidding|joking|jk|april fools?|nope)"
    r"\W*(?:[.!,;:…–—-]|$| alarm)"
    rf"|\b(?:n[o']t|not|nobody|no one|never|don['’]?t) (?:\w+ )?"
    rf"(?:believes?|shares?|falls? for|trusts?) (?:{_OF_IT}|a word|any)\b"
    rf"|\b(?:no|any|a grain of|a word of) truth in\b|\bfrom the truth\b"
    r"|\bnothing of the (?:kind|sort)\b"
    rf"|\bmade (?:{_OF_IT}|all of {_OF_IT}|the whole (?:thing|story)) up\b|\bmade up by\b"
    rf"|\b(?:den(?:y|ies|ied)|debunk(?:s|ed)?|refut(?:es?|ed)|retract(?:s|ed)?) {_OF_IT}\b"
    rf"|\b(?:scrap|strike|ignore|forget|disregard|take) (?:{_OF_IT}|the above)(?: back)?\b"
    r"|\bi (?:was|am|stand) (?:wrong|mistaken|corrected)\b"
    rf"|\b(?:turn(?:s|ed) out|it was|was all) .{0, 20}\b{_FALSE}\b"
    r"|^\W*(?:ma |però |e |no,? )?"
    r"(?:(?:questo|quello|ciò|tutto|la (?:notizia|voce)|il messaggio) )?"
    r"(?:non è (?:vero|così|vera)|è (?:tutto )?(?:falso|falsa|un falso|una (?:bufala|bugia|balla)"
    r"|uno scherzo|inventat\w+)|sono (?:tutte )?(?:bugie|balle|bufale)|falso|bufala|bugie|balle"
    r"|macché|scherz\w+|pesce d['’]aprile)\b"
    r"|\b(?:niente|nulla) di (?:tutto )?(?:questo|ciò|vero)\b"
    r"|\bnon (?:credeteci|ci credete|ci credere)\b"
    r"|\bsmentit[oaei]\b|\bsmentisc\w+|\bmi sono sbagliat\w|\bho sbagliato\b"
    r"|\bse l['’](?:è|sono) inventat"
    r"|^\W*(?:pero |y |no,? )?(?:(?:eso|esto|todo(?: eso| esto)?|la noticia|el mensaje) )?"
    r"(?:no es (?:verdad|cierto|así)|es (?:todo )?(?:falso|falsa|mentira|un bulo|una broma|broma"
    r"|un montaje|inventad\w+)|son (?:todo )?(?:mentiras|bulos)|falso|mentira|bulo|era broma)\b"
    r"|\bnada de (?:eso|esto|ello)\b|\bno (?:os lo creáis|se lo crean|te lo creas)\b"
    r"|\bme equivoqué\b"
    r"|\bdesm(?:iente|entido|iento)\b|\bse lo (?:ha|han) inventado\b"
    rf"|^\W*{_BEGINS}(?:{_NO_SUCH})(?=\W*[.!,;:…–—(-]|\W*$|\W*{_WHY})",
    re.IGNORECASE,
)
_ALL_OF_IT = re.compile(
    r"\b(?:none|not a word|not one|all(?: \w+)?|both|nothing|any|neither) of (?:it|that|this|those"
    r"|these|them|which)\b|\b(?:niente|nulla) di (?:tutto )?(?:questo|ciò)\b"
    r"|\btutt\w (?:questo|falso|bugie|balle)\b"
    r"|\bnada de (?:eso|esto|ello)\b|\btodo (?:es|eso|esto|mentira|falso)\b"
    r"|\bni una palabra\b",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"^\W*(?:corrections?|corrected|edit(?:ed)?|update[d]?|retraction|clarification|erratum|apolog\w+"
    r"|rettifica|correzione|errata corrige|aggiornamento|precisazione|smentita"
    r"|correcci[oó]n|rectificaci[oó]n|rectifico|actualizaci[oó]n|edito|aclaraci[oó]n|desmentido)\b"
    r"(?: \d+| from [^:]{1,40}|, from [^:]{1,40})?\s*[:.,!–—-]",
    re.IGNORECASE,
)
_CORRECTS = re.compile(
    r"\b(?:corrections?|corrected|retraction|erratum|apolog\w+|sorry|misread|wrong|mistake\w*|stays"
    r"|rettifica|correzione|errata corrige|smentita|scus\w+|sbagliat\w+"
    r"|correcci[oó]n|rectif\w+|desmentido|perd[oó]n|equivoqu\w+)\b",
    re.IGNORECASE,
)
_TRUTH = re.compile(
    r"^\W*(?:(?:the )?(?:fact|facts|truth|reality)|fatto|fatti|la verit[aà]|verit[aà]|vero"
    r"|realt[aà]|in realtà|hecho|hechos|la verdad|verdad|cierto|en realidad|realidad)\b"
    r"\s*(?:is|è|es)?\s*[:,–—-]",
    re.IGNORECASE,
)
_SETS_APART = re.compile(
    r":[\"'”’»)*_]*\s*$"
    r"|\b(?:do not|don['’]?t|never|nobody|no one|stop)(?: \w+)? (?:believ\w+|shar\w+|fall\w* for"
    r"|trust\w*|listen\w* to|spread\w*)\b"
    rf"|\b(?:{_FALSE}|myths|imagine|suppose|what if|dream(?:ed|t)?)\b"
    r"|\b(?:they|people|someone|somebody|everyone|everybody|he|she|folk|some|others|man|woman|who)"
    r" (?:\w+ )?(?:says?|said|claim(?:s|ed)?|told|tells?|swears?|swore|reckons?|insists?"
    r"|wrote|writes|posted|keeps? saying)\b"
    r"|\b(?:told|tells) (?:me|us|him|her|them|every\w+|the)\b"
    r"|\bif i (?:were|was)\b|\bwhat i would\b"
    r"|\bi (?:\w+ )?(?:heard|was told|hear)\b|\b(?:go|goes|going|went) r?a?round\b|\baccording to\b"
    rf"|\b{_THAT} (?:says?|said|claim(?:s|ed)?|reads?)\b"
    r"|\bnon (?:\w+ )?(?:credete|credere|credi|condivid\w+|diffond\w+|date retta)\b"
    r"|\b(?:bufal[ae]|fals[oaie]|leggend[ae]|scherzo|voc[ei]|dicono|diceva(?:no)?|si dice"
    r"|raccont\w+|ho sentito|mi hanno detto|secondo|parlano tutti|gira(?:no)?|immagin\w+)\b"
    r"|\bno (?:os |se |te )?(?:cre(?:as|áis|an|er)|compart\w+|difund\w+)\b"
    r"|\b(?:bulos?|fals[oa]s?|mentiras?|mitos?|leyendas?|rumor(?:es)?|rumorea|dicen|dec[ií]an?"
    r"|cuentan?|contaban?|he oído|me han dicho|según|imagin\w+)\b",
    re.IGNORECASE,
)
# what is reported: whether it is so may stand behind it without any "no"
_HEARSAY = re.compile(
    r"\b(?:it|he|she|they|there)(?:['’]s| is| was| were| are| has been| had been|['’]d been)?"
    r" (?:\w+ )?(?:rumou?red|reported(?:ly)?|said to|claimed|alleged(?:ly)?|whispered|told about)\b"
    r"|\b(?:rumou?r|word|story|gossip|legend) (?:has it|is that|was that|goes|went|says|said|on the"
    r" street)\b|\b(?:everybody|everyone|people|folk|some|they|half the town|the whole town|all)"
    r" (?:all )?(?:says?|said|claims?|claimed|believes?|believed|thinks?|thought|heard|reckons?)\b"
    r"|\b(?:supposedly|allegedly|apparently|reportedly|or so (?:\w+ )?(?:claim|say|said)\w*)\b"
    r"|\b(?:si (?:dice|diceva|mormora|vocifera|racconta)|(?:tutti |la gente )?(?:dicono|dicevano)"
    r"(?: tutti)?(?: che)?|dice la gente|corre voce|gira (?:la )?voce|a quanto pare|pare che"
    r"|sembra che|secondo (?:alcuni|molti|tutti))\b"
    r"|\b(?:se (?:dice|decía|rumorea|rumoreaba|comenta|cuenta)"
    r"|(?:todos |la gente )?(?:dicen|decían)(?: todos)?(?: que)?|dice la gente|corre el rumor"
    r"|por lo visto|al parecer|según (?:dicen"
    r"|cuentan|algunos|muchos|todos))\b",
    re.IGNORECASE,
)
_LEANS = re.compile(
    rf"^\W*(?:but |and |well,? |no,? |so )?{_OF_IT}\b|^\W*(?:none|all|both|not a word) of\b"
    r"|^\W*which\b"
    r"|^\W*(?:questo|quello|ciò|è |non è |eso|esto|es |no es |nada de|niente di)",
    re.IGNORECASE,
)


def together(told: Sequence[str], begins: Sequence[bool], number: int) -> range | None:
    """The sentences of a text that must be quoted with one of them, it among them.

    `begins` tells which stand at the beginning of a line. `None` where they are too long together.
    """
    first = last = number
    grew = True
    while grew:
        before = min(
            (b for n in range(first, last + 1) for b in _before(told, begins, n)), default=first
        )
        after = max((a for n in range(first, last + 1) for a in _after(told, n)), default=last)
        grew = before < first or after > last
        first, last = min(first, before), max(last, after)
        if first < last and sum(map(len, told[first : last + 1])) > LONGEST:
            return None
    return range(first, last + 1)


def _after(told: Sequence[str], number: int) -> Iterator[int]:
    """Those behind it that speak of it, and what stands behind hearsay, whatever it says."""
    if number + 1 < len(told) and _HEARSAY.search(told[number]):
        yield number + 1
    for at in range(number + 1, min(number + 1 + _WHOLE, len(told))):
        near = at - number
        said = told[at]
        if _MARK.match(said) and (near <= _MARKED or _CORRECTS.search(said) or takes_back(said)):
            yield min(at + 1, len(told) - 1)  # what is so stands behind what was not
        elif takes_back(said):
            if near == 1 or (near <= _FURTHER and _ALL_OF_IT.search(said)):
                yield at
        elif near == 1 and (_TRUTH.match(said) or _denies(said, told[number])):
            yield at


def _before(told: Sequence[str], begins: Sequence[bool], number: int) -> Iterator[int]:
    """Those before it that say how it is meant, or of which it speaks itself."""
    said = told[number]
    if number and (
        _sets_apart(told[number - 1])
        or takes_back(told[number - 1])
        or (takes_back(said) and _LEANS.match(said))
        or _TRUTH.match(said)
        or _denies(told[number - 1], said)
    ):
        yield number - 1
    if begins[number]:  # of a list under what ends in a colon
        for at in range(number - 1, max(number - 1 - _LIST, -1), -1):
            if told[at].rstrip("\"'”’»)*_ ").endswith(":"):
                yield at
            if not begins[at]:
                break


@lru_cache(_KEPT)
def takes_back(said: str) -> bool:
    """Whether it says of what stands before it that it is not so."""
    return _TAKES_BACK.search(said) is not None or (
        _ALL_OF_IT.search(said) is not None and not NOTS.isdisjoint(_read(said))
    )


@lru_cache(_KEPT)
def _sets_apart(said: str) -> bool:
    return _SETS_APART.search(said) is not None


def _denies(said: str, other: str) -> bool:
    """Whether a sentence has a "not" and a telling word that the one beside it has."""
    here, there = _read(said), _read(other)
    return not NOTS.isdisjoint(here) and not _stems(here).isdisjoint(_stems(there))


@lru_cache(_KEPT)
def _read(said: str) -> frozenset[str]:
    return frozenset(words(said))


def _stems(said: frozenset[str]) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in said if len(word) >= _LONG) - _SAYING


_SAYING = frozenset(
    ("their", "there", "these", "those", "which", "about", "would", "could", "never")
)
