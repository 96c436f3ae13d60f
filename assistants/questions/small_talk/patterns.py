"""Questions to the assistant about itself, which have too many wordings for a list."""

from __future__ import annotations

import re

from assistants.questions.small_talk.phrases import Talk

_IT = (
    r"(?:this|it|that|this (?:\w+ )?(?:tool|assistant|thing|bot|chat|chatbot|app|page|site|"
    r"system))"
)
_TAIL = (
    r"(?: (?:exactly|really|for me|for us|here|please|today|then|at all|in general|actually|"
    r"anyway|"
    r"with|about|on|all|best|first|right now|in this chat))*"
)
_DAS = r"(?:das|es|dies(?:er|e|es)?(?: \w+)?|der assistent|der bot|der chat|die app)"
_ENDE = r"(?: (?:genau|eigentlich|denn|hier|so|alles|bitte|überhaupt|für mich|für uns|heute))*"
_FIN = (
    r"(?: (?:exactement|ici|pour moi|pour nous|s il (?:te|vous) plaît|au juste|aujourd hui|donc))*"
)

_ENGLISH = {
    Talk.IDENTITY: (
        r"(?:who|what)(?: exactly| really)? (?:are|r) (?:you|u)",
        r"are you (?:really |actually )?(?:an? |the |some )?(?:\w+ )?(?:human|person|bot|robot|"
        r"ai|machine|"
        r"computer|program|programme|chatbot|real|alive|chatgpt|gpt|llm|model|assistant|employee|"
        r"colleague|someone|somebody|intelligence)(?: or (?:an? )?(?:\w+ ){0,2}\w+)?",
        r"am i (?:talking|speaking|chatting|writing) (?:to|with) (?:an? )?(?:real |actual )?\w+"
        r"(?: or (?:an? )?\w+)?",
        r"who (?:made|built|created|programmed|wrote|trained|runs|owns|is behind) (?:you|this)",
        r"(?:which|what) (?:kind of |sort of )?(?:model|ai|llm|language model|bot|assistant)"
        r"(?: model)? (?:are you|do you use|is this|is behind (?:you|this)|am i talking to)",
        r"what (?:can|may|should|do|shall) i call you|what are you called|what do they call you",
        r"(?:is|are) (?:this|there|it|that)(?: really| actually)? (?:an? |any |some )?(?:real |"
        r"actual )?"
        r"(?:human|person|bot|robot|ai|machine|computer|chatbot|somebody|someone|anybody)"
        r"(?: (?:being|behind this|behind it|there|here|answering|reading this|or \w+|"
        r"or an? \w+))*",
        r"(?:do|am) i (?:talk|talking|speak|speaking|write|writing|chat|chatting) (?:to|with) "
        r"(?:an? )?(?:real |actual )?\w+(?: being)?",
        r"who (?:is|s) (?:this|there|behind this|behind you|speaking|talking|answering)",
        r"(?:whose|which|what kind of|what sort of) (?:assistant|bot|ai|department)"
        r"(?: are you| do you belong to| do you work for)",
        r"who do you work for|how old are you|where are you from|where do you live|"
        r"can i trust you|"
        r"where do you (?:get|have) (?:your|the) (?:answers?|information|knowledge) from",
        r"(?:do|can) you (?:also )?(?:speak|understand) \w+",
        r"(?:can|could) you introduce yourself|tell me (?:something |a bit |more )?about yourself",
    ),
    Talk.HELP: (
        r"(?:tell|show|explain to) me what (?:you (?:can|do|know)|i can)(?: (?:do|ask|ask you|"
        r"know))?",
        r"what (?:all |else |exactly )?(?:can|could|do|are) (?:you|u) (?:do|able to do|know|"
        r"offer|cover|"
        r"help(?: me| us)?|answer|good (?:for|at)|for|tell me|have)",
        r"(?:what|which) (?:(?:kinds?|sorts?|types?) of )?(?:questions?|things?|topics?|"
        r"subjects?|areas?|"
        r"documents?|help|information|stuff) (?:can|could|do|may|should|are) (?:i|you|we|there)"
        r"(?: (?:ask|know|have|answer|cover|offer|help|get|do|able to answer|use))*"
        r"(?: (?:you|me|us))*(?: about)?",
        rf"how (?:can|could|do|should|would) (?:you|i|we) (?:help|use|ask|work|assist|talk to|"
        rf"operate)"
        rf"(?: (?:you|me|us|{_IT}))?",
        rf"how (?:does|do|is) (?:{_IT}|you)(?: chat)? (?:work|function|used|help)",
        r"(?:what|who) (?:can|could|may|should|do) i (?:ask|do with|use)(?: (?:you|this|it|"
        r"here))?",
        rf"what (?:is|s|does) {_IT}(?: (?:for|about|do|good for))?",
        r"(?:i am|i m|im) (?:new|lost|a beginner|new to this|stuck|confused)(?: (?:here|"
        r"with this|to this))?",
        r"(?:where|how) (?:do|should|can|shall|would) i (?:start|begin|get started)",
        r"(?:can|could|would|will) you (?:please )?(?:help|assist|support)(?: (?:me|us))?"
        r"(?: out)?(?: with something)?",
        r"(?:i|we) (?:need|want|could use|would like|d like) (?:some |a little |a bit of |"
        r"your )?help",
        r"what (?:is|are|s) your (?:purpose|job|function|functions|capabilities|skills|role|"
        r"abilities|task|"
        r"tasks)",
        r"(?:give|show) me (?:an? |some |a few )?(?:examples?|sample questions?|"
        r"ideas?)(?: of questions)?",
    ),
}
_GERMAN = {
    Talk.IDENTITY: (
        r"(?:wer|was)(?: genau| eigentlich| zum teufel)? (?:bist du|seid ihr|sind sie)",
        r"(?:bist du|sind sie)(?: eigentlich| wirklich| etwa)? (?:eine? |der |"
        r"die )?(?:\w+ )?(?:mensch|bot|"
        r"roboter|ki|maschine|computer|programm|chatbot|echt|person|mitarbeiter\w*|chatgpt|"
        r"intelligenz)"
        r"(?: oder (?:eine? )?\w+)?",
        r"(?:rede|spreche|schreibe|chatte) ich (?:hier |gerade |"
        r"jetzt )?mit (?:eine[mr] )?(?:echten )?\w+"
        r"(?: oder (?:mit )?(?:eine[mr] )?\w+)?",
        r"(?:ist|sitzt|steckt|antwortet) (?:das|da|hier|dahinter)(?: \w+){0,2} (?:mensch|bot|"
        r"roboter|ki|"
        r"maschine|computer|jemand|person)(?: oder (?:eine? )?\w+)?(?: (?:dahinter|dran))?",
        r"für wen arbeitest du|für wen arbeiten sie|zu welcher abteilung gehör\w+ (?:du|sie)|"
        r"woher (?:hast|weißt|weisst|nimmst|haben|wissen|nehmen) (?:du|sie) (?:das|dein wissen|"
        r"ihr wissen|deine antworten|ihre antworten)(?: alles)?|kann ich (?:dir|"
        r"ihnen) (?:ver)?trauen",
        r"(?:sprichst|verstehst|kannst|sprechen|verstehen|können) (?:du|sie)(?: auch)? "
        r"(?:deutsch|englisch|französisch|spanisch|italienisch|schweizerdeutsch)",
        r"mit wem (?:rede|spreche|schreibe|chatte) ich",
        r"wer hat (?:dich|sie) (?:gemacht|gebaut|entwickelt|programmiert|erfunden|trainiert)",
        r"wie (?:heißt|heisst) du|wie (?:heißen|heissen) sie|wie soll ich (?:dich|sie) nennen|"
        r"hast du (?:einen|auch einen) namen|haben sie einen namen",
        r"welches modell (?:bist du|nutzt du|steckt dahinter)|was für eine? \w+ (?:bist du|"
        r"sind sie)",
    ),
    Talk.HELP: (
        r"(?:sag|sagen sie|zeig|zeigen sie|erklär|erkläre|erklären sie) mir was (?:du|sie|"
        r"ich)(?: hier)?"
        r"(?: alles)? (?:kannst|können|weißt|tun kannst|fragen kann)",
        r"(?:was|wobei|womit|wie|worin|bei was)(?: alles)? (?:kannst|könntest|können|"
        r"könnten) (?:du|sie)"
        r"(?: (?:mir|uns|so|denn|eigentlich|alles|für mich|für uns|hier))*"
        r"(?: (?:helfen|tun|machen|sagen|beantworten|unterstützen|weiterhelfen|behilflich sein))?",
        r"(?:was|wonach|worüber|wozu)(?: alles)? (?:kann|darf|soll|könnte) (?:ich|man)"
        r"(?: (?:dich|sie|hier|alles|dir|ihnen|so|denn))* (?:fragen|stellen|machen|tun)",
        r"(?:welche|was für)(?: art)? (?:fragen|themen|dokumente|bereiche|informationen|"
        r"unterlagen) "
        r"(?:kann|darf|kannst|können|kennst|kennen|hast|haben|beantwortest|beantworten|gibt) "
        r"(?:ich|du|sie|man|es)(?: (?:dir|ihnen|dich|sie|hier|alles))*(?: (?:stellen|fragen|"
        r"beantworten))?",
        rf"wie (?:funktioniert|geht|läuft) (?:{_DAS}|du)",
        rf"wie (?:benutze|verwende|nutze|bediene|benutzt|nutzt) (?:ich|man) (?:{_DAS}|dich|sie)",
        rf"(?:was|wofür|wozu) (?:ist|soll|kann|macht|dient) {_DAS}(?: (?:da|gut))?",
        r"ich (?:bin|bin ganz|bin noch) neu(?: hier)?|ich kenne mich (?:hier )?nicht aus",
        r"(?:wo|wie|womit) (?:fange|beginne|starte|soll) ich(?: (?:an|am besten an|anfangen|"
        r"beginnen))?",
        r"(?:kannst|könntest|können|könnten) (?:du|sie)(?: (?:mir|uns))?(?: bitte)?(?: mal)? "
        r"(?:helfen|weiterhelfen|behilflich sein|unterstützen)",
        r"(?:ich|wir) (?:brauche|brauchen|benötige|hätte gern) (?:deine |ihre |etwas |mal )?hilfe",
        r"(?:gib|geben sie|zeig|zeigen sie|nenn|nenne) mir (?:bitte )?(?:ein paar |ein |einige )?"
        r"(?:beispiele?|beispielfragen?)",
        r"was ist (?:deine|ihre) (?:aufgabe|funktion|rolle)|was sind (?:deine|"
        r"ihre) \w*fähigkeiten",
    ),
}
_FRENCH = {
    Talk.IDENTITY: (
        r"qui (?:es tu|êtes vous)(?: donc)?|(?:tu es|vous êtes) qui|qu (?:es tu|êtes vous)",
        r"(?:es tu|êtes vous|tu es|vous êtes|est ce que (?:tu es|"
        r"vous êtes))(?: vraiment)? (?:une? )?"
        r"(?:vraie? )?(?:robot|humaine?|ia|machine|personne|ordinateur|programme|bot|chatbot|réel|"
        r"intelligence artificielle|être humain|assistant|chatgpt)(?: ou (?:une? )?\w+)?",
        r"(?:est ce que )?(?:je parle|je discute|parle je|j écris)(?: bien)? (?:à|"
        r"avec) (?:une? )?(?:vraie? )?\w+"
        r"(?: ou (?:à |avec )?(?:une? )?\w+)?",
        r"(?:est ce|c est|y a t il|est ce que c est|il y a)(?: bien|"
        r" vraiment)? (?:une? )?(?:vraie? )?"
        r"(?:robot|humaine?|ia|machine|personne|ordinateur)(?: (?:qui répond|derrière|ici|"
        r"ou (?:une? )?\w+))*",
        r"pour qui travailles tu|pour qui travaillez vous|d où viennent (?:tes|vos) réponses|"
        r"(?:parles tu|parlez vous|tu parles|vous parlez)(?: aussi)? \w+",
        r"(?:avec|à) qui (?:est ce que )?(?:je parle|je discute|parle je|j ai affaire)",
        r"qui (?:t a|vous a) (?:créée?|faite?|conçue?|développée?|programmée?)",
        r"(?:comment|c est quoi)(?: est ce que)? (?:tu t appelles|vous vous appelez|t appelles tu|"
        r"vous appelez vous|ton nom|votre nom)|(?:as tu|avez vous) un nom",
    ),
    Talk.HELP: (
        r"(?:dis|dites|montre|montrez|explique|expliquez) moi (?:ce que|comment) (?:tu|vous|je|ça)"
        r"(?: (?:peux|pouvez|sais|savez|faire|demander|marche|fonctionnes?|fonctionnez))*",
        r"(?:que|qu est ce que|quoi)(?: est ce que)? (?:(?:tu|vous) )?(?:peux|pouvez|sais|savez|"
        r"fais|faites)"
        r"(?: (?:tu|vous))?(?: (?:faire|m aider|répondre|dire|me dire))?",
        r"(?:que|qu est ce que) (?:je )?(?:puis|peux|dois)(?: je)?(?: (?:te|vous|t|y))?"
        r" (?:demander|poser|faire)(?: comme questions?)?",
        r"(?:quelles?|quels?|quel (?:genre|type) de)(?: genres? de| types? de)? "
        r"(?:questions?|sujets?|thèmes?|documents?|informations?) "
        r"(?:puis je|peux tu|pouvez vous|connais tu|connaissez vous|est ce que je peux|as tu|"
        r"avez vous|"
        r"je peux|sais tu|savez vous)(?: (?:te|vous))?(?: (?:poser|demander|traiter|répondre|"
        r"couvrir))?",
        r"(?:comment|en quoi|à quoi)(?: est ce que)? (?:(?:tu|vous) )?(?:peux|pouvez|pourrais|"
        r"pourriez)"
        r"(?: (?:tu|vous))?(?: (?:m|nous))? (?:aider|être utile|m être utile)",
        r"comment(?: est ce que)? (?:ça|cela|cet outil|cet assistant|ce chat|tu|vous) "
        r"(?:marche|fonctionne|fonctionnes|fonctionnez)",
        r"comment (?:utiliser|utilise t on|t utiliser|vous utiliser|j utilise|je t utilise)"
        r"(?: (?:ça|cela|cet (?:outil|assistant)|ce chat))?",
        r"à quoi (?:sers tu|servez vous|ça sert|sert (?:cet|ce|cette) \w+)",
        r"(?:c est|qu est ce que c est)(?: quoi)?(?: (?:ça|cet outil|cet assistant))?",
        r"je (?:suis|débute|suis tout) (?:nouveau|nouvelle|perdue?|débutante?)(?: ici)?",
        r"(?:par où|comment)(?: est ce que)? (?:je )?(?:commencer|commence|dois je commencer|"
        r"débuter)"
        r"(?: je)?",
        r"(?:peux tu|pouvez vous|pourrais tu|pourriez vous|tu peux|vous pouvez|est ce que tu peux|"
        r"est ce que vous pouvez)(?: (?:m|nous))? ?aider",
        r"j(?: ai|e voudrais|aurais) besoin d (?:un peu d )?aide",
        r"(?:donne|donnez|montre|montrez) moi (?:des |quelques |un )?exemples?(?: de questions?)?",
    ),
}

PATTERNS = tuple(
    (talk, language, re.compile(f"(?:{pattern}){tail}"))
    for language, tail, kinds in (
        ("en", _TAIL, _ENGLISH),
        ("de", _ENDE, _GERMAN),
        ("fr", _FIN, _FRENCH),
    )
    for talk, patterns in kinds.items()
    for pattern in patterns
)
