"""What people say to an assistant that is no question to its documents, by kind and language."""

from __future__ import annotations

from enum import StrEnum


class Talk(StrEnum):
    """What somebody does who asks nothing of the documents."""

    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    HELP = "help"
    IDENTITY = "identity"


PHRASES: dict[Talk, dict[str, str]] = {
    Talk.GREETING: {
        "en": "hello|hi|hey|hey there|hi there|hello there|hiya|howdy|greetings|good morning|"
        "good afternoon|good evening|good day|morning|anybody home|anybody here|anyone there|"
        "anyone here|anybody there|is anybody there|is anyone there|are you there|how are you|"
        "how are you doing|how do you do|how is it going|how s it going|what s up|whats up|sup|"
        "nice to meet you|pleased to meet you|hope you are well|welcome",
        "de": "hallo|hallöchen|guten tag|guten morgen|guten abend|guten mittag|grüezi|gruezi|"
        "grüezi mitenand|grüß gott|grüss gott|grüß dich|moin|moin moin|servus|hoi|salü|mahlzeit|"
        "wie geht es dir|wie geht es ihnen|wie geht s|wie gehts|wie geht s dir|alles gut|"
        "ist da jemand|ist jemand da|jemand da|bist du da|sind sie da|freut mich|"
        "schönen guten tag",
        "fr": "bonjour|bonsoir|salut|coucou|rebonjour|ça va|comment ça va|comment allez vous|"
        "comment vas tu|tu vas bien|vous allez bien|il y a quelqu un|y a quelqu un|enchanté|"
        "enchantée|quoi de neuf",
        "es": "hola|buenos días|buenas tardes|buenas noches|buenas|buen día|qué tal|cómo estás|"
        "cómo está|cómo está usted|hay alguien|hay alguien ahí|encantado|encantada",
    },
    Talk.THANKS: {
        "en": "thanks|thank you|thank you so much|thank you very much|thanks a lot|thanks so much|"
        "many thanks|thx|thnx|ty|tks|cheers|much appreciated|i appreciate it|appreciate it|"
        "that helps|that helped|that was helpful|very helpful|helpful|great|perfect|awesome|"
        "excellent|wonderful|brilliant|nice|cool|super|got it|understood|ok|okay|alright|"
        "well done|good job|great job|nice work|good answer|great answer|you re great|"
        "thanks for your help|thank you for your help|thanks for the help|that s great|"
        "that s perfect|good bot|all good|fine|no thanks|no thank you|that s what i needed|"
        "just what i needed|exactly what i needed|that s right|you saved my day",
        "de": "danke|danke schön|dankeschön|danke sehr|danke dir|danke ihnen|vielen dank|"
        "besten dank|herzlichen dank|tausend dank|lieben dank|ich danke dir|ich danke ihnen|"
        "prima|toll|klasse|alles klar|passt|verstanden|sehr gut|sehr hilfreich|"
        "das hilft|das hilft mir|das hat geholfen|das war hilfreich|genau das|danke für die hilfe|"
        "vielen dank für die hilfe|danke für deine hilfe|danke für ihre hilfe|nein danke|gut|"
        "wunderbar|perfekt|merci vielmal|merci vilmal|merci vielmals",
        "fr": "merci|merci beaucoup|merci bien|mille mercis|un grand merci|je vous remercie|"
        "je te remercie|parfait|génial|d accord|très bien|c est parfait|compris|"
        "ça m aide|c est utile|merci pour votre aide|merci pour ton aide|merci de votre aide|"
        "non merci|bien|impeccable|merci à vous|merci à toi",
        "es": "gracias|muchas gracias|mil gracias|muchísimas gracias|vale|perfecto|genial|"
        "de acuerdo|entendido|muy bien|estupendo|gracias por la ayuda|gracias por tu ayuda|"
        "gracias por su ayuda|no gracias",
    },
    Talk.GOODBYE: {
        "en": "bye|bye bye|goodbye|good bye|see you|see you later|see you soon|see you tomorrow|"
        "see ya|cya|take care|good night|have a nice day|have a good day|have a great day|"
        "have a nice evening|have a good evening|have a good night|have a nice weekend|"
        "have a good weekend|have a good one|that s all|that is all|that will be all|"
        "that s it|that was all|i m done|i am done|nothing else|talk to you later|"
        "until next time|so long|farewell|i have to go|gotta go|enjoy your day|"
        "enjoy your weekend|enjoy your evening|nice weekend",
        "de": "tschüss|tschüß|tschau|auf wiedersehen|auf wiederhören|wiedersehen|ade|"
        "bis bald|bis später|bis morgen|bis dann|bis zum nächsten mal|mach s gut|machs gut|"
        "gute nacht|schönen tag|schönen abend|schönen feierabend|schönes wochenende|"
        "einen schönen tag|einen schönen abend|schönen tag noch|schönen abend noch|"
        "einen schönen tag noch|einen schönen abend noch|ein schönes wochenende|feierabend|"
        "das war s|das wars|das war alles|das wär s|das wäre alles|das ist alles|uf widerluege|"
        "ich bin fertig|ich muss los|schönen feierabend noch",
        "fr": "au revoir|à bientôt|à plus|à plus tard|à demain|à la prochaine|bonne journée|"
        "bonne soirée|bonne nuit|bon week end|bonne fin de journée|c est tout|ce sera tout|"
        "adieu|j ai fini|je dois partir|excellente journée|passez une bonne journée|"
        "c était tout|à tout à l heure",
        "es": "adiós|hasta luego|hasta mañana|hasta pronto|hasta la vista|nos vemos|chao|"
        "buen fin de semana|que tengas un buen día|que tenga un buen día|eso es todo|"
        "es todo|nada más|he terminado",
    },
    Talk.HELP: {
        "en": "help|help me|help please|i need help|i need some help|can you help|can you help me|"
        "could you help me|how can you help|how can you help me|what can you do|"
        "what can you do for me|what do you do|what can i ask|what can i ask you|"
        "what may i ask|what may i ask you|what should i ask|what can i do here|"
        "what do you know|what do you know about|what are you good for|what are you able to do|"
        "what is this|what is this for|what is this about|what is this good for|what s this|"
        "how does this work|how does it work|how do you work|how do i use this|how do i use you|"
        "how can i use you|how to use this|how do i use it|where do i start|where do i begin|"
        "how do i start|how do i begin|where should i start|i am new|i m new|i am new here|"
        "i m new here|getting started|show me what you can do|tell me what you can do|"
        "what topics do you cover|what topics do you know|which topics do you know|"
        "which topics do you cover|what topics can i ask about|what questions can i ask|"
        "what questions can you answer|which questions can you answer|"
        "what kind of questions can i ask|what kind of questions can you answer|"
        "what subjects do you cover|give me examples|give me some examples|give me an example|"
        "examples|example questions|which documents do you have|what documents do you have|"
        "what are you for|what else can you do|what can you help with|what can you help me with|"
        "what do you cover|what do you offer|i don t know what to ask|menu|commands|options|usage|"
        "what can this do|what does this do|what can this assistant do|what can you tell me|"
        "what do i do here|explain how this works|any tips|instructions|faq|manual",
        "de": "hilfe|hilf mir|bitte hilf mir|ich brauche hilfe|kannst du helfen|"
        "kannst du mir helfen|"
        "können sie helfen|können sie mir helfen|was kannst du|was kannst du alles|"
        "was können sie|was können sie alles|was kannst du für mich tun|was kannst du tun|"
        "was können sie tun|was können sie für mich tun|was machst du|was machen sie|"
        "was weißt du|was weisst du|was wissen sie|wobei kannst du helfen|"
        "wobei kannst du mir helfen|wobei können sie helfen|wobei können sie mir helfen|"
        "womit kannst du mir helfen|womit können sie mir helfen|wie kannst du mir helfen|"
        "wie können sie mir helfen|was kann ich fragen|was kann ich dich fragen|"
        "was kann ich sie fragen|was kann ich hier fragen|was darf ich fragen|"
        "was darf ich dich fragen|was soll ich fragen|was kann ich hier tun|"
        "was kann ich hier machen|"
        "wie funktioniert das|wie funktioniert das hier|wie funktionierst du|"
        "wie funktioniert es|wie geht das|wie geht das hier|wie benutze ich das|"
        "wie bediene ich das|wo fange ich an|wie fange ich an|ich bin neu|ich bin neu hier|"
        "ich bin hier neu|was ist das|was ist das hier|was soll das|wofür bist du da|"
        "wozu bist du da|welche themen kennst du|welche themen kennen sie|"
        "welche fragen kann ich stellen|welche fragen kannst du beantworten|"
        "welche fragen können sie beantworten|was für fragen kann ich stellen|beispiele|"
        "gib mir beispiele|beispielfragen|zu welchen themen weißt du etwas|anleitung|"
        "was kann dieser assistent|was kann der assistent|was kann das hier",
        "fr": "aide|aidez moi|aide moi|à l aide|au secours|j ai besoin d aide|peux tu m aider|"
        "pouvez vous m aider|tu peux m aider|vous pouvez m aider|que sais tu faire|"
        "que savez vous faire|que peux tu faire|que pouvez vous faire|"
        "que peux tu faire pour moi|que pouvez vous faire pour moi|qu est ce que tu peux faire|"
        "qu est ce que tu sais faire|qu est ce que vous pouvez faire|"
        "qu est ce que vous savez faire|"
        "que sais tu|que savez vous|comment peux tu m aider|comment pouvez vous m aider|"
        "comment ça marche|comment ça fonctionne|comment cela fonctionne t il|"
        "comment fonctionnes tu|comment est ce que ça marche|comment t utiliser|"
        "comment vous utiliser|par où commencer|par où je commence|je suis nouveau|"
        "je suis nouvelle|je suis nouveau ici|je suis nouvelle ici|"
        "que puis je demander|que puis je te demander|que puis je vous demander|"
        "qu est ce que je peux demander|qu est ce que je peux te demander|"
        "qu est ce que je peux vous demander|quelles questions puis je poser|"
        "quelles questions puis je te poser|quelles questions puis je vous poser|"
        "à quoi sers tu|à quoi servez vous|à quoi ça sert|c est quoi|qu est ce que c est|"
        "quels sujets connais tu|quels sujets connaissez vous|exemples|donne moi des exemples|"
        "donnez moi des exemples|mode d emploi",
        "es": "ayuda|ayúdame|ayúdeme|necesito ayuda|puedes ayudarme|me puedes ayudar|"
        "puede ayudarme|me puede ayudar|qué puedes hacer|qué puede hacer|qué sabes hacer|"
        "qué sabe hacer|qué sabes|qué haces|qué puedes hacer por mí|cómo puedes ayudarme|"
        "cómo puede ayudarme|cómo funciona|cómo funciona esto|cómo funcionas|"
        "cómo se usa|cómo se usa esto|por dónde empiezo|soy nuevo|soy nueva|soy nuevo aquí|"
        "soy nueva aquí|qué puedo preguntar|qué puedo preguntarte|qué te puedo preguntar|"
        "qué preguntas puedo hacer|para qué sirves|para qué sirve esto|qué es esto|ejemplos",
    },
    Talk.IDENTITY: {
        "en": "who are you|what are you|who is this|what s your name|what is your name|your name|"
        "do you have a name|are you a bot|are you a robot|are you human|are you a human|"
        "are you a person|are you a real person|are you real|are you an ai|are you ai|"
        "are you a machine|are you a chatbot|are you a computer|are you chatgpt|are you gpt|"
        "am i talking to a human|am i talking to a person|am i talking to a bot|"
        "am i talking to a robot|am i talking to a machine|am i talking to an ai|"
        "is this a bot|is this a human|who made you|who built you|who created you|"
        "who developed you|introduce yourself|please introduce yourself|tell me about yourself|"
        "tell me who you are|who am i talking to|who am i speaking to|who am i speaking with|"
        "who am i chatting with|what model are you|which model are you|what should i call you|"
        "do you speak german|do you speak english|do you speak french|what languages do you speak|"
        "which languages do you speak",
        "de": "wer bist du|wer sind sie|was bist du|was sind sie|wie heißt du|wie heisst du|"
        "wie heißen sie|wie heissen sie|wie ist dein name|wie ist ihr name|dein name|"
        "bist du ein mensch|bist du ein bot|bist du ein roboter|bist du eine ki|bist du echt|"
        "bist du eine maschine|bist du ein computer|bist du chatgpt|sind sie ein mensch|"
        "sind sie ein bot|sind sie ein roboter|sind sie eine ki|sind sie eine maschine|"
        "rede ich mit einem menschen|spreche ich mit einem menschen|"
        "spreche ich mit einer maschine|rede ich mit einer maschine|mit wem spreche ich|"
        "mit wem rede ich|mit wem habe ich das vergnügen|wer hat dich gemacht|"
        "wer hat dich gebaut|wer hat dich entwickelt|stell dich vor|stellen sie sich vor|"
        "stell dich bitte vor|stellen sie sich bitte vor|sprichst du deutsch|"
        "sprechen sie deutsch|sprichst du englisch|welche sprachen sprichst du|"
        "welche sprachen sprechen sie",
        "fr": "qui es tu|tu es qui|qui êtes vous|vous êtes qui|qu es tu|comment t appelles tu|"
        "comment tu t appelles|comment vous appelez vous|quel est ton nom|quel est votre nom|"
        "es tu un robot|es tu un humain|es tu une ia|es tu humain|es tu humaine|tu es un robot|"
        "tu es un humain|tu es une ia|êtes vous un robot|êtes vous un humain|êtes vous une ia|"
        "êtes vous humain|êtes vous une personne|êtes vous une machine|es tu une machine|"
        "es tu une personne|es tu chatgpt|à qui ai je affaire|à qui je parle|"
        "à qui est ce que je parle|"
        "avec qui je parle|qui t a créé|qui t a fait|qui vous a créé|présente toi|"
        "présentez vous|parles tu français|parlez vous français|tu parles français|"
        "vous parlez français|quelles langues parles tu|quelles langues parlez vous",
        "es": "quién eres|quién es usted|qué eres|cómo te llamas|cómo se llama|"
        "cuál es tu nombre|cuál es su nombre|eres un robot|eres un bot|eres humano|"
        "eres una persona|eres una ia|es usted un robot|con quién hablo|quién te creó|"
        "preséntate|hablas español|habla español",
    },
}

