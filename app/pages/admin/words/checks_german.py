"""What the pages of trials and checks say in German."""

from __future__ import annotations

WORDS = {
    "try": "Ausprobieren",
    "try_intro": (
        "Der Entwurf, wie er gespeichert ist, und was im Einsatz ist, antworten auf "
        "dieselbe Frage. Niemand sieht es im Chat, und keine Statistik zählt es; "
        "festgehalten wird, dass Sie es versucht haben, und Ihre Abteilung bezahlt es."
    ),
    "try_problems": "Zu beheben, bevor man ihn ausprobieren kann",
    "try_question": "Frage",
    "try_as": "Gefragt als",
    "try_lacking": "ohne das, was Sie selbst nicht lesen dürfen:",
    "try_ask": "Beide fragen",
    "try_groups": "Gefragt mit den Gruppen:",
    "try_draft": "Entwurf",
    "try_live": "Im Einsatz",
    "try_nothing_live": "Noch ist nichts im Einsatz.",
    "try_broke": ("Diese Seite wurde nicht fertig. Ihr Support findet den Grund mit dem Zeichen"),
    "try_evidence": "Belege",
    "try_route": "Route",
    "try_no_model": "kein Modell wurde gefragt",
    "try_sentences": "Sätze",
    "try_verified": "von den Quellen getragen",
    "try_unverified": "nicht",
    "try_tokens": "Token",
    "try_in": "hinein",
    "try_out": "heraus",
    "try_estimated": "geschätzt",
    "try_none": "keine",
    "try_unknown": "unbekannt",
    "try_price": "Preis",
    "try_time": "Zeit",
    "try_first": "erste Worte nach",
    "try_passages": "Stellen",
    "try_page": "Seite",
    "try_score": "Wert",
    "try_no_prompt": "Keine Anweisung wurde gesendet: Es wurde kein Sprachmodell gefragt.",
    "try_quotes": (
        "Kein Sprachmodell ist eingerichtet: Die Antwort zitiert, und die Anweisung wird nicht "
        "gebraucht."
    ),
    "try_prompt": "Anweisung, wie sie gesendet wurde",
    "try_writes": "Wird geschrieben …",
    "try_waits": "Das Modell ist beschäftigt. Davor sind noch:",
    "try_done": "Beide haben geantwortet.",
    "try_lost": "Die Antworten brachen ab.",
    "kind_answer": "Antwort",
    "kind_not_found": "Nicht in diesen Dokumenten",
    "kind_not_indexed": "Noch nicht eingelesen",
    "kind_not_permitted": "Nicht erlaubt",
    "kind_failed": "Fehlgeschlagen",
    "as_employee": "wer in der Abteilung arbeitet",
    "as_data scientist": "Data Scientist der Abteilung",
    "as_department admin": "wer die Abteilung verwaltet",
    "as_department approver": "wer in der Abteilung freigibt",
    "as_myself": "ich selbst, mit allem, was ich lesen darf",
    "checks": "Prüffälle",
    "checks_intro": (
        "Fragen, die ein Assistent weiterhin richtig beantworten muss. Sie laufen gegen "
        "eine Änderung, bevor diese freigegeben wird."
    ),
    "check": "Prüffall",
    "check_kept": "Prüffälle",
    "check_expects": "Erwartet",
    "check_none": "Noch kein Prüffall",
    "check_none_hint": (
        "Behalten Sie eine wichtige Frage: hier, beim Ausprobieren eines Entwurfs oder "
        "aus einer Antwort, die schlecht bewertet wurde."
    ),
    "check_new": "Einen Prüffall anlegen",
    "check_keep": "Behalten",
    "check_keep_this": "Als Prüffall behalten",
    "check_runs": "Läufe",
    "check_cites": "Muss nennen als Quelle",
    "check_cites_hint": (
        "Ein Dokument je Zeile, als Pfad oder Quelle/Pfad; mit #3 dahinter diese Seite."
    ),
    "check_says": "Muss sagen",
    "check_says_hint": (
        "Eine Wendung je Zeile, als ganze Wörter und Zahlen, ob groß oder klein geschrieben."
    ),
    "check_never": "Darf nicht sagen",
    "check_no_answer": "Es darf keine Antwort geben",
    "check_open": "eine Antwort mit Quelle",
    "check_open_hint": (
        "Noch hat niemand gesagt, was richtig ist: bis dahin besteht jede Antwort, die "
        "etwas zitiert. Sagen Sie, was sie nennen oder sagen muss."
    ),
    "check_pages": "Seiten der Prüffälle",
    "check_newer": "Zurück",
    "check_older": "Weiter",
    "check_of": "von",
    "check_unpriced": "Antworten ohne bekannten Preis",
    "check_nothing": "nichts, denn kein Modell wird gefragt",
    "check_better": "besser",
    "check_same": "gleich",
    "check_worse": "schlechter",
    "check_undecided": "nicht entschieden",
    "check_withdraw": "Prüffall zurückziehen",
    "check_withdraw_hint": "Er wird nicht mehr gefragt. Was Läufe dazu fanden, bleibt.",
    "check_load_again": "Prüffall neu laden",
    "check_from_page": "hier geschrieben",
    "check_from_api": "über die API gekommen",
    "check_from_playground": "beim Ausprobieren behalten",
    "check_from_turn": "aus einer Antwort, die jemand bekam",
    "plan_intro": (
        "Die Prüffälle des Assistenten werden an den Entwurf, wie er gespeichert ist, "
        "und an das gestellt, was im Einsatz ist; die Antworten werden paarweise "
        "verglichen."
    ),
    "plan_checks": "Prüffälle",
    "plan_see": "ansehen",
    "plan_answers": "Antworten",
    "plan_cost": "Jeden einmal zu fragen kostet etwa:",
    "plan_sample": "Dazu jüngste Fragen von Leuten, ohne deren Namen",
    "plan_tries": "Jede Frage so oft stellen",
    "plan_tries_hint": (
        "Ein Modell antwortet nicht zweimal gleich. Bei mehreren Versuchen ist ein "
        "Prüffall nur besser oder schlechter, wenn alle übereinstimmen."
    ),
    "plan_begin": "Prüffälle laufen lassen",
    "plan_this": "genau dieser Entwurf",
    "plan_none": "Noch kein Lauf.",
    "run": "Lauf der Prüffälle",
    "run_running": "läuft",
    "run_finished": "vollständig",
    "run_cancelled": "abgebrochen",
    "run_interrupted": "unterbrochen, weil der Dienst neu gestartet wurde",
    "run_stopped": "beendet, weil das Recht dazu verloren ging",
    "run_unpaid": "beendet, weil das Budget der Abteilung für keine weitere Antwort reicht",
    "run_failed": "bei uns fehlgeschlagen",
    "run_incomplete": (
        "Was bis dahin gefunden wurde, steht unten und ist kein Beleg für eine Prüfung."
    ),
    "run_changed": ("Der Entwurf wurde seither geändert. Das hier gilt für den Stand davor."),
    "run_progress": "Fortschritt",
    "run_look_again": "Noch einmal nachsehen",
    "run_cancel": "Lauf abbrechen",
    "run_said": "Alle Prüffälle zusammen",
    "overall_better": "besser",
    "overall_same": "kein Unterschied",
    "overall_worse": "schlechter",
    "overall_undecided": "nicht entschieden",
    "run_checks_passed": "bestanden,",
    "run_difference": (
        "Der wahre Unterschied bestandener Prüffälle liegt mit 95 % Sicherheit zwischen"
    ),
    "run_and": "und",
    "run_points": "Punkten",
    "run_method": "exakter McNemar-Test",
    "run_recent": "Jüngste Fragen",
    "run_recent_one": "Eine jüngste Frage; niemand hat gesagt, was richtig ist.",
    "run_estimate": "Erwartete Kosten:",
    "run_cost": "Kosten:",
    "run_results": "Je Prüffall, das Schlechteste zuerst",
    "run_passed": "bestanden",
    "run_hidden": ("Diese Antwort beruht auf Dokumenten, die Sie nicht lesen dürfen."),
    "score_answered": "Nicht mit Quelle beantwortet.",
    "score_cites": "Nicht genannt:",
    "score_says": "Nicht gesagt:",
    "score_never_says": "Trotzdem gesagt:",
    "score_no_answer": "Trotzdem beantwortet.",
    "review_runs": "Ihre Prüffälle und deren Läufe",
}
