"""What the inbox says in French."""

from __future__ import annotations

from app.pages.words.wording import Word

WORDS: dict[str, Word] = {
    "inbox": "Réactions",
    "inbox_intro": (
        "Ce que l’on pense des réponses de vos assistants. Traitez ce qui n’a pas aidé ; la "
        "personne qui a réagi lit ce qui en est advenu."
    ),
    "assistant": "Assistant",
    "all": "Tout",
    "score": "Note",
    "score_low": "Basse : 1 ou 2 sur 5",
    "score_middle": "Moyenne : 3",
    "score_good": "Bonne : 4 ou 5",
    "reason_given": "Raison",
    "version_number": "Version",
    "document_named": "Document",
    "document_hint": "Un document ne montre que les réponses tirées de lui : mots de son titre.",
    "state": "État",
    "state_open": "Ouvert",
    "state_closed": "Clos",
    "class": "Cause",
    "mine": "Les miennes",
    "whose": "Suivie par",
    "show": "Afficher",
    "found": {
        "one": "{n} réaction correspond.",
        "other": "{n} réactions correspondent.",
    },
    "nothing_fits": "Aucune réaction ne correspond.",
    "nothing_fits_hint": "Retirez un filtre, ou affichez aussi les réactions closes.",
    "nobody_reacted": "Personne n’a encore réagi",
    "nobody_reacted_hint": (
        "On réagit par un émoji sous une réponse. Demandez-le à vos collègues : une mauvaise note "
        "avec une raison en dit le plus."
    ),
    "to_chat": "Vers le chat",
    "older": "Plus anciennes",
    "newest": "Vers les plus récentes",
    "taken_back": "retirée",
    "unclassed": "sans cause",
    "nobody": "personne",
    "case": "Réaction",
    "to_inbox": "Toutes les réactions",
    "to_form": "Revenir à votre saisie",
    "question": "Question",
    "answer": "Réponse",
    "asked_at": "posée le",
    "no_answer_stored": "Aucune réponse : elle s’est arrêtée avant d’être écrite.",
    "answer_hidden": (
        "La réponse n’est pas affichée : elle repose sur des documents que vous ne pouvez pas "
        "lire. Leurs responsables peuvent la regarder avec vous."
    ),
    "passages": "Passages",
    "passages_hidden": {
        "one": "{n} passage vient d’un document que vous ne pouvez pas lire.",
        "other": "{n} passages viennent de documents que vous ne pouvez pas lire.",
    },
    "no_passages": "Aucun passage n’a été trouvé pour cette question.",
    "cited": "cité",
    "page": "page",
    "passage_changed": "Le document a changé depuis : ouvrez-le pour le lire.",
    "open_document": "Ouvrir le document",
    "standing_current": "inchangé depuis",
    "standing_changed": "modifié depuis",
    "standing_replaced": "remplacé depuis",
    "standing_expired": "plus en vigueur",
    "what_was_said": "Ce qui en a été dit",
    "no_comment": "Pas de commentaire.",
    "suggested_answer": "Ce qui aurait été juste",
    "suggested_document": "Le document qui aurait aidé",
    "reacted_again": "La personne a réagi de nouveau après la clôture : le dossier est rouvert.",
    "was_taken_back": "La réaction a été retirée. Ce qui a été fait reste.",
    "work": "Traiter",
    "choose_class": "Pourquoi la réponse n’a-t-elle pas aidé ?",
    "class_retrieval": "La recherche l’a manqué",
    "class_outdated": "Un document est périmé",
    "class_prompt": "La consigne",
    "class_model": "Le modèle",
    "class_rights": "Droits : la personne ne peut pas le lire",
    "class_question": "La question n’était pas claire",
    "keep_class": "Retenir",
    "assign": "Qui s’en occupe ?",
    "assign_hint": "L’adresse d’un administrateur du service ; vide pour personne.",
    "assign_me": "Moi",
    "assign_do": "Attribuer",
    "link": "Lier",
    "link_draft": "Un brouillon",
    "link_document": "Un document",
    "link_none_draft": ("Cet assistant n’a pas de brouillon. Commencez-en un, puis liez-le ici."),
    "link_do": "Lier",
    "links": "Mène à",
    "linked_draft": "Brouillon",
    "answer_person": "Répondre à la personne qui a réagi",
    "answer_hint": "Elle lit la réponse sur sa page de compte, avec votre adresse.",
    "send_answer": "Envoyer",
    "note_department": "Note pour le service",
    "keep_note": "Garder la note",
    "close": "Clore avec un résultat",
    "close_outcome": "Qu’en est-il advenu ?",
    "close_text": "Dans vos mots, pour la personne qui a réagi",
    "close_do": "Clore",
    "outcome_mended": "C’est corrigé",
    "outcome_explained": "La réponse était juste, et voici pourquoi",
    "outcome_passed_on": "Transmis à qui peut le corriger",
    "outcome_declined": "Rien ne changera, et voici pourquoi",
    "reopen": "Rouvrir",
    "closed_with": "Clos",
    "steps": "Historique",
    "no_steps": "Personne n’a encore rien fait.",
    "step_classed": "a nommé la cause",
    "step_assigned": "l’a confiée à",
    "step_answered": "a répondu à la personne",
    "step_noted": "a noté",
    "step_linked": "l’a liée",
    "step_closed": "l’a close",
    "step_reopened": "l’a rouverte",
    "step_revealed": "s’est fait dire qui a réagi",
    "who": "Qui a réagi ?",
    "who_hint": (
        "Personne n’a besoin du nom pour améliorer une réponse. Si vous en avez besoin, dites "
        "pourquoi : la raison reste pour toujours dans le journal d’audit."
    ),
    "who_because": "Raison",
    "because_ask_back": "Je dois demander quelque chose à la personne",
    "because_harm": "Quelqu’un pourrait subir un dommage",
    "because_misuse": "L’assistant a été détourné",
    "because_law": "Une loi ou un audit l’exige",
    "who_note": "Plus de détails, pour le service",
    "who_do": "Me dire qui a réagi",
    "who_is": "A réagi :",
    "again": "Reposer la question",
    "again_hint": (
        "Pose la même question à ce qui est en service, avec les droits que la personne "
        "avait et que vous avez aussi. Rien n’en est conservé."
    ),
    "again_do": "Reposer la question",
    "again_then": "Alors",
    "again_now": "Maintenant",
    "again_outcome": "Résultat",
    "again_passages": (
        "Passages : {kept} comme alors, {gone} qui ne sont plus trouvés, {new} nouveaux."
    ),
    "again_lacking": (
        "La personne avait des groupes que vous n’avez pas : elle obtient peut-être plus que "
        "ce que vous voyez ici."
    ),
    "again_asked": "Posée ainsi :",
}
