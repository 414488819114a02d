"""What people say of a claim in so many words: that it is false, that they doubt it, that they
take it back. Turns of English, Italian and Spanish; hints, each read beside what it answers.
"""

from __future__ import annotations

import re


def _any(*turns: str) -> re.Pattern[str]:
    return re.compile("|".join(turns), re.IGNORECASE)


_FALSE = _any(
    r"\b(?:not|n['’]t|isnt|aint) (?:at all )?(?:true|so|the case|correct|what happened|real)\b",
    r"\b(?:never|did ?n['’]?o?t) happen(?:ed)?\b|\bno truth in\b|\bnothing of the (?:sort|kind)\b",
    r"\b(?:it|this|that|which|all|these|they|story|post|claim|rumou?r|reports?)(?:['’](?:s|re)| is"
    r"| was| are| were) (?:all |just |simply |completely |totally |utter(?:ly)? |pure |plain )?"
    r"(?:an? )?(?:old )?(?:false|fakes?|hoax|untrue|nonsense|rubbish|made up|lies?|scam|frauds?"
    r"|invented|wrong|myth|rumou?r)\b(?! (?:that|way|of))",
    r"\b(?:it|this|that|which)(?: was|['’]s been| has been| is) (?:denied|debunked|disproved)\b",
    r"\bnon è (?:affatto |per niente )?(?:vero|vera|così)\b|\bnulla di vero|\bniente di vero",
    r"(?:^|\W)(?:è|sono|era|erano) (?:tutt[aeio] |solo )?(?:un['’]?a? ?)?(?:bufal[ae]|fals[oaie]"
    r"|menzogn[ae]|bugi[ae]|truff[ae]|ball[ae]|fandoni[ae]|invenzion[ei])\b|\bsmentit[oaie]\b",
    r"\bno es (?:para nada )?(?:verdad|ciert[oa]|así|real)\b|\bnada de eso\b|\bdesmentid[oa]s?\b",
    r"\b(?:es|son|era|eran) (?:tod[oa] |puras? )?(?:una? )?(?:mentiras?|fals[oa]s?|bulos?|estafas?"
    r"|fraudes?|invent(?:o|ada)s?)\b",
)
_HOPED = _any(  # before "it is not true": nobody has said so
    r"\b(?:tell me|hope|hopefully|maybe|perhaps|if|whether|unless|says?|said)\b[^.!?]{0,20}$",
    r"\b(?:ditemi|dimmi|sper\w+|magari|forse|se|dice|dicono)\b[^.!?]{0,20}$",
    r"\b(?:dime|decidme|díganme|espero|ojalá|quizás?|a lo mejor|si|dice|dicen)\b[^.!?]{0,20}$",
)
_DOUBT = _any(
    r"\b(?:is|was|are|were) (?:it|this|that|these|any of (?:it|this)) (?:really |actually |even )?"
    r"(?:true|real|confirmed|certain|official|sure)\b",
    r"\bif (?:it|this|that)(?:['’]s| is| was| really is) (?:really |even )?true\b|\bif true\b"
    r"|\bif that['’]s true\b|\bwhether (?:it|this|that)(?:['’]s| is) true\b",
    r"\b(?:any|what['’]s (?:the|your)|your|got a|where['’]s the|is there a) (?:sources?|proof"
    r"|evidence|links?|pictures?|photos?)\b[^.!]{0,20}\?|^\W*(?:source|proof|link|evidence)s?\W*\?",
    r"\bwho(?:['’]s| is| has)? (?:told|said|says|saying|confirmed)\b[^.!]{0,30}\?|\bsays who\b",
    r"\bi(?:['’]d| would)? (?:rather |really |strongly |very much |have my )?doubts?\b"
    r"|\bi(?:['’]m| am) not (?:so |quite |entirely |really )?(?:sure|convinced|certain|buying)\b",
    r"\b(?:do ?n['’]?t|can ?['’]?no?t|can['’]t) (?:really )?believe (?:a word|this|that|it)\b"
    r"|\bnot (?:yet |been )?(?:confirmed|verified|proven)\b|\bunconfirmed\b|\bunverified\b",
    r"\b(?:are|r) (?:you|u|we) (?:really |quite )?(?:sure|certain)\b|\byou sure\b|^\W*really\W*\?",
    r"\bi(?:['’]d| would)(?: rather)? (?:want|like|need|prefer|love) (?:to (?:see|read|hear|know)"
    r"|a second|the (?:source|answer|proof|minutes)|proof|evidence)\b",
    r"\bi(?:['’]d| would) want\b[^.!?]{0,30}\b(?:before|lifted|shown|first)\b",
    r"\b(?:can['’]t|cannot|couldn['’]t|can not) find (?:a |any|it)\b|\bbefore (?:this|it|that) goes"
    r" (?:round|around|any further)\b|\buntil i(?:['’]ve)? (?:see|saw|seen|read|hear)\b",
    r"\bwhy would (?:he|she|they|it|anyone|anybody|someone)\b|\bwhat does (?:it|that|the \w+)"
    r" (?:actually |really )?say\b|\b(?:nobody|no one)\b[^.!?]{0,25}\b(?:has heard|knows)\b",
    r"\bè (?:davvero |proprio )?(?:vero|confermato|sicuro|ufficiale)\W*\?|\bse (?:fosse|è) "
    r"(?:poi )?vero\b|\bmagari non è vero\b|\bnon ci (?:credo|crederei)\b|\bne dubito\b|\bdubito\b",
    r"\bfont[ei]\b[^.!]{0,15}\?|\bchi (?:l['’]ha|te l['’]ha|ve l['’]ha|lo|lo ha|ha) dett[oa]\b"
    r"|\bchi lo dice\b|\b(?:sei|siete|siamo) sicur[oaie]\b|\bprove\W*\?|\bnon è (?:ancora )?"
    r"(?:confermat|sicur|dett)[oa]\b|^\W*(?:davvero|sicuro|ma dai)\W*\?|\bfinché non (?:ved|legg)o",
    r"\bes (?:eso |esto )?(?:verdad|cierto|seguro|oficial)\W*\?|¿\s?(?:es|será) (?:verdad|cierto)"
    r"|\bsi (?:es|fuera) (?:verdad|cierto)\b|\b(?:no me lo|no lo) creo\b|\blo dudo\b|\bdudo que\b",
    r"\bfuentes?\b[^.!]{0,45}\?|\bqui[eé]n (?:lo|te lo|os lo|se lo) (?:dice|ha dicho|dijo)\b"
    r"|¿\s?(?:seguro|de verdad|en serio)\s?\?|\bno está (?:confirmad|clar)o\b|\bsin confirmar\b"
    r"|\bhasta que (?:no )?(?:lo )?(?:vea|lea|se sepa)\b|\b(?:estás|está|están) segur[oa]s?\b",
)
_WRONG = _any(  # who says so has erred
    r"\bi(?: was|['’]ve been| have been) (?:completely |quite |totally )?(?:wrong|mistaken)\b"
    r"|\b(?:i|we) got (?:it|this|that)(?: all| so)? wrong\b|\bstand corrected\b",
    r"\bmy (?:mistake|bad|error|fault)\b|\b(?:was|were) my mistake\b|\bwe regret\b|\bi regret\b",
    r"\bcorrections?\b|\bcorrecting my\b|\b(?:i|we) (?:hereby )?(?:retract|withdraw) (?:my|our|the"
    r"|that|this|it)\b|\bapologi[sz]e\b|\b(?:my|our) apologies\b|\bapologies (?:to|for|all)\b",
    r"\bmi sono sbagliat[oa]\b|\bmi sbagliavo\b|\bho sbagliato\b|\berrore mio\b|\brettific\w*\b"
    r"|\bchiedo scusa\b|\bci siamo sbagliati\b|\britiro (?:quello|quanto|ciò)\b|\bmea culpa\b",
    r"\bme equivoqu[eé]\b|\bnos equivocamos\b|\bestaba(?:mos)? equivocad[oa]s?\b|\bmi error\b"
    r"|\berror mío\b|\bcorrección\b|\brectific\w*\b|\bretiro lo\b|\bfe de erratas\b",
)
_SORRY = _any(  # the same, where it stands under who denied it
    r"\bsorry\b|\bdelet(?:ed|ing)\b|\bturns out\b|\b(?:take|taking|took) (?:it|that|mine) down\b"
    r"|\bshould(?: have|['’]ve) (?:checked|asked|read|known|waited)\b|\bi never said\b"
    r"|\bfair enough\b",
    r"\bscus(?:a|ate|ami|atemi|i)\b|\b(?:ho )?cancell(?:o|ato)\b|\bavrei dovuto\b",
    r"\bperd[oó]n(?:a|ad|en|ame|adme)?\b|\bdisculp\w+\b|\blo siento\b|\bborr(?:o|é|ado)\b"
    r"|\bdebí (?:preguntar|mirar|leer)\b",
)


def calls_false(said: str) -> bool:
    """Whether it says of something that it is not so.

    >>> calls_false("It was denied yesterday."), calls_false("È una bufala."), calls_false("Falso?")
    (True, True, False)
    >>> calls_false("Tell me it is not true.")
    False
    """
    if "?" in said:
        return False
    return any(not _HOPED.search(said[: found.start()]) for found in _FALSE.finditer(said))


def doubts(said: str) -> bool:
    """Whether it asks for a source, or whether it is true, or does not believe it.

    >>> doubts("Source? Any pictures?"), doubts("Non ci credo."), doubts("I believe you.")
    (True, True, False)
    """
    return _DOUBT.search(said) is not None


def says_it_erred(said: str) -> bool:
    """Whether who says it was wrong.

    >>> says_it_erred("I was wrong."), says_it_erred("Me equivoqué."), says_it_erred("You err.")
    (True, True, False)
    """
    return _WRONG.search(said) is not None


def is_sorry(said: str) -> bool:
    """Whether it may take something back, and may be about anything else.

    >>> is_sorry("deleting the other one"), is_sorry("Perdón, vecinos.")
    (True, True)
    """
    return _SORRY.search(said) is not None
