"""Which words of a question are a person, where no list of names is at hand.

Who stands in a place for somebody without an article and is no thing of a list is taken for a
person, in small letters too: of a thing English, Italian and Spanish say *the*. Titles and offices
are written as a handle first (`Mr Banerjee` as `@Banerjee`), which is always somebody.
"""

from __future__ import annotations

import re

from rookery.text import STOP


def listed(words: str) -> frozenset[str]:
    """The words of a table."""
    return frozenset(words.split())


PEOPLE = listed("he she him her his they lui lei él ella sie er elle il/elle")
KIN = listed(
    """wife husband son daughter mother father mum mom dad brother sister boyfriend girlfriend
    baby child kid kids children grandson granddaughter"""
)
ARTICLES = listed(
    """the a an this that these those my your our its their some any no every each all
    il lo la i gli le un uno una questo questa quel quella mio mia tuo tua nostro nostra del della
    dei delle al alla el los las unos unas este esta ese esa aquel mi tu su nuestro
    nuestra der die das den dem des ein eine einen einem l les une du au ce cet cette"""
)
NOBODYS = listed(  # words that are no name, and things that stand without an article
    """who what which where when how why it there here we you i one someone somebody anyone anybody
    everyone everybody nobody people most many more both and or of in at on to for from with by not
    chi che cosa dove quando come perché qualcuno nessuno tutti gente più tanta molta
    quién quien qué que dónde cuándo alguien nadie todos más mucha si se me lo e y o
    lost customer emergency emergencies support help contact information reference booking
    office council police hospital library school college university church museum theatre club
    hall market harbour port ferry boat ship tram bus train line station street road lane square
    quay pier bridge park playground pool beach river water sea island town city village county
    country house hotel pub bar cafe café bakery shop store bank company team band choir committee
    association society trust party union government parliament department service services
    transit transport authority post news press night festival fair storm weather swan dog cat
    seal gull bird fish crab pigeon ferret horse parcel desk surgery clinic pharmacy
    emergenza emergenze assistenza biblioteca comune scuola ospedale farmacia ufficio casa posta
    consegna spedizione contatto traghetto autobus treno tram cigno cane gatto acqua negozio bar
    polizia porto stazione museo teatro mercato riferimento servizio
    emergencia urgencia urgencias emergencias biblioteca ayuntamiento escuela hospital oficina
    correo envío entrega contacto información atención ayuda guardia ferri barco tren tranvía
    cisne perro gato agua tienda policía puerto estación mercado farmacia objetos soporte
    propiedad united athletic fc ltd inc trams buses boats ships trains seals gulls
    man woman wer wo was wann welche welcher
    welches qui que quoi où quand quel quelle"""
)
_OFFICIALS = listed(
    """mayor councillor cllr minister president chancellor mp senator governor judge king queen
    sindaco sindaca ministro ministra presidente assessore assessora sindaca
    alcalde alcaldesa concejal concejala presidenta rey reina"""
)
LINKS = listed("and or of in at on to for from with by e y o si se me lo")
THAT = ("that", "whether", "if", "che", "que", "si")
_ELIDED = re.compile(r"(?:l|un|dell|all|quell|nostr)['’]\w")

_TITLES = (
    r"mr|mrs|ms|miss|mister|mx|señora?|señorita|sra?|srta|doña|signora?|signorina|sig"
    r"|frau|herrn?|monsieur|madame|mademoiselle|mme|mlle"
)
_OF_TRADES = (  # that are titles before a name alone
    r"dr|doctor|prof|professor|captain|capt|nurse|coach|sister|father|dottore|dottoressa"
    r"|capitano|capit[aá]n"
)
_BEFORE_A_TITLE = r"el|la|il|the|le|der|die|den|dem|al|del|dal|dalla|della|old|poor|young"
_TITLED = re.compile(
    rf"(?<![\w'’@])(?:(?:{_BEFORE_A_TITLE})\s+)*"
    rf"(?:(?:{_TITLES})(?![\w'’-])\.?\s+(?=(?P<name>[\w.-]+))"
    rf"|(?:{_OF_TRADES})(?![\w'’-])\.?\s+(?=(?P<Name>(?-i:[A-ZÀ-Þ])[\w.-]+)))",
    re.IGNORECASE,
)
_SPOKEN = frozenset().union(*STOP.values()) | listed("ist hat wird est a der die und et les")
OFFICE = "@office"
_OFFICES = (
    r"mayor|mayoress|councillor|captain|skipper|baker|butcher|post(?:man|woman)|driver|teacher"
    r"|head(?:teacher|master|mistress)|doctor|nurse|midwife|coach|trainer|goal-?keeper|striker"
    r"|lighthouse keeper|referee|chair(?:man|woman|person)|director|editor|harbour ?master|singer"
    r"|conductor|priest|vicar|pastor|landlord|landlady|neighbour|neighbor|owner|woman|man|boy|girl"
    r"|child|kid|baby|fisherman|librarian|sailor|sindac[oa]|capitano|comandante|fornai[oa]"
    r"|panettiere|medico|dottore|dottoressa|maestr[oa]|insegnante|allenatore|portiere|parroco"
    r"|vicin[oa]|bambin[oa]|ragazz[oa]|alcald(?:e|esa)|capit[áa]na?|panader[oa]|m[ée]dic[oa]|doctora"
    r"|profesora?|entrenadora?|portero|cura|vecin[oa]|niñ[oa]|bürgermeister(?:in)?|kapitän"
    r"|bäcker(?:in)?|nachbar(?:in)?|maire|capitaine|boulanger|boulangère|voisine?"
)
_IN_OFFICE = re.compile(
    r"(?<![\w'’@])(?:the|our|that|il|la|lo|el|le|der|die|nostr[oa]|nuestr[oa])\s+"
    rf"(?:(?!(?:and|or|of|in|e|y|di|de)\b)[^\W\d_][\w-]*\s+)?(?:{_OFFICES})(?!\w)"
    rf"|(?<!\w)l['’](?:{_OFFICES})(?!\w)",
    re.IGNORECASE,
)
_KIN_OF = re.compile(
    r"(?<!\w)(?<!(?:es|is) )(?<!è )(?:the|el|la|il|lo|le|l['’])\s*"
    r"(?:daughter|son|wife|husband|mother|father|brother|sister"
    r"|hij[oa]|mujer|marido|madre|padre|herman[oa]|figli[oa]|moglie|marito|fratello|sorella)"
    r"\s+(?:of|de|di)\s+(?=(?P<name>[\w.@-]+))",
    re.IGNORECASE,
)


