"""Words of which headings and courtesies are made. In capitals they are no names."""

from __future__ import annotations

HEADING_WORDS = frozenset(
    """about action actions additional administration advantages advice after answer answers apply
    applies approach aspects assumptions background basics before benefits bottom brief cases
    caution checklist clarification comments common comparison complete conclusion conclusions
    conditions considerations contact contacts contents context criteria dates deadline deadlines
    definition definitions description detail detailed details differences direct disadvantages
    documents dos donts duties effects eligibility evidence example examples exceptions excerpt
    explanation facts faq features final findings focus for form formal further general goal
    goals guidance guidelines handling helps highlights hope how i'd i'll i'm i've implications
    important includes information instructions introduction issues it item items key last legal
    level limitations limits line list main material means measures message messages method
    methods more need needed next note notes notice objective objectives observations options
    other outline outcome outcomes overall overview part parts passage passages pitfalls please
    point points policies policy possible practical precautions preparation prerequisites
    principles procedure procedures process processes pros purpose question questions quick
    reasons recommendation recommendations recommended references related reminder reminders
    reporting requirement requirements response responsibilities responsibility restrictions
    result results review risks role roles rule rules scope section sections short similarities
    simple source sources special specific specifics stage stages standard statement status step
    steps storage subject sufficient suggested suggestions summary supporting table takeaway
    takeaways task tasks terms thank thanks the timeline timelines timing tip tips tldr topic
    topics types use useful usage warning warnings what when where which who why works your

    ablauf allgemein genau angaben weitere folgendes kürze wichtigste richtig allgemeine
    allgemeines antwort antworten aufgabe aufgaben ausnahme ausnahmen bedingungen begriffe
    beispiel beispiele bemerkung bemerkungen details einleitung empfehlung empfehlungen ergebnis
    ergebnisse erklärung erläuterung fazit frage fragen frist fristen gemäss gemäß gerne
    grundlage grundlagen gute hinweis hinweise hintergrund inhalt kontakt kriterien kurz
    kurzantwort kurzfassung laut merke nächste passage passagen punkt punkte quelle quellen regel
    regeln schritt schritte sonstiges überblick übersicht unterlagen ursachen vergleich
    voraussetzung voraussetzungen vorgehen wichtig wichtige wichtiger wichtiges wichtigsten
    zusammenfassung zuständigkeiten zweck

    aperçu aspects voici j'espère n'hésitez bon savoir exactement c'est bonne clés conclusion
    contexte courte définition définitions démarche détail détails documents étape étapes exemple
    exemples explication faits introduction modalités note objectif objectifs point points
    précisions procédure question questions rappel recommandations règle règles remarque
    remarques réponse résumé source sources synthèse très

    advertencia antecedentes buena clave claves conclusión conclusiones condiciones contexto
    definición detalle detalles ejemplo ejemplos excepciones explicación fuente fuentes
    importante introducción nota notas objetivo paso pasos plazos pregunta procedimiento punto
    puntos recomendaciones regla reglas requisitos respuesta resumen

    chiave conclusione conclusioni contesto definizione dettagli domanda eccezioni esempio esempi
    fonte fonti nota note passaggi panoramica procedura punti regola regole requisiti riepilogo
    risposta scadenze secondo sintesi sì""".split()
)
