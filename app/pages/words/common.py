"""Words that stand on every page, and those of pages that only say what happened."""

from __future__ import annotations

from app.pages.words.wording import Section

COMMON: Section = {
    "en": {
        "pages": "Pages",
        "skip": "Skip to the content",
        "waiting_for_you": "waiting for you",
        "to_chat": "Back to the chat",
        "to_sign_in": "Back to the sign-in",
        "not_found": "Not found",
        "no_page": "There is no page at this address. It may have moved, or a letter is missing.",
        "not_yours": "There is no such page, or you have no access to it.",
        "no_document": "There is no such document, or you have no access to it.",
        "not_taken": "This was not taken",
        "too_long_field": {
            "one": "A field holds more than {n} character. Go back, and shorten it.",
            "other": "A field holds more than {n} characters. Go back, and shorten it.",
        },
        "no_such_value": (
            "A field holds something that the page does not offer, or is missing. Go back, load "
            "the page again, and choose once more."
        ),
        "moment": "One moment",
        "wait": {
            "one": "That was too much at once. Please try again in {n} second.",
            "other": "That was too much at once. Please try again in {n} seconds.",
        },
    },
    "de": {
        "pages": "Seiten",
        "skip": "Zum Inhalt springen",
        "waiting_for_you": "warten auf Sie",
        "to_chat": "Zurück zum Chat",
        "to_sign_in": "Zurück zur Anmeldung",
        "not_found": "Nicht gefunden",
        "no_page": (
            "Unter dieser Adresse gibt es keine Seite. Vielleicht ist sie umgezogen, oder es "
            "fehlt ein Buchstabe."
        ),
        "not_yours": "Diese Seite gibt es nicht, oder Sie haben keinen Zugang zu ihr.",
        "no_document": "Dieses Dokument gibt es nicht, oder Sie haben keinen Zugang zu ihm.",
        "not_taken": "Das wurde nicht angenommen",
        "too_long_field": {
            "one": "Ein Feld enthält mehr als {n} Zeichen. Gehen Sie zurück und kürzen Sie es.",
            "other": "Ein Feld enthält mehr als {n} Zeichen. Gehen Sie zurück und kürzen Sie es.",
        },
        "no_such_value": (
            "Ein Feld enthält etwas, das die Seite nicht anbietet, oder fehlt. Gehen Sie zurück, "
            "laden Sie die Seite neu und wählen Sie noch einmal."
        ),
        "moment": "Einen Moment",
        "wait": {
            "one": "Das war zu viel auf einmal. Bitte versuchen Sie es in {n} Sekunde wieder.",
            "other": "Das war zu viel auf einmal. Bitte versuchen Sie es in {n} Sekunden wieder.",
        },
    },
    "fr": {
        "pages": "Pages",
        "skip": "Aller au contenu",
        "waiting_for_you": "vous attendent",
        "to_chat": "Retour à la conversation",
        "to_sign_in": "Retour à la connexion",
        "not_found": "Introuvable",
        "no_page": (
            "Il n’y a pas de page à cette adresse. Elle a peut-être été déplacée, ou il manque "
            "une lettre."
        ),
        "not_yours": "Cette page n’existe pas, ou vous n’y avez pas accès.",
        "no_document": "Ce document n’existe pas, ou vous n’y avez pas accès.",
        "not_taken": "Cela n’a pas été pris",
        "too_long_field": {
            "one": "Un champ contient plus de {n} caractère. Revenez en arrière et "
            "raccourcissez-le.",
            "other": "Un champ contient plus de {n} caractères. Revenez en arrière et "
            "raccourcissez-le.",
        },
        "no_such_value": (
            "Un champ contient ce que la page ne propose pas, ou manque. Revenez en arrière, "
            "rechargez la page et choisissez de nouveau."
        ),
        "moment": "Un instant",
        "wait": {
            "one": "C’était trop à la fois. Réessayez dans {n} seconde.",
            "other": "C’était trop à la fois. Réessayez dans {n} secondes.",
        },
    },
}