def as_handles(said: str) -> str:
    """With titled persons, and those who hold an office, written as handles.

    >>> as_handles("Is the ferry captain ill?"), as_handles("¿Está enfermo el señor Vega?")
    ('Is @office ill?', '¿Está enfermo @Vega?')
    """

    def named(match: re.Match[str]) -> str:
        name = match["name"] or match["Name"]
        return match[0] if name in ARTICLES | NOBODYS | _SPOKEN else "@"  # not Mr Quay

    def kin(match: re.Match[str]) -> str:
        name = match["name"]
        if name.startswith("@"):
            return ""
        return match[0] if name in ARTICLES | NOBODYS | _SPOKEN else "@"

    return _IN_OFFICE.sub(OFFICE, _KIN_OF.sub(kin, _TITLED.sub(named, said)))


def somebody(names: list[str], *, public: bool = False, loud: bool = False) -> bool:
    """Whether these words, all of them, are somebody; `public`: who is in office is asked it.

    `loud` where the whole question is in capitals.
    """
    if not names:
        return False
    words = [plain(name) for name in names]
    if OFFICE in words:
        return not public
    if words[0].startswith("@") or (len(words) == 1 and words[0] in PEOPLE):
        return True
    if words[-1] in KIN and len(words) > 1:
        return words[0] not in ARTICLES - {"their"} and words[0] not in NOBODYS
    if any(name in ARTICLES or name in NOBODYS or name in KIN for name in words):
        return False
    if public and any(name in _OFFICIALS for name in words):
        return False
    # in capitals alone it is the short name of a firm or an office
    return loud or not (len(names) == 1 and len(names[0]) > 1 and names[0].isupper())


def ends_with_somebody(names: list[str], *, public: bool = False, loud: bool = False) -> bool:
    """Of words of which the last ones may be a name, and those before it anything."""
    if not names or any(plain(name) in ARTICLES for name in names):
        return False
    if public and any(plain(name) in _OFFICIALS for name in names):
        return False
    return somebody(names[-1:], public=public, loud=loud)


def begins_with_somebody(names: list[str], *, public: bool = False, loud: bool = False) -> bool:
    """Of words of which the first ones may be a name."""
    more = len(names) > 1 and (names[1][0].isupper() or names[1].lower() in (NOBODYS - LINKS) | KIN)
    return somebody(names if more else names[:1], public=public, loud=loud)


def named_alone(names: list[str], *, public: bool = False, loud: bool = False) -> bool:
    """Of what stands at a question's end, which may be a thing too."""
    capital = all(name[0].isupper() or name[0] == "@" for name in names)
    plural = names[0].endswith("s")
    told = capital or (len(names) == 1 and not plural)
    return told and somebody(names, public=public, loud=loud)


def plain(name: str) -> str:
    """In small letters, without the ending of who owns."""
    name = re.sub(r"['’]s?$", "", name.lower()).rstrip(".")
    return "il" if _ELIDED.match(name) else name


PRODUCT = re.compile(  # what a name before it is the name of
    r"[®™\s]{1,3}(?:drops|gummies|pills|tablets|capsules|tea|powder|cream|spray|oil|patch(?:es)?"
    r"|shakes?|serum|app|gocce|pillole|crema|olio|polvere|gotas|pastillas|aceite|polvo)\b"
)
_NAME = r"(?:[A-ZÀ-Þ][\w’'-]*[\w]|@[\w.]*\w)"
_NAMES = re.compile(rf"(?<![\w@]){_NAME}(?:\s+{_NAME})*")


def persons_in(said: str) -> list[list[str]]:
    """Whoever is named in it, by capitals or as a handle, without the words for things."""
    found = []
    for match in _NAMES.finditer(said):
        names = match[0].split()
        first = plain(names[0])
        titled = names[0].startswith("@")
        alone = (len(names) == 1 and not titled) or first in _SPOKEN
        if match.start() == 0 and alone and "'" not in names[0]:
            names = names[1:]  # a question's first word has a capital whatever it is
        before = said[: match.start()].split()
        if (before and plain(before[-1]) in ARTICLES) or PRODUCT.match(said, match.end()):
            continue
        if names and somebody(names):
            found.append(names)
    return found
