"""What posts say that is private of somebody, in other words than questions have for it: a table.

A post's words tell nothing alone: `about` knows whom they are said of. English, Italian, Spanish.
"""

from __future__ import annotations

import re

from rookery.answer.discreet.matters import CLOSE

_HEALTH = (
    r"parkinson\S*|alzh[eé]imer\S*|(?:coe|ce|cé)li[ac]\w*|allerg(?:y|ic|ies)|allergi[cao]\w*"
    r"|al[eé]rgi\w+|asthma\w*|asm[aá]tic\w*|epilep\w+|had a (?:stroke|heart attack|fall)|lithium"
    r"|sectioned|(?:been|is|was|are|stay(?:s|ed|ing)?|got) (?:\w+ )?(?:sober|drunk)|(?:drinks"
    r"|drinking|drank) (?:again|too much|every)"
    r"|(?:on|off) the (?:bottle|wagon|drink)|ever drank|wets? the bed"
    r"|lost (?:her|his|their|the|my|our) (?:baby|child|job|licence|license)"
    r"|anorexi\w+|bulimi\w+|eating disorder|panic attacks?|schizo\w+|ptsd|in (?:a|the) hospice"
    r"|palliative"
    r"|terminal(?:ly)?|chlamydia|mastectomy|addict\w*|on (?:benefits|methadone|the sick)"
    r"|meds|heart condition|breakdown|in dialisi|dialisi|di[aá]lisis|ictus|infarto|demen[zc]ia"
    r"|depression|depress(?:ed|iva|o|a)|depresi[oó]n|deprimid[oa]|ubriac\w+|borrach[oa]"
    r"|esaurimento|alcoli(?:zzat|st)\w+|alcoh[oó]lic[oa]|psicofarmaci|psichiatr\w+|psiquiatr\w+"
)
_ILLS = (  # that a named person is said to have
    r"(?:has|had|with|got|her|his|my|of) (?:\w+ )?(?-i:MS|ME|MND|ALS|COPD|OCD|TB|STI|STD|IBS|CFS)"
    r"|at the (?-i:STI|STD|HIV) clinic|lupus|crohn\S*|colitis|cystic fibrosis|down['’]?s syndrome"
    r"|tourette\S*|psychosis|psychotic|hear(?:s|ing) voices|herpes|syphilis|gonorrh\w+|hepatitis"
    r"|tuberculosis|incontinen\w+|catheter|colostomy|stoma|pacemaker|transplant|biopsy|a lump"
    r"|relapsed?|in remission|seizures?|in a coma|intensive care|life support|detox\w*|methadone"
    r"|heroin|cocaine|coke habit|overdos\w+|self-harm\w*|gambl(?:ing|er|es) (?:debts?|problem"
    r"|habit|away)"
    r"|(?:gluten|lactose|dairy)[- ]intolerant|intolleran\w+|intoleran\w+|swell(?:s|ed|ing)? up"
    r"|(?:can['’]?t|cannot|mustn['’]?t|may not) (?:have|eat|touch) (?:any )?(?:dairy|nuts?"
    r"|peanuts?|egg\w*"
    r"|milk|gluten|wheat|shellfish|fish|sugar|soya?|bread)|epi-?pen|stillb\w+|infertil\w+|vasectomy"
    r"|trying for a baby|(?:baby|twins) (?:is|are) due|due in \w+|on the pill|miscarried"
    r"|going blind|going deaf|memory clinic|forgets who|hasn['’]?t long|weeks to live|mental\w*"
    r"|nervous breakdown|(?:tried|trying) to (?:drown|hang|hurt|harm) (?:him|her|them)\w+"
    r"|hears voices"
    r"|sclerosi|epatite|leucemi\w+|leuk\w+|esclerosis|hepatitis|anoressi\w+|bulimi\w+|convulsion\w+"
    r"|beve (?:troppo|ancora|di nuovo)|bebe (?:demasiado|mucho)|un esaurimento|en coma|in coma"
)
_LIFE = (
    r"(?:came|come|coming|comes) out (?:as|to (?:his|her|their|our|my|mum|dad|the family))"
    r"|transition(?:ed|ing)|closeted|hits (?:her|him|his|the)|beats (?:her|him|his|up)|beaten up"
    r"|black eye"
    r"|abus(?:ed|ive|es|ing)|violent|a refuge|moved in with|left \w+ (?:for|with)|kissed|kissing"
    r"|(?:wife|husband|girlfriend|boyfriend|partner) (?:left|walked out|cheats?|kicked)"
    r"|(?:broke|split) up|in (?:prison|jail|custody)|behind bars|on (?:probation|parole|bail)"
    r"|criminal record|shoplift\w+|did time|was caught|overstayed|visa (?:ran|has|is|expired)"
    r"|undocumented|deport\w+|asylum|converted to|food ?bank|payday loan|unemployed|sacked"
    r"|(?:got|was|been|is) (?:fired|laid off)|lost (?:his|her|their|my) (?:job|home|house)"
    r"|on the dole"
    r"|away (?:till|until|for (?:a|the|two|three)|from (?:the )?\d)|(?:spare |the |her "
    r"|his )key(?: is|['’]s)?"
    r" (?:kept |hidden )?(?:under|behind|in)|(?:alarm|door|gate) code|door (?:doesn['’]?t"
    r"|won['’]?t) lock"
    r"|never locks|liv(?:es|ed|ing) (?:\w+ )?(?:alone|on (?:his|her) own|with h(?:is|er))"
    r"|(?:on (?:his|her) own|by (?:him|her)self) (?:at (?:night|home)|most|all (?:day|night)"
    r"|every)|walks home alone"
    r"|(?:his|her) (?:mobile |phone |cell )?number(?: is|['’]s|:)|(?:ring|call|text) (?:him"
    r"|her) on \+?\d"
    r"|in carcere|in prigione|ai domiciliari|disoccupat[oa]|licenziat[oa]|via fino al"
    r"|chiave (?:è )?sotto"
    r"|(?:vive|abita|sta) (?:da )?sol[oa]|il suo (?:numero|indirizzo)|lo picchia|la picchia"
    r"|en la c[aá]rcel|est[aá] pres[oa]|en paro|despedid[oa]|debe .{0,20}(?:alquiler|dinero"
    r"|euros)|vive sol[oa]"
    r"|fuera hasta|llave .{0,20}(?:bajo|debajo)|le pega|sali[oó] del armario|su (?:n[uú]mero"
    r"|direcci[oó]n)"
    r"|deve .{0,20}(?:affitto|soldi|euro)|ha fatto coming out|se fue con|se n['’]è andat[oa] con"
    r"|(?:is|are|was) on (?:about |over )?[£€$]?\d+(?:[.,]\d+)*\s?(?:k\b|thousand)|pension of"
    r"|inherited \W?\d|gets [£€$]?\d[\d.,]* (?:an?|per)"
)
_MORE = (
    r"(?:his|her|their) (?:weekends?|turn) with the (?:kids|children|boys|girls|baby)"
    r"|social (?:worker"
    r"|services)|estranged|step(?:father|dad|mother|mum) (?:hits|drinks)|salary|payslip|wages"
    r"|(?:his|her|['’]s) (?:bonus|pension|savings|debts?|mortgage|will|divorce|ex)(?! (?:be|not"
    r"|have))"
    r"|(?:stopped|not|isn['’]?t|hardly) eating|(?:lost|losing) (?:a lot of|so much|too much) weight"
    r"|prays|praying|fasts|goes to (?:mass|mosque|church|synagogue|confession)|a (?:muslim|jew"
    r"|mason)"
    r"|never (?:goes out|leaves the house|turns up)|cuts (?:him|her)self|hears things|had enough of"
    r"|cries (?:every|all|at)|(?:a|her|his) lump|has fits|wears? nappies|wet (?:himself|herself)"
    r"|(?:secretly|hides it|don['’]?t tell (?:anyone|her|him|his|them))|between us|confided"
    r"|told me in"
    r"|(?:is|was|got) (?:sacked|evicted|arrested|convicted|expelled|adopted|raped"
    r"|assaulted)"
    r"|(?:has|had) (?:a|an) (?:affair|abortion|breakdown|record|lover|drink problem|operation"
    r"|disease)"
    r"|you['’]?ll find \w+ \w+ at \d|beve da|bebe (?:desde|cada|todos)|bebe otra vez|enviud\w+"
    r"|vedov[oa]"
    r"|prega|reza|non mangia (?:più|da)|no come (?:desde|nada)|stipendio|sueldo|n[oó]mina"
    r"|busta paga"
    r"|rimast[ao] incinta|assistente sociale|asistente social|servizi sociali|pastiglie per"
    r"|in terapia"
)
_FAMILY = (
    r"custody|child support|alimony|maintenance payments|restraining order"
    r"|had the (?:kids|children|boys|girls)|the judge (?:said|says|gave|ordered)"
    r"|(?:court|judge) (?:gave|took|awarded)|take (?:his|her|their|my) (?:kids|children) away"
    r"|(?:left|leav(?:e|es|ing)|walked out on) (?:his|her|my|their) (?:wife|husband|partner"
    r"|boyfriend|girlfriend|spouse|family)|moved out|walked out on|(?:kicked|threw|throws) (?:him"
    r"|her) out"
    r"|sle(?:eps|pt|eping) with|separated from|(?:split|broke) up with|affair|mistress|adopted"
    r"|expecting (?:a (?:baby|child|boy|girl)|twins|again|her|their|in \w+)"
    r"|(?:si è|sono|è) (?:separat|lasciat|divorziat)\w+|ha (?:lasciato|tradito) (?:il|la|suo|sua)"
    r"|affidamento dei|(?:aspetta|aspettando|espera|esperando) un(?:a)? "
    r"(?:bambin[oa]|figli[oa]|bimb[oa]|hij[oa]|beb[eé]|niñ[oa])"
    r"|(?:dej[oó]|ha dejado|abandon[oó]|engañ\w+) a su \w+|(?:se|est[aá]) (?:separ|divorci)\w+"
    r"|custodia|pensi[oó]n alimenticia|amante"
)
_MONEY = (
    r"(?:makes?|making|earn(?:s|ed|ing)?|(?:is|gets|was|got) paid|salary of|on|takes home)"
    r" (?:about |nearly |over |only |just |around )?[£€$]?\d[\d.,]*\s?k?(?:\s\w+)?"
    r" (?:an?|per|each|every) (?:year|month|week|hour)"
    r"|(?:guadagna|prende|gana|cobra) (?:circa |unos |casi )?\d[\d.,]*"
    r"|owes (?:me|him|her|us|them|\w+|@\w+)(?! an apology) \W?\d|(?:is|was|went|goes"
    r"|gone) bankrupt|indebitat\w+"
    r"|endeudad\w+|(?:can['’]?t|cannot) (?:pay|afford) (?:the|her|his|their|my) (?:rent|bills)"
    r"|(?:sle(?:eps|eping|pt)|dorme|duerme) in (?:his|her|the|my) (?:car|van)|dorme in macchina"
    r"|duerme en (?:el|su) coche|homeless|senza ?tetto|sin techo|behind with (?:the|her|his) rent"
)
_STREET = (
    r"street|st|lane|road|rd|row|terrace|square|close|court|avenue|ave|way|hill|place|quay|crescent"
)
_AT = (  # a house by its number
    rf"\b(?:\d{{1,4}}[a-z]? (?:[A-Z][\w'’]+ ){{1,3}}(?i:{_STREET})\b"
    r"|(?i:via|viale|vicolo|corso|calle|plaza|piazza|avenida)(?: [\w'’]+){1,4},? (?:n\.? ?)?\d{1,4}"
    r"|(?i:number|no\.?|flat|numero|n[uú]mero|piso) \d{1,4}\b)"
)
_ADDRESS = re.compile(_AT)
_AT_HOME = re.compile(
    r"\b(?:liv(?:es?|ed|ing)|(?:at|is) home|alone|house|flat|floor|door ?bell|bell is|moved (?:to"
    r"|into)"
    r"|vive|abita|sol[oa]|casa|citofono|looks? in on|stay(?:s|ing) (?:at|in)|my door|address)\b",
    re.IGNORECASE,
)
_LIVES_AT = re.compile(rf"(?i:\blives? at) \d|\b[A-Z][\w'’]+ (?:at|of) {_AT}")
_TOLD = re.compile(
    rf"\b(?:{_HEALTH}|{_ILLS}|{_LIFE}|{_MORE}|{_FAMILY}|{_MONEY})(?!\w)|\bAA\b", re.IGNORECASE
)
_NO_MORE = (
    r"if i (?:was|were|wa)(?:n['’]?t| not) (?:around|here|there|alive)|better off without me"
    r"|if i (?:went|jumped|stepped|walked) (?:off|in front|into the)"
    r"|(?:can['’]?t|cant|cannot) (?:see (?:the|any) point|go on (?:like|any|with)"
    r"|do this any ?more)"
    r"|(?:don['’]?t|dont|do not) (?:want to|wanna) (?:be here|live|wake up|exist)"
    r"|(?:want(?:ed)?|wanna|going|ready) (?:to )?(?:die\b(?! of| laughing)|kill myself)"
    r"|kill(?:ing)? myself|(?:end|ending|ended) (?:it all|my (?:own )?life)|hurt(?:ing)? myself"
    r"|no (?:reason|point) (?:to|in) (?:live|living|going on|any of it)|cut(?:ting)? myself"
    r"|(?:nobody|no ?one) would (?:notice|miss me|care) (?:if i|till|until)"
    r"|(?:better|easier|happier)(?: off)? (?:for \w+ )?(?:if i|without me|when i['’]?m gone)"
    r"|if i (?:just |simply )?(?:disappeared|vanished|was gone|died|never woke|did(?:n['’]?t"
    r"| not) wake)"
    r"|(?:don['’]?t|dont) (?:want|think i) .{0,15}(?:wake up|make it to|be here|be alive)"
    r"|want it to (?:end|stop)"
    r"|i (?:wish|want) (?:i was|to be|i were) (?:dead|gone)|goodbye (?:everyone|all"
    r"|everybody)\W*i (?:can|am|love)"
    r"|vorrei (?:morire|sparire|non esserci)|meglio se non ci fossi|ojal[aá] no despert"
    r"|no aguanto m[aá]s vivir"
    r"|(?:nobody|no ?one) (?:needs|wants|would miss|will miss|cares (?:if|whether)|loves) me"
    r"|(?:looking at|saving up|counting|took all) (?:the|my) (?:tablets|pills)|(?:i['’]?m"
    r"|i am) a burden"
    r"|(?:written|wrote) (?:a|the) note|i (?:just )?can['’]?t (?:anymore|any more|do it|keep going)"
    r"|nessuno ha bisogno di me|nadie me necesita|sono un peso|soy una carga"
    r"|i (?:feel |am |['’]m )?suicidal|my own life|voglio (?:morire|sparire)|farla finita"
    r"|(?:ammazzar|uccider)mi|(?:meglio|bene) senza di me|non (?:voglio|ha senso) (?:più )?vivere"
    r"|non ho più voglia di vivere|se non ci fossi|quiero (?:morir|desaparecer)|quitarme la vida"
    r"|matarme|(?:mejor|bien) sin m[ií]|no quiero (?:seguir )?viv\w+|acabar con todo"
    r"|si yo no estuviera"
)
_CRISIS = re.compile(rf"\b(?:{_NO_MORE})", re.IGNORECASE)
_OF_OTHERS = re.compile(  # who is lost, or nearly was: no call for help, and private all the same
    r"\b(?:tried|wanted|wants|going|trying) to (?:end it|kill (?:him|her|them)sel(?:f|ves))"
    r"|\b(?:took|take|taken) (?:his|her|their) own (?:life|lives)"
    r"|\bhurt(?:s|ing)? (?:him|her)self|\bsi è (?:ammazzat|uccis|tolt)\w+|\bse (?:suicid"
    r"|quit[oó] la)",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"\b(?:nobody|no ?one|no|none|nessuno|nessun\w*|nadie|ningun\w+)(?:['’]s)?(?: \w+){0,2}"
    r" (?:ill|sick|drunk|allerg\w+|alergi\w+|malat[oa]|enferm[oa])\b"
    r"|\b(?:is no|not an?|non è una|no es una) (?:illness|disease|malattia|enfermedad)\b",
    re.IGNORECASE,
)
_TO_LET = re.compile(
    r"\b(?:to let|for (?:rent|sale)|viewings?|affittasi|in affitto|se alquila|en alquiler)\b", re.I
)
_HELPLINE = re.compile(r"(?<![\d-])(?:\+?\d[\d ]{6,}\d|11[26]\d*|999|911|988)(?!\d)")
_HELP = re.compile(
    r"\b(?:help ?lines?|hot ?lines?|night ?line|listeners|samaritans|crisis|number|phone|telephone"
    r"|call|ring|text|line|numero|telefono|chiamare|linea|n[uú]mero|tel[eé]fono|llamar|l[ií]nea)\b",
    re.IGNORECASE,
)


