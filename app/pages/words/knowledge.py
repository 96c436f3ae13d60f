"""What the page of the sources and their documents says."""

from __future__ import annotations

from app.pages.words.wording import Section
from retrieval.documents import DocumentStatus
from retrieval.passages import SourceCondition

KNOWLEDGE: Section = {
    "en": {
        f"source {SourceCondition.READY}": "Up to date",
        f"source {SourceCondition.NEVER_INDEXED}": "Never ingested",
        f"source {SourceCondition.STALE}": "May be old",
        f"source {SourceCondition.FAILED}": "Failed",
        f"document {DocumentStatus.LIVE}": "live",
        f"document {DocumentStatus.EXPIRED}": "expired",
        f"document {DocumentStatus.SUPERSEDED}": "replaced",
        f"document {DocumentStatus.FAILED}": "failed",
        f"document {DocumentStatus.QUARANTINED}": "quarantined",
        "title": "Knowledge",
        "intro": (
            "The sources behind the assistants, as of their last ingestion. Documents that you may "
            "not read yourself are counted but not named."
        ),
        "up_to_date_but": "Up to date but for {n}",
        "no_department": "no department",
        "owner": "owner",
        "ingested": "ingested {when}",
        "not_ingested": "not ingested yet",
        "hidden": "Of documents that you may not read: {counts}. The owner knows which.",
        "calm": "Every document was read and answers.",
        "no_source": "No source yet",
        "no_source_hint": (
            "A source is a folder with a <code>source.yaml</code> that names your department, its "
            "owner and its readers. Once it lies below <code>ALMANAC_SOURCES</code> and "
            "<code>almanac ingest</code> has run, it appears here."
        ),
        "try_search": "Try the search",
        "asked_in_vain": "Questions without an answer",
        "changing": "Uploads and changes",
        "documents": "Documents",
        "find": "Title, path or source",
        "which": "Which",
        "all": "All",
        "troubled": "Those that need a look",
        "ageing": "Due for review, ending or over",
        "review_was": "Due for review since {day}.",
        "review_is": "Due for review on {day}.",
        "ends_soon": "Ends on {day}.",
        "answers_for_it": "Owner:",
        "ingest": "Bring sources up to date",
        "show_found": "Show",
        "range": "{first} to {last} of {count}, those that need a look first.",
        "list": "Documents, those that need a look first",
        "document": "Document",
        "state": "State",
        "version": "Version",
        "in_effect": "In effect",
        "pages_of_it": "Pages",
        "last_cited": "Last cited",
        "read_on": "read {day}",
        "always": "always",
        "never": "never",
        "from_day": "from {day}",
        "until_day": "until {day}",
        "earlier": "Previous",
        "later": "Next",
        "nothing_fits": "No document that you may read fits.",
        "nothing_fits_this": "No document that you may read fits “{find}”.",
        "ingest_hint": (
            "To bring a source up to date, run <code>almanac ingest SOURCE</code>, or send "
            "<code>POST /api/v1/ingest</code>."
        ),
        "replaced": "Replaced by a newer version.",
        "replaced_since": "Replaced by a newer version since {day}.",
        "over": "No longer in effect.",
        "over_since": "No longer in effect since {day}.",
        "older_answers": "The version before it goes on answering.",
        "not_today": "Does not answer today: see its dates in source.yaml.",
    },
    "de": {
        f"source {SourceCondition.READY}": "Aktuell",
        f"source {SourceCondition.NEVER_INDEXED}": "Nie eingelesen",
        f"source {SourceCondition.STALE}": "Vielleicht veraltet",
        f"source {SourceCondition.FAILED}": "Gescheitert",
        f"document {DocumentStatus.LIVE}": "im Einsatz",
        f"document {DocumentStatus.EXPIRED}": "abgelaufen",
        f"document {DocumentStatus.SUPERSEDED}": "ersetzt",
        f"document {DocumentStatus.FAILED}": "gescheitert",
        f"document {DocumentStatus.QUARANTINED}": "in Quarantäne",
        "title": "Wissen",
        "intro": (
            "Die Quellen hinter den Assistenten, wie sie zuletzt eingelesen wurden. Dokumente, die "
            "Sie selbst nicht lesen dürfen, werden gezählt und nicht genannt."
        ),
        "up_to_date_but": "Aktuell bis auf {n}",
        "no_department": "keine Abteilung",
        "owner": "gehört",
        "ingested": "eingelesen {when}",
        "not_ingested": "noch nicht eingelesen",
        "hidden": "Von Dokumenten, die Sie nicht lesen dürfen: {counts}. Der Owner weiß, welche.",
        "calm": "Jedes Dokument wurde gelesen und antwortet.",
        "no_source": "Noch keine Quelle",
        "no_source_hint": (
            "Eine Quelle ist ein Ordner mit einer <code>source.yaml</code>, die Ihre Abteilung, "
            "den Owner und die Lesenden nennt. Sobald er unter <code>ALMANAC_SOURCES</code> liegt "
            "und <code>almanac ingest</code> gelaufen ist, erscheint sie hier."
        ),
        "try_search": "Suche ausprobieren",
        "asked_in_vain": "Fragen ohne Antwort",
        "changing": "Hochladen und Änderungen",
        "documents": "Dokumente",
        "find": "Titel, Pfad oder Quelle",
        "which": "Welche",
        "all": "Alle",
        "troubled": "Die einen Blick brauchen",
        "ageing": "Zu überprüfen oder (bald) abgelaufen",
        "review_was": "Seit dem {day} zu überprüfen.",
        "review_is": "Bis zum {day} zu überprüfen.",
        "ends_soon": "Gilt nur noch bis zum {day}.",
        "answers_for_it": "Verantwortlich:",
        "ingest": "Quellen auf den Stand bringen",
        "show_found": "Anzeigen",
        "range": "{first} bis {last} von {count}; zuerst, was einen Blick braucht.",
        "list": "Dokumente; zuerst, was einen Blick braucht",
        "document": "Dokument",
        "state": "Stand",
        "version": "Version",
        "in_effect": "Gültig",
        "pages_of_it": "Seiten",
        "last_cited": "Zuletzt zitiert",
        "read_on": "gelesen {day}",
        "always": "immer",
        "never": "nie",
        "from_day": "ab {day}",
        "until_day": "bis {day}",
        "earlier": "Zurück",
        "later": "Weiter",
        "nothing_fits": "Kein Dokument, das Sie lesen dürfen, passt.",
        "nothing_fits_this": "Kein Dokument, das Sie lesen dürfen, passt zu „{find}“.",
        "ingest_hint": (
            "Um eine Quelle zu aktualisieren, führen Sie <code>almanac ingest SOURCE</code> aus, "
            "oder senden Sie <code>POST /api/v1/ingest</code>."
        ),
        "replaced": "Durch eine neuere Version ersetzt.",
        "replaced_since": "Durch eine neuere Version ersetzt seit {day}.",
        "over": "Gilt nicht mehr.",
        "over_since": "Gilt nicht mehr seit {day}.",
        "older_answers": "Die Version davor antwortet weiter.",
        "not_today": "Antwortet heute nicht: Siehe seine Daten in source.yaml.",
    },
    "fr": {
        f"source {SourceCondition.READY}": "À jour",
        f"source {SourceCondition.NEVER_INDEXED}": "Jamais lue",
        f"source {SourceCondition.STALE}": "Peut-être ancienne",
        f"source {SourceCondition.FAILED}": "En échec",
        f"document {DocumentStatus.LIVE}": "en service",
        f"document {DocumentStatus.EXPIRED}": "expiré",
        f"document {DocumentStatus.SUPERSEDED}": "remplacé",
        f"document {DocumentStatus.FAILED}": "en échec",
        f"document {DocumentStatus.QUARANTINED}": "en quarantaine",
        "title": "Connaissances",
        "intro": (
            "Les sources derrière les assistants, à leur dernière lecture. Les documents que vous "
            "ne pouvez pas lire vous-même sont comptés, mais pas nommés."
        ),
        "up_to_date_but": "À jour sauf {n}",
        "no_department": "aucun service",
        "owner": "responsable",
        "ingested": "lue {when}",
        "not_ingested": "pas encore lue",
        "hidden": (
            "Parmi les documents que vous ne pouvez pas lire : {counts}. Le responsable sait "
            "lesquels."
        ),
        "calm": "Chaque document a été lu et répond.",
        "no_source": "Aucune source pour le moment",
        "no_source_hint": (
            "Une source est un dossier avec un <code>source.yaml</code> qui nomme votre service, "
            "son responsable et ses lecteurs. Dès qu’il se trouve sous "
            "<code>ALMANAC_SOURCES</code> et que <code>almanac ingest</code> a tourné, elle "
            "apparaît ici."
        ),
        "try_search": "Essayer la recherche",
        "asked_in_vain": "Questions sans réponse",
        "changing": "Téléversement et changements",
        "documents": "Documents",
        "find": "Titre, chemin ou source",
        "which": "Lesquels",
        "all": "Tous",
        "troubled": "Ceux à regarder",
        "ageing": "À revoir, échus ou bientôt",
        "review_was": "À revoir depuis le {day}.",
        "review_is": "À revoir avant le {day}.",
        "ends_soon": "Prend fin le {day}.",
        "answers_for_it": "Responsable :",
        "ingest": "Mettre les sources à jour",
        "show_found": "Afficher",
        "range": "{first} à {last} sur {count}, ceux à regarder d’abord.",
        "list": "Documents, ceux à regarder d’abord",
        "document": "Document",
        "state": "État",
        "version": "Version",
        "in_effect": "En vigueur",
        "pages_of_it": "Pages",
        "last_cited": "Cité en dernier",
        "read_on": "lu le {day}",
        "always": "toujours",
        "never": "jamais",
        "from_day": "dès le {day}",
        "until_day": "jusqu’au {day}",
        "earlier": "Précédents",
        "later": "Suivants",
        "nothing_fits": "Aucun document que vous pouvez lire ne correspond.",
        "nothing_fits_this": "Aucun document que vous pouvez lire ne correspond à « {find} ».",
        "ingest_hint": (
            "Pour mettre une source à jour, lancez <code>almanac ingest SOURCE</code>, ou envoyez "
            "<code>POST /api/v1/ingest</code>."
        ),
        "replaced": "Remplacé par une version plus récente.",
        "replaced_since": "Remplacé par une version plus récente depuis le {day}.",
        "over": "N’est plus en vigueur.",
        "over_since": "N’est plus en vigueur depuis le {day}.",
        "older_answers": "La version précédente continue de répondre.",
        "not_today": "Ne répond pas aujourd’hui : voir ses dates dans source.yaml.",
    },
}