# What may stand beside, and says nothing.
FILLERS = (
    "almanac|assistant|there|all|everyone|everybody|team|folks|bot|dear|friend|my friend|please|"
    "again|then|so|well|oh|ah|and|just|really|actually|today|for today|for now|now|here|you|"
    "for me|too|very much|a lot|so much|maybe|quick question|quickly|sir|madam|mate|buddy|um|hm|"
    "yes|no|yep|for everything|for that|for your time|to you|from you|exactly|anyway|until then|"
    "assistent|alle|zusammen|mitenand|liebes team|bitte|nochmal|noch|dann|also|und|mal|denn|"
    "eigentlich|heute|für heute|erstmal|jetzt|hier|dir|ihnen|euch|sehr|ja|nein|genau|"
    "assistant|tous|toute l équipe|s il te plaît|s il vous plaît|svp|stp|encore|alors|donc|et|"
    "aujourd hui|pour aujourd hui|maintenant|ici|à tous|à toutes|à vous|à toi|oui|non|exactement|"
    "asistente|a todos|por favor|otra vez|entonces|y|hoy|por hoy|ahora|aquí|sí"
)
# The same word in several languages: these keep the language of the conversation.
SHARED = frozenset(
    "super|merci|hey|hi|ok|okay|ciao|cool|salut|perfect|servus|menu|options|bot|top|thx".split("|")
)
