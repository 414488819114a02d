"""The sentences of an answer that has no statement, in the question's language.

Where that is another than these, whoever shows them has words of their own.
"""

from __future__ import annotations

from collections.abc import Mapping

_TOLD: Mapping[str, Mapping[str, str]] = {
    "en": {
        "silent": "The posts don't say.",
        "private": "That is a person's private matter: nobody is told it from posts.",
        "nothing found": "No post was found that this could be answered from.",
        "not in the file": "No passage of your file was found that answers this.",
        "page not read": "That page was not read of your file, or has no text.",
    },
    "it": {
        "silent": "I post non lo dicono.",
        "private": "È una questione privata di una persona: dai post non lo si dice a nessuno.",
        "nothing found": "Non è stato trovato alcun post da cui rispondere.",
        "not in the file": "Nel tuo file non si è trovato alcun passo che risponda.",
        "page not read": "Quella pagina del tuo file non è stata letta, o non ha testo.",
    },
    "es": {
        "silent": "Las publicaciones no lo dicen.",
        "private": (
            "Es un asunto privado de una persona: a nadie se le cuenta a partir de publicaciones."
        ),
        "nothing found": "No se encontró ninguna publicación con la que responder.",
        "not in the file": "No se encontró en tu archivo ningún pasaje que responda.",
        "page not read": "Esa página de tu archivo no se leyó, o no tiene texto.",
    },
}


def declining(why: str, lang: str | None) -> str | None:
    """The sentence for that; `None` where there is none in the language.

    >>> declining("silent", "es"), declining("silent", "fr")
    ('Las publicaciones no lo dicen.', None)
    """
    return _TOLD.get(lang or "", {}).get(why)