def says_private(text: str) -> bool:
    """Whether a post has words for what is private of somebody.

    >>> says_private("Wren (7, coeliac) wants chips"), says_private("The last ferry is at ten.")
    (True, False)
    >>> says_private("Mr Dow at 9 Elm Row is alone"), says_private("The bakery at 9 Elm Row opens")
    (True, False)
    """
    text = _NOBODY.sub(" ", text)
    lived_at = _ADDRESS.search(text) and (_AT_HOME.search(text) or _LIVES_AT.search(text))
    return bool(
        CLOSE.search(text)
        or _TOLD.search(text)
        or _OF_OTHERS.search(text)
        or is_crisis(text)
        or (lived_at and not _TO_LET.search(text))
    )


def is_crisis(text: str) -> bool:
    """Whether somebody says of themselves that they might end their life.

    >>> is_crisis("itd be easier for everyone if i wasnt around"), is_crisis("I could kill for tea")
    (True, False)
    """
    return _CRISIS.search(text) is not None


def helpline(text: str) -> str:
    """Of what others answer to that, the sentences with a number to call; "" for none.

    >>> helpline("Ollie, stay. The Listeners answer all night: 0100 555 0142. He slept well.")
    'The Listeners answer all night: 0100 555 0142.'
    """
    said = re.split(r"(?<=[.!?])\s+", text)
    called = [sentence for sentence in said if _HELPLINE.search(sentence)]
    return " ".join(re.sub(r"^[A-Z][\w'’]+, +", "", sentence) for sentence in called)


def asks_for_help(question: str) -> bool:
    """Whether it may ask where somebody who is desperate can call.

    >>> asks_for_help("What is the Listeners' number?"), asks_for_help("Who called the ferry?")
    (True, False)
    """
    return _HELP.search(question) is not None
