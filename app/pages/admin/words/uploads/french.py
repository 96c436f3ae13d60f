"""What the pages say on which documents are changed, in French."""

from __future__ import annotations

from app.pages.words.wording import Word

WORDS: dict[str, Word] = {
    "doc_added": "nouveau document",
    "doc_replaced": "nouvelle version",
    "doc_withdrawn": "retrait",
    "doc_restored": "retour d’une version antérieure",
    "doc_open_source": "Documents et téléversement",
    "doc_not_here": "Ses documents ne sont pas modifiés ici",
    "doc_upload": "Téléverser des documents",
    "doc_drop": "Choisir des fichiers, ou les déposer ici",
    "doc_drop_one": "Choisir un fichier, ou le déposer ici",
    "doc_limits": (
        "Au plus {files} fichiers à la fois, chacun d’au plus {each} Mo, {all} Mo en tout. Leur "
        "contenu dit ce qu’ils sont. Un fichier illisible, protégé par un mot de passe, vide ou "
        "qui se décompresse en trop grand est refusé avec le motif ; les autres sont pris."
    ),
    "doc_limit_one": "Un fichier d’au plus {each} Mo, du même type que le document.",
    "doc_formats": "Sont lus : {names}.",
    "doc_folder": "Dossier dans la source",
    "doc_folder_hint": (
        "Vide pour le premier niveau. Les règles de source.yaml disent qui le lit à cet endroit."
    ),
    "doc_why": "Ce qui change, et pourquoi",
    "doc_why_optional": "Ce qui change, et pourquoi (s’il y a quelque chose à dire)",
    "doc_alone": "Il répond dès qu’il a été lu.",
    "doc_two": (
        "Cette source demande deux personnes : un autre approbateur du service le regarde d’abord. "
        "Jusque-là, rien ne change."
    ),
    "doc_send": "Téléverser",
    "doc_taken": "Pris",
    "doc_refused": "Refusé, et rien n’en a été gardé",
    "doc_too_large_here": "C’est plus que ce qui est pris à la fois.",
    "doc_reading": "La source est en cours de lecture",
    "doc_waits_for_reading": "La source est lue dès que la lecture en cours est terminée.",
    "doc_changes": "Changements",
    "doc_no_changes": "Rien n’a encore été modifié ici.",
    "doc_what": "Quoi",
    "doc_who": "Qui",
    "doc_state_proposed": "attend une autre personne",
    "doc_state_accepted": "est mis à sa place",
    "doc_state_answers": "répond",
    "doc_state_read": "est lu ensuite",
    "doc_state_earlier": "remplacé depuis",
    "doc_state_gone": "absent de toutes les réponses",
    "doc_state_unread": "n’a pas pu être lu",
    "doc_state_failed": "pas fait",
    "doc_state_returned": "renvoyé",
    "doc_state_taken back": "repris",
    "doc_proposed_by": "proposé par",
    "doc_changed_by": "par",
    "doc_to_source": "Documents de cette source",
    "doc_to_document": "Ouvrir la page du document",
    "doc_compared": "Avant et après",
    "doc_before": "Avant",
    "doc_after": "Après",
    "doc_nothing_before": "rien",
    "doc_size": "Taille",
    "doc_megabytes": "{mb} Mo",
    "doc_kilobytes": "{n} ko",
    "doc_pages": "Pages",
    "doc_date": "Date",
    "doc_hash": "SHA-256",
    "doc_chunks": "Extraits",
    "doc_readers": "Lecteurs",
    "doc_text": "Ce qui change dans le texte",
    "doc_text_same": "L’analyseur lit le même texte dans les deux.",
    "doc_unread": (
        "Ce qui s’y trouve maintenant n’a pas encore été lu : rien ne peut être comparé. Rouvrez "
        "cette page après la prochaine ingestion."
    ),
    "doc_open_live": "Ouvrir ce qui répond maintenant",
    "doc_withdrawn_text": "Ce qui a été retiré",
    "doc_same": {
        "one": "{n} ligne reste telle quelle",
        "other": "{n} lignes restent telles quelles",
    },
    "doc_new": {
        "one": "{n} ligne est nouvelle ou différente",
        "other": "{n} lignes sont nouvelles ou différentes",
    },
    "doc_lost": {"one": "{n} ligne disparaît", "other": "{n} lignes disparaissent"},
    "doc_more": {
        "one": (
            "{n} autre ligne diffère et n’est pas montrée. Lisez tout le fichier avant de décider."
        ),
        "other": (
            "{n} autres lignes diffèrent et ne sont pas montrées. Lisez tout le fichier avant de "
            "décider."
        ),
    },
    "doc_preview": "Comme l’assistant le verra",
    "doc_preview_intro": "L’analyseur a fait ces morceaux du fichier en attente.",
    "doc_preview_gone": (
        "Le fichier en attente a disparu ou ne peut pas être lu. Renvoyez le changement."
    ),
    "doc_preview_waits": (
        "Il n’a pas de texte à lui ; ce qui se trouve sur ses images est lu plus tard."
    ),
    "doc_decide": "Décider",
    "doc_approve": "Approuver, pour qu’il réponde",
    "doc_approve_hint": "Exactement le fichier montré ici prend la place de ce qui s’y trouve.",
    "doc_return": "Renvoyer",
    "doc_return_why": "Pourquoi est-il renvoyé ?",
    "doc_take_back": "Reprendre la proposition",
    "doc_own": "Vous l’avez proposé, une autre personne doit donc l’approuver.",
    "doc_waits": "Un approbateur du service en décide.",
    "doc_bring_back": "Rétablir ce qui s’y trouvait avant",
    "doc_bring_back_hint": "Le fichier antérieur a été gardé dans le dossier de la source.",
    "doc_erased": (
        "Le fichier antérieur a été effacé du dossier de la source et ne peut pas revenir."
    ),
    "doc_replace": "Remplacer par une nouvelle version",
    "doc_replace_do": "Envoyer la nouvelle version",
    "doc_withdraw": "Retirer le document",
    "doc_withdraw_hint": (
        "Il disparaît dès la réponse suivante, pour tous et dans chaque assistant. Une personne "
        "suffit, et le fichier est gardé pour qu’il puisse revenir."
    ),
    "doc_withdraw_why": "Pourquoi est-il retiré ?",
    "doc_withdraw_do": "Le retirer maintenant",
    "doc_change_it": "Modifier ce document",
    "doc_attached": ("Il est joint à un message. Remplacez ou retirez le message."),
    "doc_earlier": "Précédents",
    "doc_later": "Suivants",
    "doc_others": "Autres changements de ce document",
    "doc_history": "Changements antérieurs",
}
