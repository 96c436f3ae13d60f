"""What the page of a draft says while somebody writes on it, in English."""

from __future__ import annotations

from app.pages.words.wording import Word

WORDS: dict[str, Word] = {
    "saves_itself": (
        "Saved as you type. Nothing of it is live before another person has approved it."
    ),
    "saving": "Saving …",
    "saved_at": "Saved {time}",
    "not_saved": "Not saved: {why}",
    "no_connection": "there is no connection. Your text is kept in this page and sent again.",
    "signed_out": (
        "you are signed out. Your text is kept in this page and sent again once you are "
        "signed in, in another window."
    ),
    "draft_gone": "the draft is not there any more, or not for you.",
    "too_large": "it is too large.",
    "newer": "{who} saved a newer text at {time}. Yours is not saved over it.",
    "moved_on": "This draft is under review now, or was ended. Your text is not saved into it.",
    "look_at_it": "Look at it",
    "take_it": "Take it",
    "save_over": "Save mine over it",
    "brought_back": "What you typed and was not saved is back in the form.",
    "beside_yours": "What is saved, beside your text",
    "saved_by_them": "Saved by {who}",
    "yours": "Your text",
    "no_other": "What is saved is the same as your text.",
    "variable_unknown": "There is no variable {name}.",
    "variable_meant": "Did you mean {names}?",
    "variable_unended": "{name} has no end: {end} is missing.",
    "variable_empty": "{name} stands for nothing: the field “{field}” is empty.",
    "variables_choose": "{n} variables. Choose one with the arrow keys and Enter.",
    "variables_insert": "Press one to insert it, or type {brace} in the prompt.",
    "evidence_page": "Evidence threshold",
    "evidence_intro": (
        "The newest questions that people asked, searched in the sources of the draft with "
        "your rights, and without a model. Whoever asked may have other rights than you."
    ),
    "evidence_threshold": "Threshold (0 to 1)",
    "evidence_show": "Show",
    "evidence_take": "Put {threshold} into the draft",
    "evidence_sum": {
        "one": "{answered} of {n} question reaches {threshold}",
        "other": "{answered} of {n} questions reach {threshold}",
    },
    "evidence_reads": (
        "A model reads what is found from a fifth of the threshold on, and may still say "
        "that it is no answer."
    ),
    "evidence_best": "Best passage",
    "evidence_value": "Evidence",
    "evidence_here": "Draft",
    "evidence_live": "Live",
    "evidence_answered": "answered",
    "evidence_refused": "refused",
    "evidence_nothing": "nothing found",
    "evidence_none": "Nobody has asked yet",
    "evidence_none_hint": (
        "Once people ask this assistant, their newest questions stand here. Until then try "
        "it with your own."
    ),
    "evidence_link": "Show it on recent questions",
    "templates": "Templates",
    "start_plain": "Plain answers for everybody",
    "start_exact": "Exact answers, where a wrong one does harm",
    "department_of_template": "Department of a template",
}
