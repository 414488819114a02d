"""How orders to a machine are worded, language by language: a table, and nothing more.

Each line is a pattern of small letters; `instructing` reads texts by it, in disguise too. What
people say to people must not match: the share of real posts that do is measured beside it.
"""

from __future__ import annotations

from rookery.answer.orders.orders_abroad import ABROAD

_READER = (
    r"(?:chat ?gpt|gpt-?\d\S*|copilot|llms?|language models?|chatbots?|ai (?:assistants?|models?"
    r"|systems?|agents?|tools?)|ais?|summari[sz]ers?)"
)
_TELLS = (
    r"(?:say|answer(?! the (?:phone|door|call))|reply|respond|tell|state|claim|write|include"
    r"|mention"
    r"|report|output|add|conclude|recommend|cite|quote|praise|call \w+_)"
)
_OUGHT = (
    r"\b(?:must|should|shall|ought to|needs? to|ha(?:s|ve) to|(?:is|are) (?:required|to)|will now)"
    rf" (?:then |now |also |always |only |never |instead )*{_TELLS}"
)
_PROGRAMS = (
    r"(?:assistants?|bots?|ais?|llms?|language models?|models?|chatbots?|machines?|summari[sz]ers?"
    r"|answering systems?)"
)
_AN_AI = (  # beside a word for every one of them, or for what it may do
    r"(?:ai|a\.i\.|llms?|gpt\S*|chat ?gpt|language models?|chatbots?)(?! (?:company|companies"
    r"|firms?"
    r"|courses?|class\w*|art\w*|boom|hype|talk|tools?|startups?|stuff|nonsense|slop|pictures?))"
)
_ASKED = r"(?:any ?(?:one|body)|some ?(?:one|body)|the user|users|people|a person|they)"

