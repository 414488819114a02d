"""Greetings, thanks and what-can-you-do: known by their words, and answered in kind.

Where the model in use does the task talk at its bar, it replies; else these sentences do. English,
Italian and Spanish.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from rookery.answer.asked.beyond import is_beyond

Kind = Literal["greeting", "thanks", "capabilities"]
_LONGEST = 60  # characters: who says more asks something
_FORMS: Mapping[Kind, re.Pattern[str]] = {
    "greeting": re.compile(
        r"\W*(?:hi|hello|hey|good (?:morning|afternoon|evening)|ciao|salve|buon(?:giorno|asera)"
        r"|hola|buen[oa]s(?: (?:d[ií]as|tardes|noches))?)"
        r"(?: (?:there|rook\w*|all|everybody|a tutti))?\W*",
        re.IGNORECASE,
    ),
    "thanks": re.compile(
        r"\W*(?:(?:many )?thanks?(?: you| a lot| so much)*|thx|ty|grazie(?: mille| tante)?"
        r"|(?:muchas )?gracias)(?:[ ,!]+(?:that helps?|great|perfect))?\W*",
        re.IGNORECASE,
    ),
    "capabilities": re.compile(
        r"\W*(?:what (?:can|could) you do(?: for me)?|who are you|what are you|help|how do you work"
        r"|(?:che )?cosa (?:puoi|sai) fare|chi sei|aiuto|qu[eé] (?:puedes|sabes) hacer"
        r"|qui[eé]n eres|ayuda)\W*",
        re.IGNORECASE,
    ),
}
_REPLIES: Mapping[str, Mapping[Kind, str]] = {
    "en": {
        "greeting": "Hello! Ask me what people here say about something.",
        "thanks": "You're welcome.",
        "capabilities": (
            "I search the posts and answer with the posts that say so, count posts and people, and "
            "show what is behind a rumour. I say nothing that no post says."
        ),
    },
    "it": {
        "greeting": "Ciao! Chiedimi che cosa si dice qui di qualcosa.",
        "thanks": "Prego.",
        "capabilities": (
            "Cerco nei post e rispondo con i post che lo dicono, conto post e persone, e mostro "
            "che cosa c'è dietro a una voce. Non dico nulla che nessun post dica."
        ),
    },
    "es": {
        "greeting": "¡Hola! Pregúntame qué se dice aquí de algo.",
        "thanks": "De nada.",
        "capabilities": (
            "Busco en las publicaciones y respondo con las que lo dicen, cuento publicaciones y "
            "personas, y enseño qué hay detrás de un rumor. No digo nada que ninguna diga."
        ),
    },
}
_ITALIAN = re.compile(
    r"\b(?:ciao|salve|buon\w*|grazie|cosa|chi|aiuto|quanto fa|quanti|raccontami|cantami|fammi"
    r"|come|sei"
    r"|che|lancia|radice|mi ami|calcola)\b",
    re.IGNORECASE,
)
_SPANISH = re.compile(
    r"¿|\b(?:hola|buen[oa]s|gracias|qu[eé]|qui[eé]n|ayuda|cu[aá]nt\w+|cu[eé]ntame|c[aá]ntame|hazme"
    r"|c[oó]mo|eres|lanza|ra[ií]z|me quieres|calcula)\b",
    re.IGNORECASE,
)


def kind_of(text: str) -> Kind | None:
    """What kind of small talk it is; `None` for anything else.

    >>> kind_of("Thanks a lot!"), kind_of("thanks for nothing, when is the ferry?")
    ('thanks', None)
    """
    if len(text) > _LONGEST:
        return None
    if is_beyond(text):  # what can be done says what cannot
        return "capabilities"
    return next((kind for kind, form in _FORMS.items() if form.fullmatch(text.strip())), None)


def reply(kind: Kind, text: str) -> str:
    """A fixed one, in the language of the words."""
    lang = "it" if _ITALIAN.search(text) else "es" if _SPANISH.search(text) else "en"
    return _REPLIES[lang][kind]
