"""What a machine read off pictures, and how surely."""

from __future__ import annotations

from app.reasons.matching import Entry

RECOGNITION: tuple[Entry, ...] = (
    (
        "{pages} was read by machine off pictures (text recognition).",
        "{pages} wurde von einer Maschine von Bildern gelesen (Texterkennung).",
        "{pages} : texte lu par une machine sur des images (reconnaissance de texte).",
    ),
    (
        "{pages} were read by machine off pictures (text recognition).",
        "{pages} wurden von einer Maschine von Bildern gelesen (Texterkennung).",
        "{pages} : texte lu par une machine sur des images (reconnaissance de texte).",
    ),
    (
        "{pages} waits for text recognition: what stands on pictures comes later.",
        "{pages} wartet auf die Texterkennung: Was auf Bildern steht, kommt später.",
        "{pages} : en attente de la reconnaissance de texte ; ce qui figure sur des images viendra "
        "plus tard.",
    ),
    (
        "{pages} wait for text recognition: what stands on pictures comes later.",
        "{pages} warten auf die Texterkennung: Was auf Bildern steht, kommt später.",
        "{pages} : en attente de la reconnaissance de texte ; ce qui figure sur des images viendra "
        "plus tard.",
    ),
    (
        "{pages} was read with little certainty: handwritten, faint or "
        "coarse. Compare the text with the picture, or scan it again.",
        "{pages} wurde unsicher gelesen: handschriftlich, blass oder grob. Vergleichen Sie den "
        "Text mit dem Bild, oder scannen Sie noch einmal.",
        "{pages} : lecture peu sûre (écriture manuscrite, pâle ou grossière). Comparez le texte à "
        "l’image, ou numérisez de nouveau.",
    ),
    (
        "{pages} were read with little certainty: handwritten, faint or "
        "coarse. Compare the text with the picture, or scan it again.",
        "{pages} wurden unsicher gelesen: handschriftlich, blass oder grob. Vergleichen Sie den "
        "Text mit dem Bild, oder scannen Sie noch einmal.",
        "{pages} : lecture peu sûre (écriture manuscrite, pâle ou grossière). Comparez le texte à "
        "l’image, ou numérisez de nouveau.",
    ),
    (
        "No text was found on the pictures of {pages}.",
        "Auf den Bildern wurde kein Text gefunden ({pages}).",
        "Aucun texte n’a été trouvé sur les images ({pages}).",
    ),
    (
        "{pages} lies upside down; the text was read all the same.",
        "{pages} steht auf dem Kopf; der Text wurde trotzdem gelesen.",
        "{pages} : à l’envers ; le texte a été lu malgré tout.",
    ),
    (
        "{pages} lie upside down; the text was read all the same.",
        "{pages} stehen auf dem Kopf; der Text wurde trotzdem gelesen.",
        "{pages} : à l’envers ; le texte a été lu malgré tout.",
    ),
    (
        "{pages} lies sideways; the text was read all the same.",
        "{pages} liegt quer; der Text wurde trotzdem gelesen.",
        "{pages} : de côté ; le texte a été lu malgré tout.",
    ),
    (
        "{pages} lie sideways; the text was read all the same.",
        "{pages} liegen quer; der Text wurde trotzdem gelesen.",
        "{pages} : de côté ; le texte a été lu malgré tout.",
    ),
    (
        "{pages} was not read by machine. {reason}",
        "{pages} wurde nicht von einer Maschine gelesen. {reason}",
        "{pages} : non lu par la machine. {reason}",
    ),
    (
        "{pages} were not read by machine. {reason}",
        "{pages} wurden nicht von einer Maschine gelesen. {reason}",
        "{pages} : non lu par la machine. {reason}",
    ),
)
