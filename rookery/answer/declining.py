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
        "not counted": (
            "I count posts and the people who wrote them by words, language, community, author and "
            "time, and can leave words out, such as “How many posts in Italian mention the ferry "
            "this week but not the swan?”; this asks for something else too, so no figure is given."
        ),
        "beyond": (
            "No post is asked for here. Ask what people say about something, how many posts or "
            "people there are, or for a summary."
        ),
    },
    "it": {
        "silent": "I post non lo dicono.",
        "private": "È una questione privata di una persona: dai post non lo si dice a nessuno.",
        "nothing found": "Non è stato trovato alcun post da cui rispondere.",
        "not in the file": "Nel tuo file non si è trovato alcun passo che risponda.",
        "page not read": "Quella pagina del tuo file non è stata letta, o non ha testo.",
        "not counted": (
            "Conto i post e chi li ha scritti per parole, lingua, comunità, autore e tempo, e "
            "posso escludere parole, come in “Quanti post in italiano parlano del traghetto "
            "questa settimana ma non del cigno?”; qui si chiede anche altro, perciò nessuna cifra."
        ),
        "beyond": (
            "Qui non si chiede di nessun post. Chiedi che cosa si dice di qualcosa, quanti post o "
            "quante persone ci sono, o un riassunto."
        ),
    },
    "es": {
        "silent": "Las publicaciones no lo dicen.",
        "private": (
            "Es un asunto privado de una persona: a nadie se le cuenta a partir de publicaciones."
        ),
        "nothing found": "No se encontró ninguna publicación con la que responder.",
        "not in the file": "No se encontró en tu archivo ningún pasaje que responda.",
        "page not read": "Esa página de tu archivo no se leyó, o no tiene texto.",
        "not counted": (
            "Cuento las publicaciones y quienes las escribieron por palabras, idioma, comunidad, "
            "autor y tiempo, y puedo excluir palabras, como en “¿Cuántas publicaciones en italiano "
            "hablan del ferry esta semana pero no del cisne?”; aquí se pide algo más, así que no "
            "hay cifra."
        ),
        "beyond": (
            "Aquí no se pregunta por ninguna publicación. Pregunta qué se dice de algo, cuántas "
            "publicaciones o personas hay, o pide un resumen."
        ),
    },
}


def declining(why: str, lang: str | None) -> str | None:
    """The sentence for that; `None` where there is none in the language.

    >>> declining("silent", "es"), declining("silent", "fr")
    ('Las publicaciones no lo dicen.', None)
    """
    return _TOLD.get(lang or "", {}).get(why)
