"""What the pages of trials and checks say in French."""

from __future__ import annotations

WORDS = {
    "try": "Essayer",
    "try_intro": (
        "Le brouillon, tel qu’il est enregistré, et ce qui est en service répondent à "
        "la même question. Personne ne le voit dans le chat et aucune statistique ne le "
        "compte ; votre essai est consigné, et votre service le paie."
    ),
    "try_problems": "À corriger avant de pouvoir l’essayer",
    "try_question": "Question",
    "try_as": "Posée en tant que",
    "try_lacking": "sans ce que vous ne pouvez pas lire vous-même :",
    "try_ask": "Interroger les deux",
    "try_groups": "Posée avec les groupes :",
    "try_draft": "Brouillon",
    "try_live": "En service",
    "try_nothing_live": "Rien n’est encore en service.",
    "try_broke": ("Ce côté n’a pas pu aboutir. Votre support en trouve la raison par la référence"),
    "try_evidence": "Éléments",
    "try_route": "Route",
    "try_no_model": "aucun modèle n’a été interrogé",
    "try_sentences": "Phrases",
    "try_verified": "portées par les sources",
    "try_unverified": "non portées",
    "try_tokens": "Jetons",
    "try_in": "en entrée",
    "try_out": "en sortie",
    "try_estimated": "estimés",
    "try_none": "aucun",
    "try_unknown": "inconnu",
    "try_price": "Prix",
    "try_time": "Durée",
    "try_first": "premiers mots après",
    "try_passages": "Passages",
    "try_page": "page",
    "try_score": "score",
    "try_no_prompt": "Aucune consigne n’a été envoyée : aucun modèle de langage n’a été interrogé.",
    "try_quotes": (
        "Aucun modèle de langage n’est configuré : la réponse cite, et la consigne ne sert pas."
    ),
    "try_prompt": "Consigne telle qu’envoyée",
    "try_writes": "En cours de rédaction …",
    "try_waits": "Le modèle est occupé. Avant celle-ci :",
    "try_done": "Les deux ont répondu.",
    "try_lost": "Les réponses se sont interrompues.",
    "kind_answer": "Réponse",
    "kind_not_found": "Pas dans ces documents",
    "kind_not_indexed": "Pas encore indexé",
    "kind_not_permitted": "Non permis",
    "kind_failed": "Échec",
    "as_employee": "une personne du service",
    "as_data scientist": "un data scientist du service",
    "as_department admin": "un administrateur du service",
    "as_department approver": "un approbateur du service",
    "as_myself": "moi-même, avec tout ce que je peux lire",
    "checks": "Contrôles",
    "checks_intro": (
        "Des questions auxquelles un assistant doit continuer à bien répondre. Elles "
        "sont posées à un changement avant son approbation."
    ),
    "check": "Contrôle",
    "check_kept": "Contrôles",
    "check_expects": "Attendu",
    "check_none": "Pas encore de contrôle",
    "check_none_hint": (
        "Gardez une question importante : ici, en essayant un brouillon, ou à partir "
        "d’une réponse mal notée."
    ),
    "check_new": "Garder un contrôle",
    "check_keep": "Garder",
    "check_keep_this": "Garder comme contrôle",
    "check_runs": "Exécutions",
    "check_cites": "Doit citer",
    "check_cites_hint": (
        "Un document par ligne, comme chemin ou source/chemin ; suivi de #3, cette page."
    ),
    "check_says": "Doit dire",
    "check_says_hint": (
        "Une expression par ligne, en mots et nombres entiers, sans égard aux majuscules."
    ),
    "check_never": "Ne doit pas dire",
    "check_no_answer": "Il ne doit pas y avoir de réponse",
    "check_open": "une réponse avec citation",
    "check_open_hint": (
        "Personne n’a encore dit ce qui est juste : en attendant, toute réponse qui "
        "cite quelque chose réussit. Dites ce qu’elle doit citer ou dire."
    ),
    "check_pages": "Pages des contrôles",
    "check_newer": "Retour",
    "check_older": "Suite",
    "check_of": "sur",
    "check_unpriced": "réponses sans prix connu",
    "check_nothing": "rien, car aucun modèle n’est interrogé",
    "check_better": "mieux",
    "check_same": "pareil",
    "check_worse": "moins bien",
    "check_undecided": "non décisif",
    "check_withdraw": "Retirer le contrôle",
    "check_withdraw_hint": ("Il n’est plus posé. Ce que les exécutions en ont trouvé reste."),
    "check_load_again": "Recharger le contrôle",
    "check_from_page": "écrit ici",
    "check_from_api": "venu par l’API",
    "check_from_playground": "gardé lors d’un essai",
    "check_from_turn": "tiré d’une réponse reçue par quelqu’un",
    "plan_intro": (
        "Les contrôles de l’assistant sont posés au brouillon, tel qu’il est "
        "enregistré, et à ce qui est en service ; les réponses sont comparées par "
        "paires."
    ),
    "plan_checks": "contrôles",
    "plan_see": "les voir",
    "plan_answers": "réponses",
    "plan_cost": "Les poser une fois coûte environ :",
    "plan_sample": "En plus, des questions récentes, sans les noms",
    "plan_tries": "Poser chaque question tant de fois",
    "plan_tries_hint": (
        "Un modèle ne répond pas deux fois de même. Avec plusieurs essais, un contrôle "
        "n’est meilleur ou moins bon que si tous concordent."
    ),
    "plan_begin": "Lancer les contrôles",
    "plan_this": "ce brouillon même",
    "plan_none": "Aucune exécution.",
    "run": "Exécution des contrôles",
    "run_running": "en cours",
    "run_finished": "complète",
    "run_cancelled": "annulée",
    "run_interrupted": "interrompue, car le service a redémarré",
    "run_stopped": "arrêtée, car le droit a été retiré à qui l’a lancée",
    "run_unpaid": "arrêtée, car le budget du service ne suffit plus pour une autre réponse",
    "run_failed": "en échec de notre côté",
    "run_incomplete": (
        "Ce qui a été trouvé jusque-là figure plus bas et n’est pas un élément pour une revue."
    ),
    "run_changed": ("Le brouillon a changé depuis. Ceci porte sur son état d’avant."),
    "run_progress": "Avancement",
    "run_look_again": "Regarder de nouveau",
    "run_cancel": "Annuler l’exécution",
    "run_said": "Tous les contrôles ensemble",
    "overall_better": "mieux",
    "overall_same": "aucune différence",
    "overall_worse": "moins bien",
    "overall_undecided": "non décisif",
    "run_checks_passed": "réussis,",
    "run_difference": (
        "La vraie différence de contrôles réussis se situe, avec 95 % de confiance, entre"
    ),
    "run_and": "et",
    "run_points": "points",
    "run_method": "test exact de McNemar",
    "run_recent": "Questions récentes",
    "run_recent_one": "Une question récente ; personne n’a dit ce qui est juste.",
    "run_estimate": "Coût prévu :",
    "run_cost": "Coût :",
    "run_results": "Par contrôle, le moins bon d’abord",
    "run_passed": "réussi",
    "run_hidden": ("Cette réponse repose sur des documents que vous ne pouvez pas lire."),
    "score_answered": "Pas de réponse avec citation.",
    "score_cites": "Non cité :",
    "score_says": "Non dit :",
    "score_never_says": "Dit malgré tout :",
    "score_no_answer": "Répondu malgré tout.",
    "review_runs": "Ses contrôles et leurs exécutions",
}
