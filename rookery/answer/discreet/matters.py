"""How questions for a person's private matters are worded: a table, and nothing more.

Forms of English, Italian and Spanish, and the plainest of German and French, each with a place for
somebody, which `private` looks at. Titled persons are written as handles before (`somebody`).
"""

from __future__ import annotations

import re

_ILLS = (
    r"cancer|hiv|aids|diabetes|depression|dementia|alzheimer\S*|epilepsy|autism|adhd|covid"
    r"|(?:\w+ )?(?:illness|disease|disorder)|stds?|cancro|tumore|diabete|demenza|depressione"
    r"|malattia|malattie|c[aá]ncer|sida|vih|demencia|depresi[oó]n|enfermedad"
)
_INTIMATE = (  # also of who is in office
    r"(?:home|private|postal) address|passport|password|private number|bank (?:account|details)"
    r"|date of birth|medical (?:records?|history|condition)|diagnosis|health(?! (?:food|plan|shop))"
    r"|religion|faith|sexuality|sexual orientation|(?:sex|love|private) life|criminal record"
    r"|home(?! (?:ground|page|stand|game|match|team|town|port|side|kit|crowd))|house number|flat"
    r"|apartment|operation|pregnancy|abortion|divorce|debts?|medication|pills|oxygen|therapist"
    rf"|{_ILLS}"
)
_MATTER = (
    r"(?:street )?address(?! (?:to|on|about|book|at))"
    r"|(?:phone|mobile|cell|telephone|whatsapp) number|e-?mail(?: address)?"
)
_CALLED = r"phone|mobile|number|telephone|cell"  # a thing too: only where a sentence asks for it
_PAY = r"salary|wages?|income|stipendio|reddito|sueldo|salario"
_CONTACT_OF = r"address|(?:phone|mobile) number|e-?mail address"
_MATTER_OF = (
    r"home address|private number|bank account|passport|password|diagnosis"
    r"|medical (?:records?|history|condition)|sexuality|house number"
    r"|sexual orientation|religion|illness|disease|oxygen|medication|debts|pregnancy"
    r"|indirizzo(?: di casa| e-?mail)?|(?:numero di )?(?:telefono|cellulare)|password"
    r"|orientamento sessuale|cartella clinica|data di nascita|malattia|conto in banca|religione"
    r"|numero civico|ossigeno|debiti"
    r"|direcci[oó]n(?: de casa)?|(?:n[uú]mero de )?(?:tel[eé]fono|m[oó]vil)|contraseña|religi[oó]n"
    r"|orientaci[oó]n sexual|historial m[eé]dico|fecha de nacimiento|enfermedad|domicilio|oxígeno"
    r"|deudas|adresse|telefonnummer|handynummer|krankheit|maladie|num[ée]ro de t[ée]l[ée]phone"
)
_STATES = (
    r"(?:(?:really|still|very|now|seriously|a|an) )*(?:"
    r"gay|lesbian|bisexual|trans(?:gender)?(?!\w)|straight\W*$|pregnant|hiv[- ]positive"
    r"|ill(?![-\w])|sick(?! of\b)|mentally ill|religious|muslim|catholic|atheist|hindu|buddhist"
    r"|alcoholic|addict|criminal|depressed|divorced|married(?! (?:at|in|on))|suicidal|bipolar"
    r"|engaged\W*$|single\W*$|in love|having an affair|cheating on|infertile|autistic|dying"
    r"|sleeping with|seeing (?:a therapist|somebody|someone)|in therapy|on dialysis|bankrupt"
    r"|(?:coe|ce)liac|allergic|asthmatic|sober|drunk|homeless|widowed|an orphan|on (?:the dole"
    r"|benefits)"
    r"|(?:back )?(?:on|off) the (?:bottle|wagon|drink)|drinking (?:again|too much)|bereaved"
    r"|celiac[oa]|celíac[oa]|allergic[oa]|al[eé]rgic[oa]|asmatic[oa]|separat[oa]|separad[oa]"
    r"|sobri[oa]"
    r"|in dialisi|ubriac[oa]|borrach[oa]|viud[oa]|vedov[oa]|sectioned"
    r"|in debt|jewish|jew(?!\w)|adopted"
    r"|in (?:the )?(?:hospital|rehab|prison|jail|a wheelchair)|on (?:oxygen|antidepressants)"
    r"|alone at home|at home alone|home alone|living alone|away from home"
    r"|lesbica|incinta|malat[oa]|depress[oa]|musulman[oa]|ebre[oa]|cattolic[oa]|religios[oa]"
    r"|sposat[oa]|divorziat[oa]|fidanzat[oa]|innamorat[oa]|alcolizzat[oa]|in ospedale"
    r"|a casa da sol[oa]|sol[oa] in casa|indebitat[oa]"
    r"|embarazada|enferm[oa]|deprimid[oa]|jud[ií][oa]|casad[oa]|divorciad[oa]|enamorad[oa]"
    r"|lesbiana|alcoh[oó]lic[oa]|cat[oó]lic[oa]|en el hospital|ingresad[oa]|endeudad[oa]"
    r"|sol[oa] en casa"
    r"|schwanger|krank|schwul|lesbisch|verheiratet|geschieden|j[üu]disch|verschuldet"
    r"|im krankenhaus|enceinte|malade|homosexuel(?:le)?|mari[ée]e?|divorc[ée]e?|juive?"
    r"|[àa] l['’]h[ôo]pital)"
)
_ILLNESS = (
    rf"{_ILLS}|a (?:boyfriend|girlfriend|lover|mistress)|an affair|debts|a criminal record"
    r"|a drink(?:ing)? problem|an abortion|(?:ragazza|ragazzo|amante|debiti)(?!\w)"
    r"|novi[oa]|amante|deudas|a medical condition|religion"
)
_TAKEN = (
    r"oxygen|insulin|pills|medication|medicine|antidepressants|drugs|chemo\w*|dialysis"
    r"|(?:l['’])?ossigeno|insulina|farmaci|medicine|pillole|psicofarmaci|ox[ií]geno"
    r"|medicaci[oó]n|medicamentos|pastillas|antidepresivos"
)
_LOVES = (
    r"love|fancy|date|dating|seeing|sleep(?:ing)? with|married to|marry|in love with"
    r"|liv(?:e|ing) with|cheating on|having an affair with|engaged to|(?P<public>vote for)"
)
_PARTNER = r"(?:new |secret |ex-?)?(?:boyfriend|girlfriend|husband|wife|lover|partner|mistress|ex)"
_KIN = r"(?:daughter|son|child|baby|kid)"
_FAITH = r"church|mosque|synagogue|temple|chapel|parish"
_SCHOOL = rf"(?:\w+ )?(?:school|nursery|kindergarten)|{_FAITH}"
_DWELLS = rf"live|sleep|reside|worship|pray|go to (?:{_SCHOOL})"
_WORD = r"(?:@[\w.]+|[^\W\d_][\w’'.-]*)"
_WHO = rf"(?P<who>{_WORD}(?: {_WORD}){{0,2}}?)"  # all that stands in the place
_SAID = rf"(?P<said>{_WORD}(?: {_WORD}){{0,2}})"  # ends with who it is of, words before it
_FIRST = rf"(?P<first>{_WORD}(?: {_WORD})?)"  # begins with who it is of
_OWNS = rf"(?P<owns>(?:{_WORD} ){{0,2}}(?:@[\w.]+|[^\W\d_][\w.-]*))(?:['’]s?)"
_ASKED_FOR = r"(?:^|\b(?:what|what['’]s|which|give|tell|know|have|got|need|want)\b.{0,25}?)\s*"
_ANYBODY = r"(?:^|\W)(?:who|who['’]s|chi|qui[eé]n(?:es)?|wer|qui)(?: (?:else|all|here))*"
FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # where somebody lives
        rf"\b(?:where|(?:what|which)(?: [\w'’]+){{1,5}}) (?:does|did) {_WHO}"
        rf" (?:\w+ly |now )?(?:{_DWELLS})\b",
        rf"\bwhere do (?:(?P<who>they|@[\w.]+)|{_WORD} and (?P<first>{_WORD})) (?:{_DWELLS})\b",
        rf"\bwhere {_WHO} (?:lives|sleeps|resides)\b",
        rf"\b(?:dov['’]è la casa di|d[oó]nde est[aá] la casa de) {_FIRST}",
        rf"\bwhere(?: is| was|['’]s) {_WHO} (?:living|sleeping|staying)\b",
        rf"\bwhere(?: is| was|['’]s) {_OWNS} (?:house|place)\b",
        rf"\b(?:what|which) (?:house|flat|door|number|street|floor)(?: number)? is {_OWNS}"
        r"(?: (?:house|flat|home|place|door))?\W*$",
        rf"\b(?:any(?:one|body)|somebody) (?:at )?home at {_OWNS}",
        rf"\b(?:dove|(?:via|casa|strada|piano|numero)) (?:abita|vive|dorme|sta di casa) {_FIRST}",
        rf"\b(?:d[oó]nde|(?:calle|casa|piso|n[uú]mero)) (?:vive|duerme) {_FIRST}",
        rf"\b(?:wo|(?:welche[rmn]?) \w+) (?:wohnt|schläft) {_FIRST}",
        rf"\b(?:où|quelle? \w+) (?:habite|dort) {_FIRST}",
        # where somebody learns, prays or lies
        rf"\b(?:what|which) (?:{_SCHOOL}) (?:does|did) {_WHO} (?:go|attend|visit)\b",
        rf"\b(?:what|which) (?:ward|hospital|prison|clinic) (?:is|was) {_WHO} in\b",
        rf"\b(?:dove va a (?:scuola|messa)|che scuola (?:frequenta|fa)|in che scuola va) {_FIRST}",
        rf"\b(?:a|en) qu[eé] (?:colegio|escuela|guarder[ií]a|iglesia) (?:va|estudia) {_FIRST}",
        # what belongs to somebody
        rf"{_OWNS} (?:{_INTIMATE}|(?P<public>{_PAY}|{_MATTER}))\b",
        rf"{_ASKED_FOR}{_OWNS} (?P<public>{_CALLED})\W*$",
        rf"\b(?P<who>his|her) (?:{_INTIMATE}|{_MATTER}|{_PAY})\b",
        rf"\b(?:{_MATTER_OF}|(?P<public>{_PAY}|{_CONTACT_OF})) (?:of|for|di|de|von)"
        rf" (?P<of>{_WORD}(?: {_WORD})*)\W*$",
        r"(?:what(?: is|['’]s) the|qual è il|cu[aá]l es el|give me the|dammi il|dame el)"
        r" (?:number|numero|n[uú]mero) (?:of|for|di|de) (?P<who>(?-i:@\w+|[A-ZÀ-Ý]\w+))\W*$",
        rf"\bwhen(?: is|['’]s|will) {_OWNS} (?:baby|child) (?:due|be born)\b",
        rf"\bhow old (?:is|are) {_OWNS} {_KIN}\b",
        rf"\b{_OWNS} {_KIN}['’]s (?:real |biological )?(?:father|dad|mother|mum)\b",
        # whom somebody left, and whose children are with whom
        rf"\b(?:who(?:m)?|why) (?:did|does|has) {_WHO} (?:leave|left) (?:his|her"
        rf"|their) {_PARTNER}\b",
        rf"\b(?:did|does|has|is) {_WHO} (?:leave|left|leaving|cheat\w* on|hit\w*) (?:his"
        rf"|her) {_PARTNER}\b",
        rf"\b(?:por qui[eé]n|por qu[eé]) (?:dej[oó]|ha dejado) {_FIRST}",
        rf"\b(?:per chi|perché) ha lasciato (?:il marito|la moglie) {_FIRST}",
        rf"{_SAID} (?:si è|è|sono|se ha|est[aá]) (?:lasciat[oaie]|separat[oaie]|separad[oa]s?)\b",
        rf"\b(?:si è|se ha|est[aá]) (?:separat[oa]|divorziat[oa]|separado|divorciado) {_FIRST}",
        rf"{_SAID} (?:aspetta|espera|est[aá] esperando) un[ao]? "
        r"(?:bambin[oa]|figli[oa]|bimb[oa]|hij[oa]|beb[eé]|niñ[oa])\b",
        rf"\b(?:is|was) {_WHO} expecting(?: (?:a (?:baby|child)|twins|again))?\W*$",
        rf"\b(?:did|has) {_WHO} (?:lose|lost|had|have) (?:his|her|their|the|a) (?:baby|child"
        rf"|abortion)\b",
        # how somebody is, and what of
        rf"\b(?:is|was|isn['’]t|has|been|è|era|es|est[aá]|ist|war|est) {_WHO}"
        rf" (?:been )?{_STATES}\b",
        rf"{_SAID}(?: is| was|['’]s| è| es| est[aá]| ist| est) {_STATES}\b",
        rf"{_SAID}[ -]est[- ](?:il|elle) {_STATES}\b",
        rf"(?:^|\W)(?:è|era|es|est[aá]|ist|est) {_STATES} {_FIRST}",
        rf"\b(?:does|did|has) {_WHO} (?:have|had|got|suffer from) (?:an? |the )?(?:{_ILLNESS})\b",
        rf"\b(?:does|did|has|is) {_WHO} (?:\w+ly )?(?:need|take|taken|use|have|taking|on) "
        rf"(?:\w+ )?(?:{_TAKEN})\b",
        r"\b(?:illness|disease|medication|medicine|pills|tablets|drugs|condition|religion|faith)"
        rf" (?:does|did|has|is) {_WHO}(?: (?:have|has|take|got|suffer|follow|belong)\b|\W*$)",
        rf"\b(?:why is|how) (?:ill|sick) (?:is )?{_WHO}\W*$",
        rf"\bwhat (?:is|was) {_WHO} (?:ill with|sick with|suffering from|dying of)\b",
        rf"\bwhat(?: is| was|['’]s) (?:wrong|the matter)(?P<public>) with {_WHO}\W*$",
        rf"\bwhat did (?:@office|(?:his|her|the) doctor) (?:tell|find (?:in|on)) {_WHO}\W*$",
        rf"\b(?:malattia|enfermedad|krankheit|maladie|religione|religi[oó]n) (?:ha|tiene|soffre"
        rf"|padece|sufre|hat|a|souffre|es) {_FIRST}",
        rf"\b(?:di (?:che )?cosa soffre|de qu[eé] (?:sufre|padece)|de qu[eé] est[aá] enferm[oa])"
        rf" {_FIRST}",
        rf"\bqu[eé] le pasa(?P<public>)(?: a)? {_FIRST}\W*$",
        r"\b(?:che(?: cosa)?|cosa|cos['’]) ?(?:ha|ha avuto)(?P<public>)"
        rf" (?P<who>(?!\w+(?:to|so|tto|sto)\b){_WORD}(?: {_WORD})?)\W*$",
        rf"(?:^|\W)(?:ha|tiene) (?:il |la |el |un |una |i )?(?:{_ILLNESS}) {_FIRST}",
        rf"(?:^|\W)(?:ha bisogno (?:di|dell['’])|prende|necesita|toma) ?(?:{_TAKEN}) {_FIRST}",
        rf"\b(?:farmaci|medicine|pillole|medicamentos|pastillas) (?:prende|toma) {_FIRST}",
        rf"{_SAID} (?:has|had) (?:an? )?(?:{_ILLNESS})\b",
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
        # what somebody gets or owes
        rf"\bhow much (?:money )?does {_WHO} (?:earn|make|get paid|owe)(?P<public>)\b",
        r"\bhow much (?:money )?do (?P<who>they|@[\w.]+|(?-i:[A-ZÀ-Ý]\w+)) (?:earn|make"
        r"|owe)(?P<public>)\b",
        rf"\bhow much is {_WHO} paid(?P<public>)\b",
        rf"\bwhat (?:does|did) {_WHO} (?:earn|get paid)(?P<public>)\b",
        rf"\b(?:quanto guadagna|cu[aá]nto gana)(?P<public>) {_FIRST}",
    )
)
# of whom it is asked does not matter: somebody is to be found who is so
_WHOEVER = (
    rf"{_ANYBODY}(?: is| was| are|['’]s| è| est[aá]| ist| est)? (?:really |still |secretly )?"
    r"(?:pregnant|gay|lesbian|trans(?:gender)?|bisexual|ill(?![-\w])|sick(?! of\b)|suicidal"
    r"|an? (?:alcoholic|addict|muslim|jew)|hiv[- ]positive|dying|depressed|in debt|in hospital"
    r"|home alone|alone at home|cheating on|sleeping with|having an affair|incinta|malat[oa]|gay"
    r"|embarazada|enferm[oa]|lesbiana|schwanger|krank|schwul|enceinte|malade)(?!\w)"
    rf"|{_ANYBODY} (?:has|have|had|got|has got|ha|tiene|hat|a)"
    rf" (?:il |el |la |un |le )?(?:{_ILLS})\W*$"
    rf"|{_ANYBODY} (?:needs?|takes?|is on) (?:\w+ )?(?:{_TAKEN})(?:\W*$| (?:in|on|at|here)\b)"
    r"|\bwho(?:['’]s| is|se)? (?:lives?|lived|living|sleeps|resides|dwells|stays|home|at home"
    r"|in|behind|house|home|flat|door)\b.{0,30}?\b(?:no\.?|number|flat|house|door)? ?\d{1,4}\b"
    r"|\bwho (?:lives|sleeps|is) (?:at|in) (?:no\.?|number|the house|house|flat)\b"
    r"|\bchi (?:abita|vive|sta|dorme)\b.{0,40}?\b\d{1,4}\b"
    r"|\bqui[eé]n (?:vive|duerme|reside)\b.{0,40}?\b\d{1,4}\b"
    r"|\bwer wohnt\b.{0,40}?\b\d{1,4}\b|\bqui (?:habite|vit)\b.{0,40}?\b\d{1,4}\b"
    r"|\bwho['’]?s? (?:had|has had) an (?:abortion|affair)\b"
)
WHOEVER = re.compile(_WHOEVER, re.IGNORECASE)
# words that are private beside anybody's name
CLOSE = re.compile(
    r"\b(?:oxygen|dialysis|cancer|chemo\w*|tumou?r|diabet\w+|dementia|alzheimer\S*|antidepressants?"
    r"|insulin|pregnan(?:t|cy)|abortion|miscarriage|ivf|hiv|autis\w+|adhd|bipolar|suicid\w+"
    r"|self-harm|overdose|rehab|in therapy|se(?:e|es|eing) a therapist|psychiatrist"
    r"|drink(?:ing)? problem|alcoholi\w+|illness|(?:is|was|so|how|why|very) (?:ill|sick)(?! of\b)"
    r"|ill$|@\w+ (?:ill|sick)\b|diagnos\w+|medical condition"
    r"|wheelchair|in (?:the )?hospital|gay|lesbian|bisexual|transgender|sexuality|having an affair"
    r"|cheat(?:ed|ing|s)? on|sle(?:ep|pt|eping) with|divorc\w+|believe in god|atheist|in debt|debts"
    r"|custody|child support|alimony|(?:had|have|has|see|sees|seen) (?:the|his|her) (?:kids"
    r"|children)"
    r"|medication|house number|home address|(?:had|have|having|an) (?:operation|surgery)"
    r"|ossigeno|cancro|tumore|malattia|malat[oa]|incinta|aborto|debiti|lesbica|ricoverat[oa]"
    r"|ox[ií]geno|c[aá]ncer|enfermedad|enferm[oa]|embaraz\w+|aborto|deudas|lesbiana|ingresad[oa]"
    r"|schwanger\w*|krebs|krankheit|schulden|enceinte|grossesse|maladie|dettes)(?!\w)",
    re.IGNORECASE,
)
# what is said in public, sold or treated is no private matter of who does it
OPENLY = re.compile(
    r"\b(?:say|said|says|think|thinks|writ(?:e|es|ten)|wrote|posts?|posted|claim\w*|announce\w*"
    r"|stand"
    r"|against|about the|treat\w*|sells?|sold|cures?|end|ends|prevents?|causes?|rais\w+|charity"
    r"|clinics?|research|laws?|bill"
    r"|policy|ban|campaign\w*|conference|article|book|novel|film|song|talks?|club|centre|center"
    r"|dice|detto|scritto|vende|dijo|escribi[oó]|sagt|schreibt|verkauft|dit|pense|vend)\b",
    re.IGNORECASE,
)
