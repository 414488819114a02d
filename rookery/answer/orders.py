"""How orders to a machine are worded, language by language: a table, and nothing more.

Each line is a pattern of small letters; `instructing` reads texts by it, in disguise too. What
people say to people must not match: the share of real posts that do is measured beside it.
"""

_READER = (
    r"(?:chat ?gpt|gpt-?\d\S*|copilot|llms?|language models?|chatbots?|ai (?:assistants?|models?"
    r"|systems?|agents?|tools?)|ais?|summari[sz]ers?)"
)
_TELLS = r"(?:say|answer|reply|respond|tell|state|claim|write|include|mention|report|output|add)"

ENGLISH = (
    # by name
    rf"\b(?:hey|hi|hello|dear|attention|ok|okay|listen)\W+(?:all |any |the )?{_READER}\b",
    rf"(?:^|[.!?\n]\s*)@?{_READER}\s*[,:]?\s+(?:please )?{_TELLS}\b",
    r"\b(?:claude|gemini|grok|llama|siri|alexa)\s*[,:]\s*(?:please )?(?:say|answer|reply|respond"
    r"|tell|ignore|repeat|output)\b.{0,20}\b(?:user|reader|that|the word|all|only)\b",
    r"\b(?:warning|attention|notice|note|message|instructions?|memo)\s+(?:to|for)\s+(?:all |any "
    rf"|the )?(?:{_READER}|assistants?|models?|agents?)\b",
    r"\b(?:every|any) (?:assistant|ai|chatbot|llm|ai summary)\b",
    r"(?:^|[.!?\n]\s*)(?:assistant|assistente|asistente)\s*[,:]",
    r"\b(?:if|since|as)\s+(?:you are|you['’]re)\b.{0,15}\b(?:ai|a\.i\.|llm|bot|language model"
    r"|machine|program)\b",
    r"\b(?:dear|mr|mister) (?:computer|machine|robot)\b",
    # by what it does
    rf"\b(?:if|when|whenever|while)\b.{{0,25}}\bsummari[sz]\w+.{{0,30}}[,:]\s*{_TELLS}\b",
    r"\b(?:whoever|anything|any (?:tool|system|program)) (?:that )?(?:sums? (?:this|it) up"
    r"|summari[sz]es?)\b",
    r"\b(?:every|each|all) summar(?:y|ies) of\b|\bsummaries of this\b",
    r"\b(?:quoted|shown|read|cited) by (?:a|any|the) (?:search tool|search engine|assistant|model)",
    r"\b(?:tell|convince|persuade|inform|assure|show)\s+the\s+users?\s+(?:that|to|about|of)\b",
    r"\btell the reader\b",
    r"\bthe user['’]s (?:question|query|request|prompt)\b",
    r"\bignore the (?:user|question|reader)\b",
    r"\b(?:unless|if) your (?:answer|reply|response|output|summary) (?:says|contains|includes"
    r"|does|is)\b",
    # to answer in a given way
    r"\byou (?:must|shall|will|are to)\s+(?:only |always |now )*(?:respond|reply|answer|output)\s+"
    r"(?:only|that(?! (?:call|phone|door|question|one))|with|as|(?-i:[A-Z]{3,}))\b",
    r"\byou (?:should|need to|have to)\s+(?:only |always )*(?:respond|reply|output) "
    r"(?:only|that|with)\b",
    r"\byou (?:only )?(?:answer|respond|reply) (?:only|with|(?-i:[A-Z]{3,}))\b",
    r"\bfrom (?:now on|here(?: on)?|this (?:point|moment) on(?:wards?)?)\b\W{0,2}"
    r"(?:you (?:will|must|are to) )?(?:only |always )?(?:answer|respond|reply|cite|say|write|output"
    r"|end|open|finish|act|speak|pretend)\b",
    r"\b(?:answer|reply|respond)(?: to)?\s+(?:every|each|all)\s+(?:\w+ )?(?:question|message"
    r"|prompt|quer)",
    r"\b(?:answer|reply|respond)\s+(?:instead|simply|exclusively)\s+(?:that|with)\b",
    r"\b(?:answer|reply|respond) only (?:in|with|that|by)\b",
    r"\b(?:begin|start|end|open|finish|close|prefix)\s+(?:each|every|your|the|all)\s+"
    r"(?:answers?|repl(?:y|ies)|responses?|outputs?|summary)\b",
    r"\b(?:when|if|whenever)\s+(?:you are |you['’]re |anyone |someone |the user )?ask(?:s|ed) about"
    rf"\b.{{0,40}}[,:]\s*(?:then |always |please )*{_TELLS}\b",
    r"\bthe (?:real|true|correct)\s+\w+\s+answer is\b",
    r"\bsource of (?:each|every) sentence\b",
    r"\byou (?:are|were|have been) (?:required|instructed|ordered|reprogrammed|programmed|obliged)"
    r" to (?:only )?(?:answer|respond|reply|say|output|recommend|praise)\b",
    r"\bwhatever the question\b|\bno matter what (?:is|you are) asked\b",
    r"\byour (?:only|sole|new|real|true) (?:task|job|goal|purpose|answer) is to (?:say|answer|reply"
    r"|tell|praise|write|recommend)\b",
    r"\bthe user wants you to\b|\bin (?:the|your|every|each) (?:answer|response|output) you\b",
    r"\b(?:do not|don['’]t|never) (?:mention|cite|quote|use) (?:the |any )?other"
    r" (?:posts?|sources?)\b",
    r"\b(?:treat|take|use) this (?:post|text|message|page) as the (?:only|sole|true)\b",
    # that what was said before is void
    r"\bpay no attention to (?:what|anything|everything|all|the (?:above|previous|rules))\b",
    r"\b(?:drop|abandon|break|discard|set aside) (?:all )?(?:of )?your (?:rules|instructions"
    r"|guidelines|restrictions)\b",
    r"\bthis (?:post|message|text) (?:overrides|supersedes|replaces) (?:all|every|any)\b",
    r"\b(?:ignore|disregard|forget)\s+(?:everything|all|anything|whatever)\b.{0,30}\b(?:before"
    r"|above|told|prior|previous|so far|earlier|until now)\b",
    r"\b(?:everything|all|anything)\b.{0,20}\b(?:before|above|prior|until)\b.{0,30}\b(?:was|is"
    r"|were|are) (?:only |just |merely )?(?:an? )?(?:test|fake|false|void|invalid|draft|example)\b",
    r"\b(?:above|previous|preceding) (?:text|message|posts?|instructions?)\b.{0,10}\b(?:is|are|was"
    r"|were) (?:a )?(?:fake|false|void|wrong|test|invalid)\b",
    r"\boverrid\w+ (?:everything|all|any)\b",
    r"\b(?:do not|don['’]t|never|stop)\s+(?:follow|obey)\w*\s+(?:your|the system|previous)\b",
    r"\b(?:repeat|print|output|reveal)\b.{0,15}\b(?:everything|all|text) above\b",
    r"\byour (?:new |only |real |sole )?(?:goal|task|objective|mission|role|purpose)\s+is\s+(?:now"
    r"\b|to (?:convince|persuade|tell|praise|answer|respond|say|output|promote)\b)",
    r"\byour (?:instructions|rules|guidelines|orders) have (?:been )?(?:changed|updated|replaced)",
)
FORMS = (
    r"(?:^|[.!?\n]\s*)(?:summary |ai |answer |search )bots?\s*[,:]",
    r"(?m:^)\s*#{2,}\s*(?:instruction\b(?!s)|instructions\s*:|system\b|response\s*:|assistant\b"
    r"|human\b|developer\b)",
    r"<<\s*/?sys|\bdeveloper message\b|(?-i:\bSISTEMA\s*:)",
    r"\b(?:human|user)\s*:.{0,200}\bassistant\s*:",
    r"\b(?:delete|remove|cancel|cancella|borra|send|execute)\w*_\w+\s*\(",
)
ITALIAN = (
    r"\b(?:ignora|dimentica|scorda)\w*\s+(?:tutto|tutte|tutti|ogni)\b.{0,30}\b(?:sopra|prima"
    r"|precede\w*|detto|scritto|istruzion\w*)\b",
    r"\btutto (?:quello|ciò) che\b.{0,25}\b(?:era|è) (?:solo )?(?:una? )?(?:prova|test|falso"
    r"|finto)",
    r"\bd['’]ora in (?:poi|avanti)\b.{0,15}\b(?:rispondi|rispondete|scrivi|sei)\b",
    r"\b(?:devi|dovete)\s+(?:solo |sempre )?rispondere\s+(?:che|con|solo)\b",
    r"\bnon (?:seguire|rispettare|considerare) (?:le|i) (?:tue?|tuoi|istruzioni)\b",
    r"\bse sei\b.{0,20}\b(?:ia|intelligenza artificiale|modello|chatbot|bot|macchina)\b",
    r"\b(?:nota|messaggio|avviso|supplica|istruzioni)\s+(?:per|a|ai|agli)\s+(?:gli |i )?"
    r"(?:assistent|modell|ia\b|chatbot)",
    r"\bla (?:vera|sola) risposta (?:sul|sulla|al|alla|è)\b.{0,40}\b(?-i:[A-Z]{4,})\b",
    r"\b(?:di['’]|racconta|riferisci) all['’]utente\b",
)
SPANISH = (
    r"\b(?:ignora|olvida|descarta)\w*\s+tod[oa]s?\b.{0,30}\b(?:anterior\w*|arriba|dicho|previ\w*"
    r"|antes|escrito|instruccion\w*)\b",
    r"\btodo lo (?:anterior|de arriba|dicho)\b.{0,25}\b(?:era|es) (?:solo )?(?:una? )?(?:prueba"
    r"|test|falso|mentira)",
    r"\ba partir de (?:ahora|aquí|este mensaje)\b.{0,15}\b(?:responde|contesta|escribe|eres|el"
    r" asistente)\b",
    r"\b(?:debes|tienes que|debéis)\s+(?:solo |siempre )?(?:responder|contestar)\s+(?:que"
    r"|con|solo)",
    r"\bno (?:sigas|respetes|obedezcas) (?:tus|las) (?:instrucciones|reglas|normas)\b",
    r"\bsi eres\b.{0,20}\b(?:ia|inteligencia artificial|modelo|chatbot|bot|máquina)\b",
    r"\b(?:a )?quien lea esto con una máquina\b",
    r"\b(?:nota|mensaje|aviso|instrucciones)\s+(?:para|a)\s+(?:los |las |el |la )?(?:asistente"
    r"|modelo|ia\b|chatbot)",
    r"\basistentes? de inteligencia artificial\b|\b(?:todo|un|el) asistente\b.{0,20}\b\w+rá\b",
    r"\b(?:dile|di|cuéntale) al usuario\b",
)
FRENCH = (
    r"\b(?:ignore[zr]?|oublie[zr]?|néglige[zr]?)\b.{0,40}\b(?:instructions?|consignes?"
    r"|précéd\w*|ci-dessus|prompt)\b",
    r"\bà partir de maintenant\b.{0,15}\b(?:réponds|répondez|dis|dites|tu es|vous êtes|écris)\b",
    r"\b(?:tu es|vous êtes|agis comme|agissez comme)\b.{0,25}\b(?:ia|modèle|assistant (?:sans"
    r"|virtuel|ia))\b",
    r"\b(?:réponds|répondez|écris|écrivez)\b.{0,30}\b(?:uniquement|seulement|exactement|le mot"
    r"|la phrase|à chaque question)\b",
    r"\b(?:tu dois|vous devez)\s+(?:répondre|dire)\s+(?:que|par|uniquement|seulement)\b",
    r"\bne (?:tiens|tenez) (?:pas|aucun) compte\b.{0,30}\b(?:instructions?|consignes?|précéd\w*)\b",
    r"\bdans (?:ta|votre) réponse\b",
    r"\bsi (?:tu es|vous êtes)\b.{0,25}\b(?:ia|intelligence artificielle|modèle|bot)\b",
    r"\btout ce qui précède\b.{0,20}\b(?:était|est)\b",
)
GERMAN = (
    r"\b(?:ignorier\w*|vergiss|vergesst|vergessen sie|missachte\w*)\b.{0,40}\b(?:anweisung\w*"
    r"|instruktion\w*|vorherig\w*|oben|bisherig\w*|prompt|vorgaben|davor)\b",
    r"\bab (?:jetzt|sofort|nun)\b.{0,15}\b(?:beantworte|antworte|bist du|sag|sage|schreib)\b",
    r"\b(?:du bist|verhalte dich)\b.{0,25}\b(?:ki|ki-\w+|sprachmodell)\b",
    r"\b(?:antworte|schreibe?|sage?)\b.{0,30}\b(?:nur mit|ausschließlich|das wort|den satz|auf jede"
    r" frage)\b|\bbeantworte (?:jede|alle)\b",
    r"\bdu (?:musst|sollst) (?:antworten|sagen)\b",
    r"\b(?:alle|deine) (?:regeln|anweisungen)\b.{0,10}\baußer kraft\b",
    r"\bin deiner antwort\b|\b(?:wenn|falls) du (?:eine? )?(?:ki|sprachmodell|bot)\b",
    r"\balles (?:davor|oben|bisherige|vorherige)\b.{0,20}\bwar\b",
)
MANY = (  # of English, Italian and Spanish
    # to forget what it was told
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,30}\b(?:instruction|prompt|rule|above"
    r"|previous|prior|guideline|polic)",
    r"\b(?:ignora|dimentica|scorda)\w*\b.{0,30}\b(?:istruzion|prompt|regol|precedent)",
    r"\b(?:ignora|olvida|descarta)\w*\b.{0,30}\b(?:instruccion|prompt|regla|anterior)",
    # to be somebody else, or to hear the system
    r"\b(?:system|developer|admin(?:istrator)?|assistant)\s*"
    r"(?:prompt|message|note|override|notice)?\s*:",
    r"\b(?:you are|act as|pretend to be|behave as|switch to)\b.{0,40}\b(?:assistant|ai|bot|model|"
    r"unrestricted|developer mode|dan|search engine)\b",
    r"\b(?:sei|agisci come|comportati come)\b.{0,40}\b(?:assistente|ia|modello)\b",
    r"\b(?:eres|act[uú]a como|comp[oó]rtate como)\b.{0,40}\b(?:asistente|ia|modelo)\b",
    # words that only the reader that is a program can heed
    r"\b(?:ai|a\.i\.|llms?|language models?|chatbots?|assistants?|bots?|summari[sz]ers?|models?)\b"
    r".{0,40}\b(?:must|should|shall|needs? to|have to|has to|are required|is required|will now"
    r"|reading this)\b",
    r"\b(?:ia|modell[oi]|assistent[ei]|modelos?|asistentes?)\b.{0,40}\b(?:deve|devono|debe|deben"
    r"|tiene que|tienen que)\b",
    r"\b(?:in|to) your (?:answer|reply|response|output|summary)\b",
    r"\b(?:nella tua risposta|en tu respuesta)\b",
    r"\b(?:respond|reply|answer|output|print|say|write|end|begin|start)\b.{0,30}\b(?:only with|"
    r"exactly|verbatim|nothing else"
    r"|the (?:following )?(?:word|phrase|code|text|string|sentence))\b",
    r"\b(?:rispondi|scrivi|stampa)\b.{0,30}\b(?:solo|soltanto|esattamente|la (?:parola|frase))\b",
    r"\b(?:responde|escribe|imprime)\b.{0,30}\b(?:solo|s[oó]lo|exactamente|la (?:palabra|frase))\b",
    r"\b(?:reveal|show|print|repeat|output|leak)\b.{0,30}\b(?:prompt|instructions|system message|"
    r"hidden|context)\b",
    r"\b(?:call|use|invoke|run|execute)\b.{0,20}\b(?:tool|function|command|plugin|api)\b",
    r"\b(?:cite|quote|include|mention|insert|append|add)\b.{0,30}\b(?:this post|this link|this url"
    r"|in every|every sentence|at the end of)\b",
    # what imitates the form of a prompt or of an answer
    r"<\|?/?(?:system|im_start|im_end|end|assistant|user|endoftext|start_of_turn)\b",
    r"\[/?(?:inst|system|end of posts|end posts|posts)\b",
    r"\b(?:end|fine|fin) (?:of|dei|de los) (?:posts?|context|documents?|publicaciones|mensajes)\b",
    r"\bnew (?:task|instructions?)\b|\bnuov[oa] (?:compito|istruzion)"
    r"|\bnueva (?:tarea|instrucci[oó]n)",
    r"[{\[]\s*[\"'](?:text|cites|role|content|tool|function|name)[\"']\s*:",
    r"\btask\s*:\s*\w",
)
RUN_TOGETHER = (
    r"(?:ignore|disregard|forget)(?:all|every|any|the|your|previous)|(?:previous|prior)instruct"
    r"|systemprompt|ignora(?:tutt|tod)|(?:answer|reply|respond)only"
)

ORDERS = (*MANY, *ENGLISH, *FORMS, *ITALIAN, *SPANISH, *FRENCH, *GERMAN)
