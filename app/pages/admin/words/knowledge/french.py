"""What the pages of the console that look into the documents say in French."""

from __future__ import annotations

from app.pages.words.wording import Word

WORDS: dict[str, Word] = {
    "to_knowledge": "Connaissances",
    "search_test": "Essayer la recherche",
    "search_intro": (
        "Ce que l’assistant en service trouve pour une question, telle qu’elle est écrite, avec "
        "les droits d’un rôle. Aucun modèle n’écrit ; une question qui trouve trop peu n’est pas "
        "essayée en d’autres mots, comme le fait l’assistant quand il a un modèle pour cela. Il "
        "est consigné que vous avez essayé."
    ),
    "search_do": "Rechercher",
    "search_verdict": "Ce qui en découle",
    "search_answers": "Une réponse est tentée",
    "search_needed": "une réponse est tentée à partir de {needed}",
    "search_nothing": "Rien n’a été trouvé.",
    "why_enough": "Les preuves suffisent : les passages sont cités.",
    "why_read": (
        "Les preuves suffisent pour qu’un modèle lise les passages. Il peut encore dire qu’ils ne "
        "répondent pas."
    ),
    "why_not_searched": (
        "La réponse est donnée sans recherche : c’est une politesse, ou la question ne dit pas sur "
        "quoi elle porte."
    ),
    "why_nothing": "Aucun document que ce rôle peut lire ne contient rien de semblable.",
    "why_missed": (
        "Il manque aux meilleurs passages un nom, un nombre ou un identifiant de la question ; ils "
        "parlent donc d’autre chose."
    ),
    "why_unmet": (
        "La question porte sur une propriété, ou se limite à des personnes, un lieu, une "
        "circonstance ou une unité, dont aucun des trois meilleurs passages ne parle."
    ),
    "why_far": "Ce qui a été trouvé est trop loin de ce qui est demandé.",
    "why_not_indexed": "Une source n’est pas à jour, la réponse n’est peut-être qu’absente :",
    "why_not_permitted": (
        "Des documents que ce rôle ne peut pas lire répondraient, et le service permet de le dire."
    ),
    "sign_cosine": "Passage le plus proche par le sens",
    "sign_margin": "plus proche de {by} que les suivants",
    "sign_away": (
        "inconnu : le modèle de plongement est absent, la recherche s’est faite par les mots seuls"
    ),
    "sign_covered": "Mots de la question dans les trois meilleurs",
    "sign_translated": "dans une autre langue que les documents",
    "sign_missed": "Il manque un nom, un nombre ou un identifiant",
    "sign_unmet": "Demande ce dont ils ne parlent pas",
    "ledger": "Au registre",
    "document_source": "Source",
    "document_owner": "Responsable",
    "document_path": "Chemin",
    "document_version": "Version",
    "document_read": "Lu le",
    "document_effect": "En vigueur",
    "document_review": "À revoir avant le",
    "document_pages": "Pages",
    "document_readers": "Lecteurs",
    "document_chunks": "Extraits",
    "document_cited": "Cité pour la dernière fois",
    "document_replaced_by": "Remplacé par",
    "document_how": "Lu et découpé comme",
    "document_open": "Ouvrir le document",
    "chunks": "Extraits, tels que l’assistant les voit",
    "chunks_intro": (
        "Le document est découpé en ces morceaux. Une recherche compare la question à chacun "
        "d’eux, et une réponse est faite de ceux qui conviennent le mieux."
    ),
    "chunks_none": "Il n’a pas d’extraits, donc rien n’en répond.",
    "chunks_range": "{first} à {last} sur {count}",
    "chunk": "Extrait",
    "chunk_confidence": "lu par machine, sûr à {share} %",
    "chunk_cut": "Seul le début est affiché.",
    "asked_in_vain": "Questions sans réponse",
    "unanswered_intro": (
        "Ce que l’on a demandé ces 90 derniers jours et qui a reçu un « non » ; les questions "
        "semblables sont réunies, sans aucun nom. Un groupe se ferme de lui-même tant que son "
        "contrôle réussit avec ce qui est en service, et se rouvre dès qu’une telle question est "
        "posée en vain. Il est consigné que vous avez regardé."
    ),
    "unanswered_size": {"one": "posée {n} fois", "other": "posée {n} fois"},
    "unanswered_newest": "la dernière fois le",
    "unanswered_also": "Aussi posée ainsi :",
    "unanswered_passed": "réussi le",
    "unanswered_again": "réussi, mais la question a de nouveau été posée en vain depuis",
    "unanswered_not_yet": "pas encore réussi avec ce qui est en service",
    "unanswered_waiting": {
        "one": "{n} question est encore en cours de comparaison avec les autres.",
        "other": "{n} questions sont encore en cours de comparaison avec les autres.",
    },
    "unanswered_more": {
        "one": "{n} groupe plus petit n’est pas affiché.",
        "other": "{n} groupes plus petits ne sont pas affichés.",
    },
    "unanswered_part": "Seules les 500 questions les plus récentes ont été examinées.",
    "unanswered_none": "Aucune question ouverte",
    "unanswered_none_hint": (
        "Personne n’a reçu de « non » ces 90 derniers jours, ou tout a reçu une réponse depuis."
    ),
    "unanswered_closed": "Fermées, car leurs contrôles réussissent",
    "ingestion": "Mettre les sources à jour",
    "ingestion_intro": (
        "Lit ce qui est nouveau ou modifié. On continue à poser des questions pendant ce temps : "
        "l’ancienne version répond jusqu’à ce que la nouvelle soit complète."
    ),
    "ingestion_all": "Toutes les sources",
    "ingestion_do": "Commencer",
    "ingestion_last": "La dernière commencée ici",
    "ingestion_broke": (
        "Elle s’est interrompue de notre côté. Votre support en trouve la raison par la référence"
    ),
    "ingestion_look": "À examiner",
    "ingestion_good": "À jour",
    "ingestion_disagrees": (
        "La source, la base et les index ne concordent pas. Le journal et almanac ingest disent où."
    ),
    "ingestion_troubled": "Documents à examiner",
    "ingested_seen": "dans la source",
    "ingested_live": "lus maintenant",
    "ingested_moved": "déplacés",
    "ingested_unchanged": "inchangés",
    "ingested_expired": "échus",
    "ingested_superseded": "remplacés",
    "ingested_failed": "en échec",
    "ingested_quarantined": "en quarantaine",
    "ingested_removed": "retirés",
    "ingested_chunks": "extraits",
}
