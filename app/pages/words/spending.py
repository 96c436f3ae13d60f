"""What the page of the spending says, and the warnings of a budget."""

from __future__ import annotations

from app.pages.words.wording import Section

SPENDING: Section = {
    "en": {
        "title": "Spending",
        "intro": "What language models cost in {month}. Months and days are counted in UTC.",
        "months": "Months",
        "month_before": "Month before",
        "month_after": "Month after",
        "calls": "Calls",
        "tokens_in": "Tokens in",
        "tokens_out": "Tokens out",
        "price": "Price",
        "unknown": "Unknown",
        "failed": "{n} failed",
        "cached": "{n} cached",
        "about": "about {n}",
        "unknown_price": "unknown",
        "also_unknown": "{price} and {n} of unknown price",
        "share": "{n} % of the budget",
        "no_budget": "No budget",
        "for_all": (
            "Vectors of documents, which are made once for all who read them. Those of questions "
            "stand with the department that asked."
        ),
        "choice_saved": "Your choice is saved.",
        "at_unknown_price": "At an unknown price",
        "nothing": "Nothing",
        "of_budget": "of {amount}",
        "bar": "Budget of {name}, spent",
        "reserved": "{amount} is reserved for answers being written.",
        "estimated": (
            "{amount} of it is an estimate, because a model did not report its tokens or a call "
            "broke off."
        ),
        "unpriced": {
            "one": (
                "{n} call used tokens at an unknown price, so more was spent than this says. "
                "Whoever looks after <code>gateway.yaml</code> can state the price."
            ),
            "other": (
                "{n} calls used tokens at an unknown price, so more was spent than this says. "
                "Whoever looks after <code>gateway.yaml</code> can state the price."
            ),
        },
        "reached": "{n} % was reached",
        "full": "An answer did not fit any more",
        "on": "on {when}",
        "assistant": "Assistant",
        "by_assistant": "By assistant",
        "route": "Route",
        "by_route": "By route and model",
        "no_calls": (
            "No language model was called in this month. Answers that only quote documents cost "
            "nothing and are not counted."
        ),
        "wants": "What {name} wants",
        "warn": "Warn the admins at",
        "of_the_budget": "% of the budget",
        "when_spent": "When the budget is spent",
        "cheaper": "Go on with a cheaper route",
        "no_cheaper": ("There is none at the moment, so people are told that the budget is spent"),
        "tell": "Tell people that it is spent",
        "tell_hint": "They read whom to ask, and when it is renewed",
        "save": "Save",
        "choice_cheaper": (
            "Its admins get a warning at {n} %. When it is spent, a cheaper route goes on."
        ),
        "choice_message": (
            "Its admins get a warning at {n} %. When it is spent, people are told so."
        ),
        "no_department": "No department yet",
        "no_department_hint": "Departments are named in the identity file.",
        "foot": (
            "The company sets a budget’s amount in <code>gateway.yaml</code>; a department decides "
            "the rest. Every change is in the audit trail."
        ),
        "company": "Whole company",
        "warning": "{name} has spent {n} % of its budget for language models in {month}.",
        "told_to_wait": ("What is left has no room for every answer: people are told to wait."),
        "cheaper_then": (
            "What is left has no room for every answer: a cheaper route gives it then."
        ),
    },
    "de": {
        "title": "Ausgaben",
        "intro": (
            "Was Sprachmodelle gekostet haben: {month}. Monate und Tage werden in UTC gezählt."
        ),
        "months": "Monate",
        "month_before": "Monat davor",
        "month_after": "Monat danach",
        "calls": "Aufrufe",
        "tokens_in": "Tokens hinein",
        "tokens_out": "Tokens heraus",
        "price": "Preis",
        "unknown": "Unbekannt",
        "failed": "{n} gescheitert",
        "cached": "{n} zwischengespeichert",
        "about": "etwa {n}",
        "unknown_price": "unbekannt",
        "also_unknown": "{price} und {n} zu unbekanntem Preis",
        "share": "{n} % des Budgets",
        "no_budget": "Kein Budget",
        "for_all": (
            "Vektoren der Dokumente, die einmal für alle Lesenden gerechnet werden. Die der Fragen "
            "stehen bei der Abteilung, die fragte."
        ),
        "choice_saved": "Ihre Wahl ist gespeichert.",
        "at_unknown_price": "Zu unbekanntem Preis",
        "nothing": "Nichts",
        "of_budget": "von {amount}",
        "bar": "Budget von {name}, ausgegeben",
        "reserved": "{amount} sind für Antworten reserviert, die gerade geschrieben werden.",
        "estimated": (
            "{amount} davon sind geschätzt, weil ein Modell seine Tokens nicht meldete oder ein "
            "Aufruf abbrach."
        ),
        "unpriced": {
            "one": (
                "{n} Aufruf hatte einen unbekannten Preis, es wurde also mehr ausgegeben, als hier "
                "steht. Wer <code>gateway.yaml</code> betreut, kann den Preis angeben."
            ),
            "other": (
                "{n} Aufrufe hatten einen unbekannten Preis, es wurde also mehr ausgegeben, als "
                "hier steht. Wer <code>gateway.yaml</code> betreut, kann den Preis angeben."
            ),
        },
        "reached": "{n} % waren erreicht",
        "full": "Eine Antwort passte nicht mehr hinein",
        "on": "am {when}",
        "assistant": "Assistent",
        "by_assistant": "Nach Assistent",
        "route": "Route",
        "by_route": "Nach Route und Modell",
        "no_calls": (
            "In diesem Monat wurde kein Sprachmodell aufgerufen. Antworten, die nur Dokumente "
            "zitieren, kosten nichts und werden nicht gezählt."
        ),
        "wants": "Was {name} möchte",
        "warn": "Die Verwaltung warnen bei",
        "of_the_budget": "% des Budgets",
        "when_spent": "Wenn das Budget aufgebraucht ist",
        "cheaper": "Mit einer günstigeren Route weitermachen",
        "no_cheaper": (
            "Zurzeit gibt es keine; es wird also gesagt, dass das Budget aufgebraucht ist"
        ),
        "tell": "Sagen, dass es aufgebraucht ist",
        "tell_hint": "Dabei steht, wen man fragen kann und wann es erneuert wird",
        "save": "Speichern",
        "choice_cheaper": (
            "Die Verwaltung wird bei {n} % gewarnt. Ist es aufgebraucht, macht eine günstigere "
            "Route weiter."
        ),
        "choice_message": (
            "Die Verwaltung wird bei {n} % gewarnt. Ist es aufgebraucht, wird es gesagt."
        ),
        "no_department": "Noch keine Abteilung",
        "no_department_hint": "Abteilungen stehen in der Identitätsdatei.",
        "foot": (
            "Die Firma legt den Betrag eines Budgets in <code>gateway.yaml</code> fest; über den "
            "Rest entscheidet die Abteilung. Jede Änderung steht im Prüfprotokoll."
        ),
        "company": "Ganze Firma",
        "warning": "{name} hat {n} % des Budgets für Sprachmodelle ausgegeben ({month}).",
        "told_to_wait": (
            "Der Rest reicht nicht für jede Antwort: Wer fragt, wird gebeten zu warten."
        ),
        "cheaper_then": (
            "Der Rest reicht nicht für jede Antwort: Dann gibt sie eine günstigere Route."
        ),
    },
    "fr": {
        "title": "Dépenses",
        "intro": (
            "Ce que les modèles de langage ont coûté : {month}. Les mois et les jours sont comptés "
            "en UTC."
        ),
        "months": "Mois",
        "month_before": "Mois précédent",
        "month_after": "Mois suivant",
        "calls": "Appels",
        "tokens_in": "Jetons en entrée",
        "tokens_out": "Jetons en sortie",
        "price": "Prix",
        "unknown": "Inconnu",
        "failed": {"one": "{n} échoué", "other": "{n} échoués"},
        "cached": "{n} en cache",
        "about": "environ {n}",
        "unknown_price": "inconnu",
        "also_unknown": "{price} et {n} à un prix inconnu",
        "share": "{n} % du budget",
        "no_budget": "Aucun budget",
        "for_all": (
            "Vecteurs des documents, calculés une fois pour tous leurs lecteurs. Ceux des "
            "questions figurent avec le service qui a posé la question."
        ),
        "choice_saved": "Votre choix est enregistré.",
        "at_unknown_price": "À un prix inconnu",
        "nothing": "Rien",
        "of_budget": "sur {amount}",
        "bar": "Budget de {name}, dépensé",
        "reserved": "{amount} sont réservés à des réponses en cours de rédaction.",
        "estimated": (
            "{amount} sont une estimation, car un modèle n’a pas indiqué ses jetons ou un appel "
            "s’est interrompu."
        ),
        "unpriced": {
            "one": (
                "{n} appel avait un prix inconnu : la dépense réelle est donc plus élevée. Le "
                "responsable de <code>gateway.yaml</code> peut indiquer le prix."
            ),
            "other": (
                "{n} appels avaient un prix inconnu : la dépense réelle est donc plus élevée. Le "
                "responsable de <code>gateway.yaml</code> peut indiquer le prix."
            ),
        },
        "reached": "{n} % ont été atteints",
        "full": "Une réponse n’a plus trouvé de place",
        "on": "le {when}",
        "assistant": "Assistant",
        "by_assistant": "Par assistant",
        "route": "Route",
        "by_route": "Par route et modèle",
        "no_calls": (
            "Aucun modèle de langage n’a été appelé ce mois-ci. Les réponses qui ne font que citer "
            "des documents ne coûtent rien et ne sont pas comptées."
        ),
        "wants": "Ce que souhaite {name}",
        "warn": "Prévenir l’administration à",
        "of_the_budget": "% du budget",
        "when_spent": "Quand le budget est épuisé",
        "cheaper": "Continuer avec une route moins chère",
        "no_cheaper": ("Il n’y en a pas pour le moment ; on dit donc que le budget est épuisé"),
        "tell": "Dire qu’il est épuisé",
        "tell_hint": "On lit à qui s’adresser, et quand il sera renouvelé",
        "save": "Enregistrer",
        "choice_cheaper": (
            "L’administration est prévenue à {n} %. Une fois épuisé, une route moins chère prend "
            "le relais."
        ),
        "choice_message": (
            "L’administration est prévenue à {n} %. Une fois épuisé, on le dit à qui demande."
        ),
        "no_department": "Aucun service pour le moment",
        "no_department_hint": "Les services figurent dans le fichier d’identité.",
        "foot": (
            "L’entreprise fixe le montant d’un budget dans <code>gateway.yaml</code> ; le service "
            "décide du reste. Chaque changement figure au journal d’audit."
        ),
        "company": "Toute l’entreprise",
        "warning": ("{name} a dépensé {n} % de son budget pour les modèles de langage ({month})."),
        "told_to_wait": (
            "Ce qui reste ne suffit pas pour toutes les réponses : on demande d’attendre."
        ),
        "cheaper_then": (
            "Ce qui reste ne suffit pas pour toutes les réponses : une route moins chère les donne "
            "alors."
        ),
    },
}
