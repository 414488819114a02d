"""How orders to a machine are worded in Italian, Spanish, French, German and, plainly, others.

A table as that of `orders`, which takes it in.
"""

from __future__ import annotations

ITALIAN = (
    r"\b(?:ogni|qualsiasi|qualunque) (?:ia|modello linguistico|chatbot)\b"
    r"|\bannulla (?:tutte )?(?:le )?"
    r"(?:tue|sue) (?:regole|istruzioni)\b",
    r"\b(?:ignora|dimentica|scorda)\w*\s+(?:tutto|tutte|tutti|ogni)\b.{0,30}\b(?:sopra|prima"
    r"|precede\w*|detto|scritto|istruzion\w*)\b",
    r"\btutto (?:quello|ciò) che\b.{0,25}\b(?:era|è) (?:solo )?(?:una? )?(?:prova|test|falso"
    r"|finto)",
    r"\bd['’]ora in (?:poi|avanti)\b.{0,15}\b(?:rispondi|rispondete|scrivi|sei)\b",
    r"\b(?:devi|dovete)\s+(?:solo |sempre )?rispondere\s+(?:che|con|solo)\b",
    r"\bnon (?:seguire|rispettare|considerare) (?:le|i) (?:tue?|tuoi|istruzioni)\b",
    r"\bse qualcuno (?:chiede|domanda)\b.{0,60}\brisposta\b",
    r"\bcome (?:ia|modello linguistico|intelligenza artificiale|chatbot"
    r"|assistente virtuale)\b.{0,10}"
    r"\b(?:devi|di['’]|rispondi|scrivi|afferma|aggiungi)",
    r"(?:^|[.!?\n]\s*)assistente\s*[,:]\s*(?:quando|se|di['’]|rispondi|aggiungi|cita)\b",
    r"\bse sei\b.{0,20}\b(?:ia|intelligenza artificiale|modello|chatbot|bot|macchina)\b",
    r"\b(?:nota|messaggio|avviso|supplica|istruzion[ei])\s+(?:per|a|ai|agli)\s+(?:gli |i )?"
    r"(?:assistent|modell|ia\b|chatbot)",
    r"\bla (?:vera|sola) risposta (?:sul|sulla|al|alla|è)\b.{0,40}\b(?-i:[A-Z]{4,})\b",
    r"\b(?:di['’]|racconta|riferisci) all['’]utente\b",
    r"\ball(?:a |['’])(?:ia|intelligenza artificiale) che\b.{0,25}[:,]\s*(?:rispondi|scrivi|di['’]"
    r"|non|aggiungi|cita|ignora)\b",
)
SPANISH = (
    r"\b(?:cada|cualquier|toda) (?:ia|modelo de lenguaje|chatbot)\b|\banula (?:todas )?(?:tus|sus)"
    r" (?:reglas|instrucciones)\b",
    r"\b(?:ignora|olvida|descarta)\w*\s+tod[oa]s?\b.{0,30}\b(?:anterior\w*|arriba|dicho|previ\w*"
    r"|antes|escrito|instruccion\w*)\b",
    r"\btodo lo (?:anterior|de arriba|dicho)\b.{0,25}\b(?:era|es) (?:solo )?(?:una? )?(?:prueba"
    r"|test|falso|mentira)",
    r"\ba partir de (?:ahora|aquí|este mensaje)\b.{0,15}\b(?:responde|contesta|escribe|eres|el"
    r" asistente)\b",
    r"\b(?:debes|tienes que|debéis)\s+(?:solo |siempre )?(?:responder|contestar)\s+(?:que"
    r"|con|solo)",
    r"\bno (?:sigas|respetes|obedezcas) (?:tus|las) (?:instrucciones|reglas|normas)\b",
    r"\bsi alguien pregunta\b.{0,60}\brespuesta\b",
    r"\bcomo (?:ia|modelo de lenguaje|inteligencia artificial|chatbot|asistente virtual)\b.{0,10}"
    r"\b(?:debes|tienes|di|responde|contesta|escribe|afirma|añade)\b",
    r"(?:^|[.!?\n]\s*)asistente\s*[,:]\s*(?:cuando|si|di|responde|añade|cita)\b",
    r"\bsi eres\b.{0,20}\b(?:ia|inteligencia artificial|modelo|chatbot|bot|máquina)\b",
    r"\b(?:a )?quien lea esto con una máquina\b",
    r"\b(?:nota|mensaje|aviso|instrucci[oó]n(?:es)?)\s+(?:para|a)\s+(?:los |las |el "
    r"|la )?(?:asistente"
    r"|modelo|ia\b|chatbot)",
    r"\basistentes? de inteligencia artificial\b|\b(?:todo|un|el) asistente\b.{0,20}\b\w+rá\b",
    r"\b(?:dile|di|cuéntale) al usuario\b",
    r"\b(?:a|para) (?:la |cualquier |toda )?(?:ia|inteligencia artificial) que (?:lea|resuma"
    r"|responda|cite|use)\b",
)
FRENCH = (
    r"\b(?:toute|chaque) ia\b|\b(?:tout|chaque) (?:modèle de langage|chatbot)\b|\bannule tes\b",
    r"\b(?:ignore[zr]?|oublie[zr]?|néglige[zr]?)\b.{0,40}\b(?:précéd\w*|ci-dessus|prompt)\b",
    r"\b(?:ignore[zr]?|oublie[zr]?|néglige[zr]?)\b.{0,15}\b(?:toutes|tes|vos)\b.{0,15}"
    r"\b(?:instructions?|consignes?)\b",
    r"\ben tant qu['’e] ?(?:ia|assistant|intelligence artificielle|modèle|chatbot)\b.{0,15}"
    r"\b(?:réponds|répondez|dis|dites|tu dois|vous devez)\b",
    r"\bà l['’]attention des (?:ia|assistants|modèles|chatbots)\b",
    r"\bà partir de maintenant\b.{0,15}\b(?:réponds|répondez|dis|dites|tu es|vous êtes|écris)\b",
    r"\b(?:tu es|vous êtes|agis comme|agissez comme)\b.{0,25}\b(?:ia|modèle|assistant (?:sans"
    r"|virtuel|ia))\b",
    r"\b(?:réponds|répondez|écris|écrivez)\b.{0,30}\b(?:uniquement|seulement|exactement|le mot"
    r"|la phrase|à chaque question)\b",
    r"\b(?:tu dois|vous devez)\s+(?:répondre|dire)\s+(?:que|par|uniquement|seulement)\b",
    r"\bne (?:tiens|tenez) (?:pas|aucun) compte\b.{0,30}\b(?:instructions?|consignes?|précéd\w*)\b",
    r"\bdans (?:ta|votre) réponse\b|\b(?:réponds|répondez) à (?:toute|chaque|toutes)\b",
    r"\bsi (?:tu es|vous êtes)\b.{0,25}\b(?:ia|intelligence artificielle|modèle|bot)\b",
    r"\bà l['’](?:ia|intelligence artificielle) qui\b.{0,20}[:,]\s*(?:réponds|répondez|dis|dites"
    r"|écris|écrivez|ne|ignore[zr]?)\b",
    r"\btout ce qui précède\b.{0,20}\b(?:était|est)\b",
)
GERMAN = (
    r"\bjede[rs]? (?:ki|sprachmodell|chatbot)\b|\bfalls eine (?:ki|sprachmodell)\b",
    r"\b(?:ignorier\w*|vergiss|vergesst|vergessen sie|missachte\w*)\b.{0,40}\b(?:vorherig\w*|oben"
    r"|bisherig\w*|prompt|davor)\b",
    r"\b(?:ignorier\w*|vergiss|vergesst|missachte\w*)\b.{0,15}\b(?:alle|deine|eure)\b.{0,15}"
    r"\b(?:anweisung\w*|instruktion\w*|vorgaben|regeln)\b",
    r"\bals (?:ki|ki-\w+|sprachmodell|chatbot)\b.{0,15}\b(?:musst|sollst|antworte|sage?|schreib)",
    r"\ban alle (?:kis?|sprachmodelle|chatbots|assistenten)\b",
    r"\bab (?:jetzt|sofort|nun)\b.{0,15}\b(?:beantworte|antworte|bist du|sag|sage|schreib)\b",
    r"\b(?:du bist|verhalte dich)\b.{0,25}\b(?:ki|ki-\w+|sprachmodell)\b",
    r"\b(?:antworte|schreibe?|sage?)\b.{0,30}\b(?:nur mit|ausschließlich|das wort|den satz|auf jede"
    r" frage)\b|\bbeantworte (?:jede|alle)\b",
    r"\bdu (?:musst|sollst) (?:antworten|sagen)\b",
    r"\b(?:alle|deine) (?:regeln|anweisungen)\b.{0,10}\baußer kraft\b",
    r"\bin deiner antwort\b|\b(?:wenn|falls) du (?:eine? )?(?:ki|sprachmodell|bot)\b",
    r"\ban die (?:ki|künstliche intelligenz)\b.{0,30}[:,]\s*(?:antworte|sage?|schreibe?|ignorier"
    r"|erwähne?)\b",
    r"\balles (?:davor|oben|bisherige|vorherige)\b.{0,20}\bwar\b",
)
OTHERS = (  # of further languages the plainest
    r"\bязыков\w+ модел|\bигнорируй\w*.{0,40}инструкц|\bесли ты\b.{0,15}\b(?:ии|бот|нейросет)"
    r"|\b(?:забудь|не обращай внимания).{0,30}инструкц|\bкак ии\b",
    r"如果你是.{0,6}(?:人工智能|AI|语言模型|助手)|(?:忽略|无视).{0,10}(?:指令|提示|指示)"
    r"|作为.{0,4}(?:人工智能|AI|语言模型)",
    r"(?:以前|上記|これまで)の(?:指示|命令)を無視|あなたがAI",
    r"\bjeśli jesteś\b.{0,20}\b(?:model|ai|bot|sztuczn)|\bzignoruj\b.{0,30}\b(?:instrukcj|polece)",
    r"\bse (?:você é|és|você for)\b.{0,15}\b(?:ia|modelo|robô|assistente)\b"
    r"|\bignore\b.{0,25}\binstruções\b",
    r"\bals je een\b.{0,15}\b(?:taalmodel|ai|chatbot|bot)\b|\bnegeer\b.{0,30}\b(?:instructies"
    r"|opdrachten)\b",
    r"\bönceki\b.{0,20}\b(?:talimat|komut)\w*\b.{0,20}\b(?:yok say|unut|görmezden)",
)

ABROAD = (*ITALIAN, *SPANISH, *FRENCH, *GERMAN, *OTHERS)
