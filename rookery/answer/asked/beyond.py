"""What no post is asked for: sums, jokes, how the assistant is. Told by its words, in English,
Italian and Spanish; posts that share a number or a word with it would be no answer.
"""

from __future__ import annotations

import re

_NUMBER = (
    r"(?:\d+(?:[.,]\d+)*|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty"
    r"|hundred|uno|due|tre|quattro|cinque|sei|sette|otto|nove|dieci|cento|dos|tres|cuatro|cinco"
    r"|seis"
    r"|siete|ocho|nueve|diez|cien)"
)
_SIGN = (
    r"(?:[-+*/x×÷^%]|plus|minus|times|divided by|multiplied by|to the power of|più|meno|per|diviso"
    r"|más|menos|por|entre|dividido (?:por|entre))"
)
_SUM = rf"\(?{_NUMBER}\)?(?:\s*{_SIGN}\s*\(?{_NUMBER}\)?)+"
_ROOT = (
    rf"(?:the )?(?:square|cube) root of {_NUMBER}|(?:la )?radice (?:quadrata|cubica) di {_NUMBER}"
    rf"|(?:la )?ra[ií]z (?:cuadrada|cúbica) de {_NUMBER}|{_NUMBER} (?:squared|cubed)"
)
_LEAD = (
    r"(?:(?:what(?:['’]s| is| are| does)|how much(?: is| are)?|calculate|compute|solve"
    r"|quanto (?:fa|fanno|è)"
    r"|calcola|cu[aá]nto (?:es|son|da)|calcula)\s+)?"
)
_POLITE = r"(?:(?:please|can you|could you|would you|puoi|puedes|per favore|por favor)\s+)*"
_PLAY = (
    r"(?:tell|sing|recite|give) (?:me |us )?(?:an?|the|another|some) (?:\w+ ){0,2}(?:jokes?"
    r"|songs?|riddles?"
    r"|stor(?:y|ies)|poems?|pun|fairy tale|fun fact)|make me laugh|(?:flip|toss) a coin|(?:roll"
    r"|throw)"
    r" (?:a|the) di(?:e|ce)|(?:pick|give me|choose) a (?:random )?number(?: .*)?"
    r"|sing(?: something)?"
    r"|let['’]s play(?: .*)?"
    r"|raccontami (?:una|un['’]altra) (?:barzelletta|storia|favola)|cantami (?:una canzone"
    r"|qualcosa)"
    r"|fammi ridere|lancia (?:una moneta|un dado)"
    r"|cu[eé]ntame (?:un|otro|una) (?:chiste|cuento|historia)|c[aá]ntame (?:una canción|algo)"
    r"|hazme re[ií]r|lanza (?:una moneda|un dado)"
)
_YOU = (
    r"how are you(?: (?:doing|today))*|how(?:['’]s| is) it going|what(?:['’]s| is) your (?:name|age"
    r"|favou?rite \w+)|how old are you|are you (?:an? )?(?:\w+ )?(?:robot|bot|ai|human|machine"
    r"|person"
    r"|chatgpt|alive|real|there|ok(?:ay)?)|who (?:made|built|created|trained) you"
    r"|where are you(?: from)?"
    r"|do you (?:love|like|hate) (?:me|\w+)|what(?:['’]s| is) up|are you (?:sure|listening)"
    r"|what (?:day|date|time|year) is it(?: (?:now|today))?|what(?:['’]s| is) (?:the (?:time|date)"
    r"|today['’]s date)(?: (?:now|today))?"
    r"|come (?:stai|va|ti chiami)|quanti anni hai|sei (?:un )?(?:robot|bot|umano|umana"
    r"|una persona|vero)"
    r"|chi ti ha (?:fatto|creato)|che (?:ore sono|ora è|giorno è(?: oggi)?)|mi ami"
    r"|(?:c[oó]mo|qué) (?:est[aá]s|tal|te llamas)|cu[aá]ntos años tienes|eres (?:un )?(?:robot|bot"
    r"|humano|humana|una persona|real)|qui[eé]n te (?:hizo|creó)|qué (?:hora|día) es(?: hoy)?"
    r"|me quieres"
)
_ASKED = re.compile(
    rf"\W*(?:{_LEAD}(?:{_SUM}|{_ROOT})(?:\s*=)?|{_POLITE}(?:{_PLAY})|{_YOU})\W*", re.IGNORECASE
)


def is_beyond(question: str) -> bool:
    """Whether it asks for nothing that a post could say.

    >>> is_beyond("What is 2+2?"), is_beyond("Who tells jokes on the ferry?")
    (True, False)
    """
    return _ASKED.fullmatch(question) is not None
