"""What leads a sentence in claims nothing, and hides nothing of what it claims."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.passages import Passage
from tests.assistants.grounding.checks import verdicts
from tests.fakes.search import passage

SETS = Path(__file__).parent / "sets"

SAID = {
    "en": (
        "drovelimab pens are stored in a refrigerator at 2 to 8 °C",
        "employees must report every adverse event to drug safety within 24 hours",
    ),
    "de": (
        "die Mitarbeitenden reichen Spesen innerhalb von 30 Tagen ein",
        "der Vorgesetzte prüft jede Abrechnung",
    ),
    "fr": (
        "les employés déclarent leurs frais dans un délai de 30 jours",
        "le responsable vérifie chaque demande",
    ),
    "es": (
        "los empleados presentan sus gastos en un plazo de 30 días",
        "el responsable revisa cada solicitud",
    ),
    "it": (
        "i dipendenti presentano le spese entro 30 giorni",
        "il responsabile controlla ogni richiesta",
    ),
}
TITLES = {
    "en": "Drovelimab and safety",
    "de": "Spesen",
    "fr": "Frais",
    "es": "Gastos",
    "it": "Spese",
}
LEAD_INS = {
    "en": (
        "In summary,|To summarize,|To summarise,|In short,|In brief,|Briefly,|In conclusion,|"
        "To conclude,|Overall,|In other words,|Put simply,|Simply put,|In essence,|Essentially,|"
        "Basically,|In general,|Generally,|Generally speaking,|Specifically,|More specifically,|"
        "In particular,|Notably,|Importantly,|It is important to note that|"
        "It's worth noting that|Note that|Please note:|Note:|Important:|Answer:|Short answer:|"
        "The short answer:|Summary:|Key point:|Key points:|TL;DR:|Bottom line:|**Answer:**|"
        "**Short answer:**|**Summary:**|**Note:**|**Important:**|**Key takeaway:**|**Yes.**|Yes,|"
        "Yes -|Yes:|To answer your question,|In answer to your question,|"
        "Regarding your question,|As for your question,|As you asked,|Sure!|Sure,|Certainly!|"
        "Of course!|Great question!|Good question.|According to the provided passages,|"
        "According to the documents,|According to the guidelines,|"
        "According to the information provided,|According to the provided context,|"
        "Based on the provided documents,|Based on the information provided,|"
        "Based on the context,|Based on passage 1,|As stated in the document,|"
        "As mentioned in the passage,|As outlined in the documents,|As per the documents,|"
        "As per the policy,|Per the policy,|The passage states that|The documents say that|"
        "The document says that|The provided information indicates that|The text mentions that|"
        "It states that|It is stated that|It is specified that|The source says:|"
        "From the documents:|First,|First of all,|Firstly,|Secondly,|Second,|Next,|Then,|"
        "Finally,|Lastly,|Additionally,|In addition,|Furthermore,|Moreover,|Also,|Besides that,|"
        "On top of that,|However,|Nevertheless,|That said,|Therefore,|Thus,|Hence,|As a result,|"
        "Consequently,|For this reason,|For example,|For instance,|In this case,|In that case,|"
        "At the same time,|On the one hand,|On the other hand,|In practice,|In fact,|Indeed,|"
        "To be clear,|To clarify,|To be precise,|Just to be safe,|Remember that|Remember,|"
        "Keep in mind that|Please be aware that|Be aware that|Please remember that|"
        "As a reminder,|Here is what I found:|Here's the answer:|Here you go:|Step 1:|"
        "**Step 1:**|Storage:|**Storage:**|**Reporting**:|1. **Storage:**|- **Storage:**|"
        "Requirement:|Procedure:|Details:|Rule:|Policy:|In detail,|With regard to storage,|"
        "Regarding storage,|As for storage,|When it comes to storage,|Concerning reporting,|"
        "For your information,|FYI,|I found that|I can confirm that|I can tell you that|"
        "You should know that|This means that|That means that|What matters is that|"
        "The answer is that|The answer is:|The rule is that|The policy is that"
    ),
    "de": (
        "Zusammenfassend:|Zusammengefasst:|Kurz gesagt:|Kurz:|Kurzum:|Insgesamt:|Antwort:|"
        "Kurzantwort:|**Antwort:**|Hinweis:|**Hinweis:**|Wichtig:|Zu beachten ist:|"
        "Bitte beachten Sie:|Merke:|Fazit:|**Fazit:**|Ja,|Ja:|Laut den Dokumenten:|"
        "Gemäß den Unterlagen:|Zu Ihrer Frage:|Zur Beantwortung Ihrer Frage:|Konkret:|"
        "Genauer gesagt:|Mit anderen Worten:|Das heißt:|Das bedeutet:|Außerdem:|Zudem:|Ferner:|"
        "Weiterhin:|Zum Beispiel:|Erstens:|Zweitens:|Schritt 1:|Schließlich:|Im Allgemeinen:|"
        "Grundsätzlich:|In der Regel gilt:|Es gilt:|Die Regel lautet:|Die Antwort lautet:|"
        "Ich habe gefunden:|Gerne!|Natürlich!|Gute Frage!|Zusammenfassung:|Frist:|Regel:|"
        "Vorgehen:"
    ),
    "fr": (
        "En résumé,|Pour résumer,|En bref,|Bref,|En conclusion,|Pour conclure,|Réponse :|"
        "**Réponse :**|À noter :|Note :|Remarque :|Important :|Il est important de noter que|"
        "Veuillez noter que|Selon les documents,|D'après les documents,|"
        "D'après les informations fournies,|Selon le passage 1,|Pour répondre à votre question,|"
        "Concernant votre question,|Concrètement,|Plus précisément,|En d'autres termes,|"
        "Autrement dit,|De plus,|En outre,|Par ailleurs,|Par exemple,|Tout d'abord,|"
        "Premièrement,|Ensuite,|Enfin,|En général,|Cela signifie que|Il est indiqué que|"
        "Le document indique que|Les documents précisent que|Oui,|Oui :|Étape 1 :|Délai :|"
        "**Délai :**|Bien sûr !|Bonne question !|Cependant,|Toutefois,|Rappelez-vous que|"
        "Sachez que"
    ),
    "es": (
        "En resumen,|En breve,|En conclusión,|Respuesta:|**Respuesta:**|Nota:|Importante:|"
        "Tenga en cuenta que|Según los documentos,|De acuerdo con los documentos,|"
        "En otras palabras,|Además,|Por ejemplo,|Primero,|Finalmente,|En general,|"
        "Esto significa que|El documento indica que|Sí,|Paso 1:|Plazo:|**Plazo:**|Sin embargo,|"
        "Por lo tanto,|Recuerde que"
    ),
    "it": (
        "In sintesi,|In breve,|In conclusione,|Risposta:|**Risposta:**|Nota:|Importante:|"
        "Secondo i documenti,|In altre parole,|Inoltre,|Per esempio,|Infine,|In generale,|"
        "Ciò significa che|Il documento indica che|Sì,"
    ),
}
HEADINGS = (
    "**Answer:**|**Answer**|## Summary|### Key Points|**Key points:**|Answer:|## Overview|"
    "### Detailed Explanation|### Next steps|**Steps to follow:**|Here are the key points:|"
    "**Sources**|In summary:|"
    "## Zusammenfassung|**Antwort:**|### Wichtige Punkte|**Réponse :**|## Résumé|"
    "### Background and Context|Key Takeaways:|Hope this helps!|Thank you for your question."
)
FRAMES = (
    "{}, as stated in passage 1 [1].|{}, as stated in the document [1].|{} (passage 1) [1].|"
    "{} (see passage 1) [1].|{}, per the policy [1].|{}, as outlined above [1].|{} — see [1].|"
    "{}, based on the information provided [1].|{} [Passage 1].|According to [1], {}.|"
    "Yes, that's correct. {} [1].|Passage 1 states that {} [1].|The short answer is that {} [1].|"
    "{} [1]. If you need anything else, feel free to ask!|{} [1]. I hope this helps!|"
    "{} [1]. For more details, see the document.|I'm happy to help! {} [1].|"
    "Here's what you need to know: {} [1].|The key takeaway is that {} [1].|As you can see, {} [1]."
)
GERMAN_FRAMES = (
    "{}, wie in Textstelle 1 angegeben [1].|{}, wie im Dokument beschrieben [1].|Genau. {} [1].|"
    "{} (siehe Textstelle 1) [1].|{}, wie oben beschrieben [1].|Das Wichtigste in Kürze: {} [1].|"
    "{} [1]. Für weitere Fragen stehe ich gerne zur Verfügung.|Das ist korrekt: {} [1].|"
    "Folgendes gilt: {} [1].|Die Antwort auf Ihre Frage lautet: {} [1].|Gut zu wissen: {} [1].|"
    "Den Dokumenten zufolge: {} [1].|In Textstelle 1 steht: {} [1].|Zur Erinnerung: {} [1]."
)
FRENCH_FRAMES = (
    "{}, comme indiqué dans le passage 1 [1].|{}, comme mentionné ci-dessus [1].|"
    "{} [1]. N'hésitez pas à me poser d'autres questions.|{} [1]. J'espère que cela vous aide.|"
    "{} [1]. Pour plus de détails, consultez le document.|Oui, c'est exact. {} [1].|"
    "Voici ce qu'il faut savoir : {} [1].|La règle est la suivante : {} [1].|Bon à savoir : {} [1]."
)
DOSE = passage(
    1, "The usual dose is 40 mg once daily. Take it with food.", title="Qavoretin: dosing"
)
OTHER = passage(2, "The usual dose is 10 mg twice daily.", title="Nuxaprant: dosing")


@pytest.mark.parametrize("language", LEAD_INS)
def test_what_leads_a_true_sentence_in_takes_nothing_from_it(language: str) -> None:
    one = passage(1, ". ".join(map(_large, SAID[language])) + ".", title=TITLES[language])

    marked = [
        f"{lead_in} {sentence}"
        for lead_in in LEAD_INS[language].split("|")
        for sentence in SAID[language]
        if not _holds(f"{_behind(lead_in, sentence)} [1].", one, language)
    ]

    assert not marked


@pytest.mark.parametrize("frame", FRAMES.split("|"))
def test_what_stands_around_a_true_sentence_takes_nothing_from_it(frame: str) -> None:
    assert _holds(frame.format("The usual dose is 40 mg once daily"), DOSE, "en")


@pytest.mark.parametrize(
    ("language", "frame"),
    [
        *(("de", frame) for frame in GERMAN_FRAMES.split("|")),
        *(("fr", frame) for frame in FRENCH_FRAMES.split("|")),
    ],
)
def test_nor_does_it_in_another_language(language: str, frame: str) -> None:
    one = passage(1, ". ".join(map(_large, SAID[language])) + ".", title=TITLES[language])

    assert _holds(frame.format(_large(SAID[language][0])), one, language)


def test_of_frames_that_the_rules_were_not_written_for_most_take_nothing() -> None:
    # Before the rules 141 of the 230 had the sentence, or themselves, marked.
    marked = []
    for line in (SETS / "frames.tsv").read_text("utf-8").splitlines():
        language, frame = line.split("\t")
        one = passage(1, ". ".join(map(_large, SAID[language])) + ".", title=TITLES[language])
        before = frame.partition("{}")[0].rstrip()
        begins = not before or (not before[-1].isalnum() and before[-1] != ",")
        sentence = _large(SAID[language][1]) if begins else SAID[language][1]
        if not _holds(frame.replace("\\n", "\n").replace("{}", sentence), one, language):
            marked.append(line)

    assert len(marked) <= 46, marked


@pytest.mark.parametrize("heading", HEADINGS.split("|"))
def test_a_heading_of_everyday_words_names_nobody(heading: str) -> None:
    assert _holds(f"{heading}\n\nTake it with food [1].", DOSE, "en")


@pytest.mark.parametrize(
    "text",
    [
        "Answer: The usual dose is 50 mg once daily [1].",
        "In short, never take it with food [1].",
        "In summary, Zenvarol is taken once daily [1].",
        "Note that the usual dose is 50 mg once daily [1].",
        "Step 1: Take 50 mg [1].",
        "Based on passage 1, the usual dose is 50 mg once daily [1].",
        "Of course! Take it without food [1].",
        "Here is the Zenvarol dose: 40 mg once daily [1].",
        "**Nuxaprant:** The usual dose is 40 mg once daily [1].",
        "**nuxaprant:** The usual dose is 40 mg once daily [1].",
        "**Children:** The usual dose is 40 mg once daily [1].",
        "**Renal impairment:** The usual dose is 40 mg once daily [1].",
        "The usual dose is 40 mg once daily, according to the Zenvarol documents [1].",
        "The usual dose is 40 mg once daily, per policy SOP-4711 [1].",
        "The usual dose is 50 mg once daily, as stated in passage 1 [1].",
        "The usual dose is 40 mg once daily, as described for children [1].",
        "Take it first: the usual dose is 40 mg once daily [1].",
        "The usual dose is 40 mg once daily, and it is given again [1].",
        "The usual dose is 40 mg once daily, as needed [1].",
        "Without food, the usual dose is 40 mg once daily [1].",
        "If you ask, the usual dose is 40 mg once daily [1].",
        "First line: the usual dose is 40 mg once daily [1].",
        "Complete response: 40 mg once daily [1].",
        "According to the documents, this is correct.",
        "When it comes to children, the usual dose is 40 mg once daily [1].",
        "## Zenvarol Dosing\n\nThe usual dose is 40 mg once daily [1].",
    ],
)
def test_what_leads_a_sentence_in_hides_nothing(text: str) -> None:
    found = verdicts(text, [DOSE, OTHER], asked="What is the dose?")

    assert any(one.verdict in ("unverified", "contradicted") for one in found)


def _large(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]


def _behind(lead_in: str, sentence: str) -> str:
    return f"{lead_in} {_large(sentence) if lead_in.rstrip('*')[-1] in ':.!-' else sentence}"


def _holds(text: str, one: Passage, language: str) -> bool:
    said = verdicts(text, [one], language=language)
    return all(each.verdict in ("verified", "no_claim") for each in said)
