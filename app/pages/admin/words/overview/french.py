"""What the first page of the console says of how an assistant does, in French."""

from __future__ import annotations

from app.pages.words.wording import Word

WORDS: dict[str, Word] = {
    "content_of": {"one": "satisfaits, sur {n} réaction", "other": "satisfaits, sur {n} réactions"},
    "curve": "Ce que l’on en pense, semaine par semaine",
    "curve_says": (
        "La note moyenne de 1 à 5, chaque personne comptée une fois, et entre quelles valeurs elle "
        "se trouve avec 95 % de confiance. Une semaine de moins de trois personnes reste vide. "
        "Là où tous pensent de même, rien ne dit à quel point c’est sûr."
    ),
    "curve_table": "La même chose en tableau",
    "week_from": "Semaine du",
    "mean_score": "Note moyenne",
    "interval": "95 % entre",
    "people_count": "Personnes",
    "unanimous": "tous pareil",
    "too_few": "trop peu",
    "published_in": "Publiée",
    "no_curve": (
        "Aucune semaine n’a encore les réactions de trois personnes. Demandez à ceux qui "
        "l’utilisent de réagir sous une réponse."
    ),
    "worst": "Mal notées (1 ou 2 sur 5), non closes",
    "worst_all": "Tout voir",
    "no_worst": "Aucune réponse mal notée (1 ou 2 sur 5) n’attend.",
    "budget_spent": "du budget du mois dépensés",
    "budget_none": "Aucun budget n’est fixé. Qui exploite le service peut en fixer un.",
    "budget_see": "Dépenses",
    "knowledge_good": "Toutes ses sources sont à jour.",
    "knowledge_bad": "Sources à regarder :",
    "knowledge_none": "Il n’a aucune source lue. Faites-en d’abord lire une.",
    "knowledge_see": "Connaissances",
    "first_question": "Posez-lui une question, et parlez-en.",
}