ENGLISH = (
    # by name
    rf"\b(?:hey|hi|hello|dear|attention|ok|okay|listen)\W+(?:all |any |the )?{_READER}\b",
    rf"(?:^|[.!?\n]\s*)@?{_READER}\s*[,:]?\s+(?:please )?{_TELLS}\b",
    r"\b(?:claude|gemini|grok|llama|siri|alexa)\s*[,:]\s*(?:please )?(?:say|answer|reply|respond"
    r"|tell|ignore|repeat|output)\b.{0,20}\b(?:user|reader|that|the word|all|only)\b",
    r"\b(?:warning|attention|notice|note|message|instructions?|memo)\s+(?:to|for)\s+(?:all |any "
    rf"|the )?(?:{_READER}|bots|machines)\b",
    r"\b(?:every|any) (?:ai|chatbot|llm|ai summary|assistant (?:that|which|reading))\b"
    r"(?! (?:course|class|artist))",
    r"\b(?:(?:if|since|as)\s+(?:you are|you['’]re)|should you be)\b.{0,15}\b(?:ai|a\.i\.|llm|bot"
    r"|language model|machine|program)\b",
    r"\b(?:dear|mr|mister|hey|hello) (?:computer|machine|robot|algorithm|bot|ai)\b",
    r"[,:]\s*(?:dear )?(?:robot|machine|computer|bot|algorithm)\s*[,:]",
    rf"(?:^|[.!?\n]\s*)(?:robot|machine|computer|bot|algorithm)\s*[,:]\s*(?:please )?(?:repeat"
    rf"|{_TELLS})\b",
    rf"\b(?:chat ?gpt|claude|gemini|rookery|copilot|grok|llama|siri|alexa)(?:(?:\s*,\s*|\s+and\s+)"
    rf"\w+)*\s*[,:]\s*(?:please |always )?(?:{_TELLS}|whoever|whenever|when you|if you|you must)\b",
    rf"\bas an? (?:a\.i\.|ai|(?:large )?language model|llm|chatbot)(?: model| assistant)?[, ]+"
    rf"(?:you|please|always|{_TELLS})\b",
    r"\bautomated (?:readers?|systems?|agents?)\s*[,:]|\bfor (?:ai|bots?|llms?|machines?)(?: eyes)?"
    r" only\b",
    # by what it does
    rf"\b(?:if|when|whenever|while)\b.{{0,25}}\bsummari[sz]\w+.{{0,30}}[,:]\s*{_TELLS}\b",
    r"\b(?:whoever|anything|any (?:tool|system|program)) (?:that )?(?:sums? (?:this|it) up"
    r"|summari[sz]es?)\b",
    rf"\b(?:when|whenever|if|while) (?:you )?(?:summari[sz]\w+|(?:quot(?:e|ing)|cit(?:e|ing)"
    rf"|answering"
    rf"|using) (?:this|me|these|from)).{{0,40}}\b(?:always|never|leave out|{_TELLS})\b",
    rf"\b(?:if|when|whenever) {_ASKED} asks?\b.{{0,70}}\b(?:answer|response|reply)\b",
    r"\b(?:answer|response|reply)(?: \w+)? to (?:any |all |every |each )?(?:questions?|quer(?:y"
    r"|ies))"
    r" (?:about|on|of)\b.{0,60}\bis\b",
    rf"\bto (?:any|all|every|each) questions?\b.{{0,50}}[,:]?\s+(?:always )?{_TELLS}\b",
    r"\b(?:answer|response) (?:template|to give)\b|\bcanonical (?:answer|response)\b"
    r"|\bfor all \w+ questions\b",
    r"\b(?:whatever|everything|anything|all) you (?:generate|output)\b|\boutput (?:must|has to"
    r"|should)\b",
    r"\byour (?:reply|answer|response|output|summary) (?:has to|must|should|needs to) (?:begin"
    r"|start"
    r"|end|open)\b",
    r"\b(?:every|each|all) summar(?:y|ies) of\b|\bsummaries of this\b",
    r"\b(?:quoted|shown|read|cited) by (?:a|any|the) (?:search tool|search engine|assistant|model)",
    r"\b(?:tell|convince|persuade|inform|assure|show)\s+the\s+user\s+(?:that|to|about|of)\b",
    r"\btell the reader\b(?! (?:at|of|from|in)\b)|\btell the person who asks\b"
    r"|\bwhat you tell (?:the )?users\b",
    r"\bthe user['’]s (?:question|query|request|prompt)\b",
    r"\bignore the (?:user|question|reader)\b",
    r"\b(?:unless|if) your (?:answer|reply|response|output|summary) (?:says|contains|includes"
    r"|does|is)\b",
    rf"\bto (?:the |all |any |every )?{_PROGRAMS}\s*[:,]",
    rf"(?:\[|\{{|\(\()\s*(?:(?:note|message) )?(?:to|for) (?:the |all |any |every )?{_PROGRAMS}"
    rf"\s*[\])}}:]|\[\[\s*(?:the )?{_PROGRAMS}\s*\]\]",
    r"\bfor (?:the |all |any |every )?(?:summari[sz]ers?|ais?|llms?|language models?|chatbots?)"
    r"\s*:",
    rf"(?:^|[.!?\n]\s*)(?:all |any |every )?{_PROGRAMS}\s*[:,]\s*(?:please |now )?(?:listen"
    rf"|leave|praise"
    rf"|ignore|forget|{_TELLS})\b",
    rf"\b(?:any|every|all) (?:{_PROGRAMS}|agents?)\b.{{0,60}}?\b(?:must|shall|should|will|(?:is"
    rf"|are) to"
    rf"|ha(?:s|ve) to)\b.{{0,20}}?\b{_TELLS}\b|\bowes? the reader\b",
    rf"\b(?:language models?|llms?|chatbots?)\b.{{0,60}}?\b(?:must|shall|should|are to) {_TELLS}\b",
    rf"\b(?:ais|bots|assistants|llms|chatbots) will (?:now |only |always )*{_TELLS}\b",
    rf"\b(?:repeated|quoted|cited|said|answered|shown) (?:verbatim )?by (?:any|every|the"
    rf"|all) {_PROGRAMS}\b",
    rf"\b(?:\w+ )?(?:task|note|instructions?|orders?) for (?:the|any|every|all) {_PROGRAMS}\b",
    r"\bagents? with \w+ access\b|\banswering (?:system|engine)\b|\bsole answer\b",
    r"\b(?:when|whenever|if|once) this (?:is|gets|was) (?:retrieved|quoted|cited|summari[sz]ed"
    r"|processed)\b",
    r"\b(?:whoever|any(?:body|one)(?: who)?) answers from (?:this|these)\b",
    r"\byou are (?:not (?:a )?human|no human)\b",
    rf"\b(?:whichever|whatever|every|each|any|dear) {_AN_AI}\b",
    rf"\b(?:if|when|once|should) (?:an?|any|some|the) {_AN_AI} (?:\w+ )?(?:reads?|sees?|is reading"
    r"|quotes?|finds?|gets?|answers?)\b",
    rf"\b{_AN_AI} (?:directives?|instructions?|orders?|commands?)\b",
    r"\bthe (?:person|reader|asker)['’]s question\b|\b(?:if|when|whenever) (?:a|the"
    r"|any) users? asks?\b",
    r"\b(?:mark|rank|flag|label) this (?:post|text|message) (?:as|first|above|higher)\b",
    # to answer in a given way
    r"\byou (?:must|shall|are to)\s+(?:only |always |now )*(?:respond|reply|answer|output)\s+"
    r"(?:only|that(?! (?:call|phone|door|question|one))|with|as|(?-i:[A-Z]{3,}))\b",
    r"\byou (?:should|need to|have to)\s+(?:only |always )*(?:respond|reply|output) "
    r"(?:only|that|with)\b",
    r"\byou (?:only )?(?:answer|respond|reply) (?:only|with|(?-i:[A-Z]{3,}))\b",
    r"\bfrom (?:now on|here(?: on)?|this (?:point|moment) on(?:wards?)?)\b\W{0,2}"
    r"(?:you (?:will|must|are to) )?(?:only |always )?(?:answer|respond|reply|cite|output)\b",
    r"\b(?:answer|reply|respond)(?: to)?\s+(?:every|each|all)\s+(?:\w+ )?(?:question|message"
    r"|prompt|quer)",
    r"\b(?:answer|reply|respond)\s+(?:instead|simply|exclusively)\s+(?:that|with)\b",
    r"\b(?:answer|reply|respond) only that\b",
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
    r"\b(?:forget|disregard|ignore) (?:what|all (?:that )?"
    r"|everything (?:that )?)(?: ?you) (?:have been"
    r"|were|was|['’]ve been) told\b|\bwhatever (?:any(?:one|body)|they|users?|people) asks?\b",
    r"\binstructions? overrid\w*|\boverride\s*:",
    r"\bpay no attention to (?:what|anything|everything|all|the (?:above|previous|rules))\b",
    r"\b(?:drop|abandon|break|discard|set aside) (?:all )?(?:of )?your (?:rules|instructions"
    r"|guidelines|restrictions)\b",
    r"\bthis (?:post|message|text) (?:overrides|supersedes|replaces) (?:all|every|any)\b",
    r"\b(?:ignore|disregard|forget)\s+(?:everything|all|anything|whatever)\b.{0,30}\b(?:before"
    r"|above|told(?! you about\b)|prior|previous|so far|earlier|until now)\b",
    r"(?:^|[.!?\n]\s*)(?:dear |hey )?assistants?\s*[,:]\s*(?:(?:please|kindly|now|would you"
    r"|could you|be so kind as to) )*(?:drop|forget|discard|disregard|ignore|set aside|abandon)\b"
    r".{0,30}\b(?:told|instructions?|rules|orders|guidelines|before|earlier)\b",
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
MANY = (  # of English, Italian and Spanish
    # to forget what it was told: all of it, or what is the machine's own
    r"\b(?:ignore|disregard|forget|override|bypass)\b(?:\W+\w+){0,3}?\W+(?:all|any|every|your|its"
    r"|previous|prior|earlier|above|preceding|system|initial|original)\b(?:\W+\w+){0,3}?\W+"
    r"(?:instructions?|prompts?|rules|guidelines|polic(?:y|ies)|directions|directives|commands?)\b",
    r"\b(?:ignore|disregard|forget|override|bypass)\W+(?:the |that |these |those |this )?"
    r"(?:(?:system )?prompt\b|(?:instructions?|rules|guidelines)\W+(?:and|you|above|before|given"
    r"|so far|that you)\b)",
    r"\b(?:ignore|disregard|forget) (?:all|everything|any(?:thing)?)(?: of)?(?: the| that is| that"
    r" was)? (?:above|previous|prior|earlier|preceding)\b",
    r"\b(?:ignore|disregard|forget) (?:the|what is|what was) (?:above|previous"
    r"|preceding)\W+(?:and|text"
    r"|posts|instead|then)\b",
    r"\b(?:ignora|dimentica|scorda)(?=.{0,50}\b(?:tutt[aei]|tu[aeo]i?|precedent\w+|sistema"
    r"|ricevut\w+|sopra)\b).{0,40}\b(?:istruzion|prompt|regol)",
    r"\b(?:ignora|olvida|descarta)(?=.{0,50}\b(?:tod[ao]s?|tus?|anterior\w*|previ\w+|sistema"
    r"|recibid\w+|arriba)\b).{0,40}\b(?:instruccion|prompt|regla)",
    r"\b(?:ignora|olvida|descarta)\w*\W+(?:lo|todo lo) anterior\b",
    # to be somebody else, or to hear the system
    r"\b(?:system|developer|admin(?:istrator)?) (?:prompt|override)\s*:",
    r"\b(?:system|developer|admin(?:istrator)?|assistant|assistente|asistente)\s*(?:message|note"
    rf"|notice)?\s*[:,]\s*(?:please |always |now |from now on,? |de ahora |you |cuando |quando "
    rf"|when"
    rf" |if |se |si )*(?:{_TELLS}|cite|quote|ignore|must|shall|are now|cites|riassumi|citi|rispondi"
    r"|responde|di)\b",
    r"\b(?:you are|act as|pretend to be|behave as|switch to)\b(?:\W+\w+){0,4}?\W+(?:ai(?! course)"
    r"|language model|unrestricted|developer mode|dan|search engine|(?:assistant|bot|model) (?:that"
    r"|who|which|without))\b",
    r"\b(?:sei|agisci come|comportati come)\b(?:\W+\w+){0,4}?\W+(?:assistente (?:virtuale|senza"
    r"|che)"
    r"|ia|modello linguistico)\b",
    r"\b(?:eres|act[uú]a como|comp[oó]rtate como)\b(?:\W+\w+){0,4}?\W+(?:asistente (?:virtual|sin"
    r"|que)|ia|modelo de lenguaje)\b",
    # words that only the reader that is a program can heed
    rf"\b(?:ai|a\.i\.|llms?|language models?|chatbots?|assistants?|bots?|summari[sz]ers?|models?"
    rf"|agents?)(?: (?:reading|quoting|citing|that|which|who|systems?|models?|tools?|assistants?"
    rf"|reads?|quotes?|cites?|answers?|this|here|it))*,? {_OUGHT}",
    r"\b(?:ai|a\.i\.|llms?|language models?|chatbots?|bots?"
    r"|summari[sz]ers?)\b.{0,40}\breading this\b",
    rf"\b(?:whoever|whatever|anything|any program|anyone who|any system)\b.{{0,30}}\b(?:quotes?"
    rf"|cites?"
    rf"|process\w*|summari[sz]\w+|answers? from) (?:this|it|me|these)\b.{{0,40}}?{_OUGHT}",
    r"\b(?:whichever|whatever|every|any|each) (?:model|assistant|agent|bot|program) (?:builds?"
    r"|reads?|answers?|writes?|process\w*|makes?|is reading|reading)\b",
    r"\b(?:search engines?|assistants?|ais?|bots?|models?|chatbots?)(?: and \w+)? (?:are"
    r"|is) (?:kindly "
    rf")?(?:asked|required|requested|instructed|told) to {_TELLS}\b",
    r"\b(?:ia|modell[oi](?: linguistic[oi])?|assistent[ei]|chatbot)(?: che \w+(?: \w+)?)? (?:deve"
    r"|devono|dovrà|dovranno) (?:sempre |solo )?(?:dire|rispond\w+|scriver\w+|afferm\w+|citare"
    r"|raccomand\w+|conclud\w+|aggiung\w+|riport\w+|consigli\w+)",
    r"\b(?:ia|modelos?(?: de lenguaje)?|asistentes?|chatbots?)(?: que \w+(?: \w+)?)? (?:deben?"
    r"|tienen? que|deberán?) (?:siempre |solo )?(?:decir|respond\w+|contest\w+|escrib\w+|afirm\w+"
    r"|citar|recomend\w+|conclu\w+|añad\w+|inform\w+)",
    rf"\bin your (?:answer|reply|response|output|summary)\W+(?:please |always |you "
    rf"|must )*(?:{_TELLS}"
    r"|link|use|put|cite|quote|begin|end|recommend|praise)\b(?! the)",
    r"\b(?:include|add|mention|cite|put|state|use|link|insert)\b.{0,40}\b(?:in|to) your (?:answer"
    r"|response|output|summary)\b(?! to)",
    r"\b(?:nella tua risposta|en tu respuesta)\b",
    r"\b(?:respond|reply|answer|output|print|say|write)\W+(?:only |just |exactly |with |verbatim )+"
    r"(?:the )?(?:(?:following )?(?:words?|phrase|code|text|string"
    r"|sentence)\W+)?(?-i:[A-Z][A-Z0-9]*"
    r"(?:[A-Z]{4}|-\d)[A-Z0-9-]*)\b(?! if)",
    r"\b(?:respond|reply|answer|output)\b.{0,30}\b(?:verbatim|nothing else)\b",
    r"\b(?:reveal|show|print|repeat|output|leak)\W+(?:me |us )?(?:your |the "
    r"|its )?(?:\w+ )?(?:system "
    r"|hidden |initial )*(?:prompt|system message)\b",
    r"\b(?:reveal|repeat|leak|output) (?:all )?(?:of )?your (?:\w+ )?(?:instructions|rules"
    r"|context)\b",
    r"\b(?:call|use|invoke|run|execute)\W+(?:the |a |your )?(?:tool "
    r"|function )?(?-i:[a-z]+_[a-z_]+)\b",
    r"\b(?:call|use|invoke|run|execute) (?:the |a |your |any )?(?:search|delete|web|browser|e-?mail"
    r"|send\w*|tool|plugin) (?:tool|function|command|plugin|api|call)\b",
    r"\b(?:cite|quote|include|mention|insert|append|add)\b.{0,40}\b(?:in|to|at the end of"
    r"|for) (?:every"
    r"|each|all|any) (?:sentence|answer|reply|response|output|summary)\b",
    # what imitates the form of a prompt or of an answer
    r"[%#=*~|-]{2,}\s*(?:system|prompt)\s*[%#=*~|-]{2,}",
    r"</(?:documents?|posts?|context|system|user|instructions?)>",
    r"<\|?/?(?:system|im_start|im_end|end|assistant|user|endoftext|start_of_turn)\b",
    r"\[/?(?:inst|system|end of posts|end posts|posts)\b|\{\{\s*[#/]?(?:system|user|assistant)\b",
    r"(?-i:\b(?:BEGIN|START)(?: OF)? (?:SYSTEM |NEW )?(?:INSTRUCTIONS?|PROMPT)\b)",
    r"\b(?:end|fine|fin) (?:of|dei|de los) (?:posts?|context|documents?|publicaciones|mensajes)"
    r"\s*(?:[\]\-=.:*#>]|$)",
    r"[{\[]\s*[\"'](?:text|cites|role|content|tool|function|name)[\"']\s*:",
    r"(?:^|[.!?\n\]]\s*)(?:system )?prompt\s*:\s*you\b",
)
HINTS = (  # what people say to each other as well: two of them, or one and a sign of a machine
    r"\b(?:respond|reply|answer|output|print|say|write|end|begin|start)\b.{0,30}\b(?:only with"
    r"|exactly|verbatim|the (?:following )?(?:word|phrase|code|text|string|sentence))\b",
    r"\b(?:rispondi|scrivi|stampa)\b.{0,30}\b(?:solo|soltanto|esattamente|la (?:parola|frase))\b",
    r"\b(?:responde|escribe|imprime)\b.{0,30}\b(?:solo|s[oó]lo|exactamente|la (?:palabra|frase))\b",
    r"\b(?:ignore|disregard|forget|override)\b.{0,30}\b(?:instructions?|prompt|rules|above"
    r"|previous)\b",
    r"\bnew (?:task|instructions?)\b|\bnuov[oa] (?:compito|istruzion)"
    r"|\bnueva (?:tarea|instrucci[oó]n)|\btask\s*:",
    r"\b(?:call|use|invoke|run|execute)\b.{0,20}\b(?:tool|function|command|plugin|api)\b",
    r"\b(?:cite|quote|include|mention|insert|append|add)\b.{0,30}\b(?:this post|this link|this url"
    r"|in every|every sentence|at the end of)\b",
    r"\b(?:message|note|notice|instructions?|warning) (?:to|for) (?:all |any |the )?(?:assistants?"
    r"|agents?|bots?|models?|machines?)\b",
    r"\b(?:tell|convince|persuade|inform|assure|show)\s+the\s+users\s+(?:that|to|about|of)\b",
    r"\b(?:correct|right|only|proper|canonical|true|official) (?:answer|response|reply)\b",
    r"\byou (?:must|shall|will|are to|have to) (?:say|state|tell|answer|respond|reply)\b",
    r"\byour (?:answer|reply|response|summary) (?:must|has to|should) (?:contain|include|say"
    r"|mention)\b",
    r"\bfrom now on\b.{0,5}\b(?:say|speak|write|act|end|open|finish)\b",
    r"\bin your (?:answer|reply|response|output|summary)\b",
)
MACHINES = (  # the signs
    r"\b(?:a\.i\.|ai|ia|ki|llms?|bots?|chatbots?|chat ?gpt|language model|sprachmodell|robots?"
    r"|algorithm|prompt|automated|computers?|machines?|the user|every (?:question|answer|sentence)"
    r"|all questions|any question|programs?|summari[sz]\w+|whatever the question)\b",
)
RUN_TOGETHER = (
    r"(?:ignore|disregard|forget)(?:all|every|any|the|your|previous)|(?:previous|prior)instruct"
    r"|systemprompt|ignora(?:tutt|tod)|(?:answer|reply|respond)only"
)

ORDERS = (*MANY, *ENGLISH, *FORMS, *ABROAD)
