"""Which questions are about a person's private matters, which nobody is told from posts.

Forms of English, Italian and Spanish, each with a place for somebody. Who stands there without an
article and is no thing of a list is taken for a person, in small letters too: of a thing these
languages say *the*. Who asks for a shop's address or an official's pay may ask.
"""

from __future__ import annotations

import re

_MATTER = (
    r"(?:home |street |private |postal )?address(?! (?:to|on|about|book|at))|passport|password"
    r"|(?:phone|mobile|cell|private|telephone|whatsapp) number|e-?mail(?: address)?"
    r"|bank (?:account|details)|date of birth|medical (?:records?|history)|diagnosis|illness"
    r"|disease|health|religion|sexuality|sexual orientation|(?:sex|love|private) life"
    r"|criminal record|home(?! (?:ground|page|stand|game|match|team|town|port|side|kit|crowd))"
    r"|flat|apartment"
)
_CALLED = r"phone|mobile|number|telephone|cell"  # a thing too: only where a sentence asks for it
_PAY = r"salary|wages?|income|stipendio|reddito|sueldo|salario"
_MATTER_OF = (
    r"(?:home |street )?address|(?:phone|mobile|private) number|e-?mail address|bank account"
    r"|passport|password|medical (?:records?|history)|diagnosis|sexuality|sexual orientation"
    r"|indirizzo(?: di casa| e-?mail)?|(?:numero di )?(?:telefono|cellulare)|password"
    r"|orientamento sessuale|cartella clinica|data di nascita|malattia|conto in banca"
    r"|direcci[oó]n(?: de casa)?|(?:n[uú]mero de )?(?:tel[eé]fono|m[oó]vil)|contraseña"
    r"|orientaci[oó]n sexual|historial m[eé]dico|fecha de nacimiento|enfermedad|domicilio"
)
_STATES = (
    r"gay|lesbian|bisexual|trans(?:gender)?(?!\w)|straight\W*$|pregnant|hiv[- ]positive|ill|sick"
    r"|an? (?:alcoholic|addict|criminal)|mentally ill|depressed|divorced|married(?! (?:at|in|on))"
    r"|engaged\W*$|single\W*$|in love|having an affair|cheating on|infertile|autistic|dying"
    r"|in debt|jewish|muslim|gay|lesbica|incinta|malat[oa]|depress[oa]|musulman[oa]|ebre[oa]"
    r"|sposat[oa]|divorziat[oa]|fidanzat[oa]|innamorat[oa]|alcolizzat[oa]|single"
    r"|embarazada|enferm[oa]|deprimid[oa]|jud[ií][oa]|casad[oa]|divorciad[oa]|enamorad[oa]"
    r"|lesbiana|alcoh[oó]lic[oa]"
)
_ILLNESS = (
    r"cancer|hiv|aids|diabetes|depression|dementia|alzheimer\S*|epilepsy|autism|adhd|covid"
    r"|(?:\w+ )?(?:illness|disease|disorder)|stds?|a (?:boyfriend|girlfriend|lover|mistress)"
    r"|an affair|debts|a criminal record|a drink(?:ing)? problem|cancro|tumore|diabete|demenza"
    r"|depressione|(?:malattia|malattie)|aids|(?:ragazza|ragazzo|amante|debiti)(?!\w)"
    r"|c[aá]ncer|sida|vih|demencia|depresi[oó]n|enfermedad|novi[oa]|amante|deudas"
)
_LOVES = (
    r"love|fancy|date|dating|seeing|sleep(?:ing)? with|married to|marry|in love with"
    r"|liv(?:e|ing) with|cheating on|having an affair with|engaged to|vote for"
)
_PARTNER = r"(?:new |secret |ex-?)?(?:boyfriend|girlfriend|husband|wife|lover|partner|mistress|ex)"
_DWELLS = r"live|sleep|reside"
_WORD = r"(?:@[\w.]+|[^\W\d_][\w’'.-]*)"
_WHO = rf"(?P<who>{_WORD}(?: {_WORD}){{0,2}})"  # all that stands in the place
_SAID = rf"(?P<said>{_WORD}(?: {_WORD}){{0,2}})"  # ends with who it is of, words before it
_FIRST = rf"(?P<first>{_WORD}(?: {_WORD})?)"  # begins with who it is of
_OWNS = rf"(?P<owns>(?:{_WORD} ){{0,2}}(?:@[\w.]+|[^\W\d_][\w.-]*))(?:['’]s?)"
_ASKED_FOR = r"(?:^|\b(?:what|what['’]s|which|give|tell|know|have|got|need|want)\b.{0,25}?)\s*"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # where somebody lives
        rf"\b(?:where|(?:what|which) \w+) (?:does|did) {_WHO} (?:\w+ly |now )?(?:{_DWELLS})\b",
        rf"\bwhere do (?:(?P<who>they|@[\w.]+)|{_WORD} and (?P<first>{_WORD})) (?:{_DWELLS})\b",
        rf"\bwhere {_WHO} (?:lives|sleeps|resides)\b",
        rf"\b(?:dov['’]è la casa di|d[oó]nde est[aá] la casa de) {_FIRST}",
        rf"\bwhere(?: is| was|['’]s) {_WHO} (?:living|sleeping|staying)\b",
        rf"\bwhere(?: is| was|['’]s) {_OWNS} (?:house|place)\b",
        rf"\b(?:dove|(?:via|casa|strada|piano)) (?:abita|vive|dorme|sta di casa) {_FIRST}",
        rf"\b(?:d[oó]nde|(?:calle|casa|piso)) (?:vive|duerme) {_FIRST}",
        # what belongs to somebody
        rf"{_OWNS} (?:{_MATTER}|(?P<pay>{_PAY}))\b",
        rf"{_ASKED_FOR}{_OWNS} (?:{_CALLED})\W*$",
        rf"\b(?P<who>his|her) (?:{_MATTER}|{_PAY})\b",
        rf"\b(?:{_MATTER_OF}|(?P<pay>{_PAY})) (?:of|for|di|de) (?P<of>{_WORD}(?: {_WORD})*)\W*$",
        r"(?:what(?: is|['’]s) the|qual è il|cu[aá]l es el|give me the|dammi il|dame el)"
        r" (?:number|numero|n[uú]mero) (?:of|for|di|de) (?P<who>(?-i:@\w+|[A-ZÀ-Ý]\w+))\W*$",
        # how somebody is, and what of
        rf"\b(?:is|was|isn['’]t|è|era|es|est[aá]) {_WHO} (?:{_STATES})\b",
        rf"{_SAID}(?: is| was|['’]s| è| es| est[aá]) (?:{_STATES})\b",
        rf"(?:^|\W)(?:è|era|es|est[aá]) (?:{_STATES}) {_FIRST}",
        rf"\b(?:does|did|has) {_WHO} (?:have|got|suffer from) (?:an? |the )?(?:{_ILLNESS})\b",
        r"\b(?:illness|disease|medication|drugs|condition) (?:does|did|has)"
        rf" {_WHO} (?:have|take|got)\b",
        rf"\bwhat (?:is|was) {_WHO} (?:ill with|sick with|suffering from|dying of)\b",
        rf"\b(?:malattia|enfermedad) (?:ha|tiene) {_FIRST}",
        rf"(?:^|\W)(?:ha|tiene) (?:il |la |el |un |una |i )?(?:{_ILLNESS}) {_FIRST}",
        rf"{_SAID} (?:ha|tiene) (?:il |la |el |un |una |i )?(?:{_ILLNESS})\b",
        # whom somebody loves
        rf"\bwho(?:m)? (?:does|did|is|was|will) {_WHO} (?:{_LOVES})\b",
        rf"\bwho(?:['’]s| is| was) (?:{_LOVES}) {_FIRST}",
        rf"\bwho(?:['’]s| is| was) {_OWNS} {_PARTNER}\b",
        r"\b(?:chi è|qui[eé]n es) (?:la|el|il) (?:moglie|marito|fidanzat[oa]|compagn[oa]|amante"
        rf"|mujer|marido|novi[oa]|espos[oa]) (?:di|de) {_FIRST}",
        rf"\b(?:con chi|di chi) (?:sta|esce|vive|va a letto|è \w+) {_FIRST}",
        r"\bchi ama (?P<first>(?!\w+[aei]re\b)[^\W\d_]\w+)\W*$",
        rf"\b(?:con|de|a) qui[eé]n (?:sale|vive|ama|quiere|est[aá] \w+) {_FIRST}",
        # what somebody gets
        rf"\bhow much (?:does|do) {_WHO} (?:earn|make|get paid|owe)(?P<pay>)\b",
        rf"\b(?:quanto guadagna|cu[aá]nto gana)(?P<pay>) {_FIRST}",
    )
)


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PEOPLE = _listed("he she him her his they lui lei él ella")
_KIN = _listed(
    "wife husband son daughter mother father mum dad brother sister boyfriend girlfriend"
)
_ARTICLES = _listed(
    """the a an this that these those my your our its their some any no every each all
    il lo la i gli le un uno una questo questa quel quella mio mia tuo tua nostro nostra del della
    dei delle al alla el los las unos unas este esta ese esa aquel mi tu su nuestro
    nuestra"""
)
_NOBODYS = _listed(  # words that are no name, and things that stand without an article
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
    propiedad"""
)
_OFFICIALS = _listed(
    """mayor councillor cllr minister president chancellor mp senator governor judge king queen
    sindaco sindaca ministro ministra presidente assessore assessora sindaca
    alcalde alcaldesa concejal concejala presidenta rey reina"""
)
_LINKS = _listed("and or of in at on to for from with by e y o si se me lo")
_ELIDED = re.compile(r"(?:l|un|dell|all|quell|nostr)['’]\w")
_THAT = ("that", "whether", "if", "che", "que", "si")


def is_private(question: str) -> bool:
    """Whether it asks for what is nobody's business of a person.

    >>> is_private("where does nettie live"), is_private("Where is the harbour office?")
    (True, False)
    >>> is_private("Gary's phone?"), is_private("What is the library's phone number?")
    (True, False)
    """
    said = " ".join(question.replace("¿", " ").split()).rstrip("?!. ")
    return any(_of_somebody(m) for form in _FORMS for m in form.finditer(said))


def _of_somebody(match: re.Match[str]) -> bool:
    found = match.groupdict()
    of_pay = found.get("pay") is not None
    loud = match.string.isupper()
    if (who := found.get("who")) is not None:
        return _person(who.split(), of_pay, loud)
    if (who := found.get("first")) is not None:
        names = who.split()
        more = len(names) > 1 and (names[1][0].isupper() or names[1].lower() in _NOBODYS - _LINKS)
        return _person(names if more else names[:1], of_pay, loud)
    if (who := found.get("of")) is not None:
        names = who.split()
        named = all(name[0].isupper() or name[0] == "@" for name in names)
        plural = names[0].endswith("s")
        return (named or (len(names) == 1 and not plural)) and _person(names, of_pay, loud)
    who = found.get("owns") or found["said"]
    names = who.split()
    cut = max((n for n, name in enumerate(names) if name.lower() in _THAT), default=-1)
    return _ends_with_a_person(names[cut + 1 :], of_pay, loud)


def _ends_with_a_person(names: list[str], of_pay: bool, loud: bool) -> bool:
    """Of words of which the last ones may be a name, and those before it anything."""
    if not names or any(_plain(name) in _ARTICLES for name in names):
        return False
    if of_pay and any(_plain(name) in _OFFICIALS for name in names):
        return False
    return _person(names[-1:], of_pay, loud)


def _person(names: list[str], of_pay: bool, loud: bool) -> bool:
    """Whether these words, all of them, are somebody."""
    if not names:
        return False
    plain = [_plain(name) for name in names]
    if plain[0].startswith("@") or (len(plain) == 1 and plain[0] in _PEOPLE):
        return True
    if plain[-1] in _KIN and len(plain) > 1:
        return plain[0] not in _ARTICLES - {"their"} and plain[0] not in _NOBODYS
    if any(name in _ARTICLES or name in _NOBODYS or name in _KIN for name in plain):
        return False
    if of_pay and any(name in _OFFICIALS for name in plain):
        return False
    # in capitals alone it is the short name of a firm or an office
    return loud or not (len(names) == 1 and len(names[0]) > 1 and names[0].isupper())


def _plain(name: str) -> str:
    """In small letters, without the ending of who owns."""
    name = re.sub(r"['’]s?$", "", name.lower()).rstrip(".")
    return "il" if _ELIDED.match(name) else name
