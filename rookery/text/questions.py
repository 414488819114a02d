"""Which language a question is asked in, of those that answers are worded in and two beside.

Questions are short: `detect` gives most no language, which posts may lack and an answer may not.
How posts are detected stays as it is, so that what is stored needs no new analysis.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from rookery.text.language import detect


# words that ask, and function words beside them; those that two of these languages share have
# less weight by standing in both
def _listed(table: Mapping[str, str]) -> Mapping[str, frozenset[str]]:
    return {lang: frozenset(words.split()) for lang, words in table.items()}


_WORDS = _listed(
    {
        "en": """who what when where why how which whose whom is are was were does did do has have
            had can could will would should the a of to in on for with by from about and or not any
            there it this that these those tell me say says said he she they his her their at an
            much many more still been be being please show up out over i if my we our you your me
            get take closing open opens close closes closed""",
        "it": """chi che cosa cos quando dove dov perché perche come quale qual quali quanto quanta
            quanti quante è e ha hanno era sono il lo la gli le un uno una di del della dei delle
            dello da dal dalla in nel nella con su sul sulla per al alla si non c ci più piu dice
            dicono detto stato stata questo questa riassumi dimmi anche ed i ai
            chiude chiudono riapre aprono parte partono arriva torna tornano vende vendono
            tolgono costa costano""",
        "es": """quién quien quiénes qué que cuándo cuando dónde donde por cómo como cuál cual
            cuáles cuánto cuántos cuántas cuanto cuantos cuantas es está esta están son era fue ha
            han el
            la los las un una de del en con para al se no hay lo y ya más dice dicen dijo estaba
            sobre resume dime también cierra cierran reabre abren sale salen llega llegan vuelve
            vuelven venden quitan cuesta cuestan tiene tienen hubo""",
        "de": """wer was wann wo warum wie welche welcher welches wen wem wessen wieviel ist sind
            war waren hat haben wird werden der die das den dem des ein eine einen einer und oder
            nicht
            von zu zum zur im am mit für auf über es er sie man gibt wurde bei nach noch""",
        "fr": """qui que quoi quand où ou pourquoi comment quel quelle quels quelles combien est
            sont était a ont le la les l un une des du de d et dans sur avec pour au aux en ce cette
            il
            elle on ne pas qu y t-il s c ces est-ce été encore plus""",
    }
)
_ASKING = _listed(
    {  # count twice: with one of them a question begins
        "en": "who what when where why how which whose does did is are",
        "it": "chi cosa cos quando dove dov perché quale qual quali quanto quanti",
        "es": "quién qué cuándo dónde cómo cuál cuánto cuántos quiénes cuántas",
        "de": "wer wann wo warum wie welche welcher welches wurde ist",
        "fr": "qui quoi quand où pourquoi comment quel quelle combien est-ce",
    }
)
_WORD = re.compile(r"[^\W\d_]+(?:-(?:il|elle|ce|t|on))*")
# a letter with its point is of a name: E. coli
_NAMES = re.compile(r"https?://\S+|[@#$][\w.]+|[“\"«].*?[”\"»]|\b[^\W\d_]\.(?=\s*\w)")
_SPANISH = re.compile("[¿¡]")
_LETTERS = {"ñ": "es", "ß": "de", "ä": "de", "ö": "de", "ç": "fr", "ê": "fr", "œ": "fr", "ò": "it"}


def detect_question(text: str) -> str | None:
    """The language of a question, or `None` where it cannot be told.

    >>> detect_question("¿Quitan la línea 4?"), detect_question("Dove era Nell?")
    ('es', 'it')
    >>> detect_question("Où est Nell ?"), detect_question("Nell?") is None
    ('fr', True)
    """
    if _SPANISH.search(text):
        return "es"
    said = _WORD.findall(_NAMES.sub(" ", text.lower().replace("’", "'")))
    points = {
        lang: sum((w in known) + (w in _ASKING[lang]) for w in said)
        for lang, known in _WORDS.items()
    }
    for letter, lang in _LETTERS.items():
        points[lang] += letter in text.lower()
    best, second = sorted(points.values(), reverse=True)[:2]
    surely = detect(text)
    if best > second and (best - second > 1 or surely is None or best >= 2):
        return max(points, key=lambda lang: points[lang])
    return surely
