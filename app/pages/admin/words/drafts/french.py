"""What the page of a draft says while somebody writes on it, in French."""

from __future__ import annotations

from app.pages.words.wording import Word

WORDS: dict[str, Word] = {
    "saves_itself": (
        "Enregistré pendant la saisie. Rien n’est en service avant l’approbation d’une autre "
        "personne."
    ),
    "saving": "Enregistrement …",
    "saved_at": "Enregistré à {time}",
    "not_saved": "Non enregistré : {why}",
    "no_connection": (
        "il n’y a pas de connexion. Votre texte reste dans cette page et sera renvoyé."
    ),
    "signed_out": (
        "vous êtes déconnecté. Votre texte reste dans cette page et sera renvoyé dès que "
        "vous serez connecté, dans une autre fenêtre."
    ),
    "draft_gone": "le brouillon n’existe plus, ou pas pour vous.",
    "too_large": "c’est trop grand.",
    "newer": "{who} a enregistré un texte plus récent à {time}. Le vôtre ne le remplace pas.",
    "moved_on": (
        "Ce brouillon est maintenant en revue, ou terminé. Votre texte n’y est pas enregistré."
    ),
    "look_at_it": "Le regarder",
    "take_it": "Le reprendre",
    "save_over": "Enregistrer le mien à la place",
    "brought_back": (
        "Ce que vous aviez saisi et qui n’était pas enregistré est de nouveau dans le formulaire."
    ),
    "beside_yours": "Ce qui est enregistré, à côté de votre texte",
    "saved_by_them": "Enregistré par {who}",
    "yours": "Votre texte",
    "no_other": "Ce qui est enregistré est identique au vôtre.",
    "variable_unknown": "Il n’y a pas de variable {name}.",
    "variable_meant": "Vouliez-vous dire {names} ?",
    "variable_unended": "{name} n’a pas de fin : il manque {end}.",
    "variable_empty": "{name} ne représente rien : le champ « {field} » est vide.",
    "variables_choose": "{n} variables. Choisissez-en une avec les flèches et Entrée.",
    "variables_insert": (
        "Appuyez sur l’une d’elles pour l’insérer, ou tapez {brace} dans la consigne."
    ),
    "evidence_page": "Seuil des éléments",
    "evidence_intro": (
        "Les dernières questions posées, cherchées dans les sources du brouillon avec vos "
        "droits, et sans modèle. Qui a posé la question peut avoir d’autres droits que vous."
    ),
    "evidence_threshold": "Seuil (de 0 à 1)",
    "evidence_show": "Afficher",
    "evidence_take": "Mettre {threshold} dans le brouillon",
    "evidence_sum": {
        "one": "{answered} question sur {n} atteint {threshold}",
        "other": "{answered} questions sur {n} atteignent {threshold}",
    },
    "evidence_reads": (
        "À partir d’un cinquième du seuil, un modèle lit ce qui a été trouvé, et peut encore "
        "dire que ce n’est pas une réponse."
    ),
    "evidence_best": "Meilleur passage",
    "evidence_value": "Éléments",
    "evidence_here": "Brouillon",
    "evidence_live": "En service",
    "evidence_answered": "réponse",
    "evidence_refused": "refus",
    "evidence_nothing": "rien trouvé",
    "evidence_none": "Personne n’a encore posé de question",
    "evidence_none_hint": (
        "Dès que quelqu’un interroge cet assistant, ses dernières questions sont ici. D’ici "
        "là, essayez-le avec les vôtres."
    ),
    "evidence_link": "Le montrer sur des questions récentes",
    "templates": "Modèles",
    "start_plain": "Réponses simples pour tous",
    "start_exact": "Réponses exactes, là où une erreur est nuisible",
    "department_of_template": "Service d’un modèle",
}
