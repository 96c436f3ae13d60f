from __future__ import annotations

import pytest

from retrieval.parsing.parse import parse


def texts(data: str, path: str = "a.md") -> list[str]:
    return [block.text for block in parse(data.encode(), path).blocks]


@pytest.mark.parametrize(
    "line",
    [
        "Give your <employee-number> and the <site-code> of the unit.",
        "<employee-number> comes first.",
        "Write <your name> and <Date of birth> there.",
        "It lasts <time> at <object>.",
        "When the reading is <5 mg, or <link>, call.",
    ],
)
def test_words_in_angle_brackets_are_text(line: str) -> None:
    assert texts(line) == [line]
    assert texts(f"|a|b|\n|-|-|\n|{line}|c|\n") == [f"a: {line}; b: c"]


def test_a_placeholder_on_a_line_of_its_own_or_among_tags_is_text() -> None:
    assert texts("Call\n\n<phone-number>\n\nnow.") == ["Call", "<phone-number>", "now."]
    assert texts("<div>Call <phone-number> now.</div>\n") == ["Call <phone-number> now."]


def test_elements_are_no_text() -> None:
    line = (
        "A <b>bold</b> word,<br>a <kbd>key</kbd>, <my-part class=x>a part</my-part>, <img src=x>."
    )

    assert texts(line) == ["A bold word, a key, a part, ."]
    assert texts("<details>\n\nIn it.\n\n</details>\n") == ["In it."]


STORAGE = """<p>Prime it:</p><ac:structured-macro ac:name="code"><ac:parameter
 ac:name="language">bash</ac:parameter><ac:parameter ac:name="x"/>
<ac:plain-text-body><![CDATA[norvactl
  --prime 30 <port>]]></ac:plain-text-body></ac:structured-macro>
<ac:structured-macro ac:name="expand"><ac:parameter ac:name="title">When it fails</ac:parameter>
<ac:rich-text-body><p>Call 4410.</p></ac:rich-text-body></ac:structured-macro>
<p>See <ac:link><ri:page ri:content-title="Pump SOP"/></ac:link> or <ac:link><ri:page
 ri:content-title="B"/><ac:plain-text-link-body>
<![CDATA[page B]]></ac:plain-text-link-body></ac:link>
.</p>
<ac:task-list><ac:task><ac:task-id>7</ac:task-id><ac:task-status>incomplete</ac:task-status>
<ac:task-body>Order a filter.</ac:task-body></ac:task></ac:task-list>"""


def test_the_storage_format_of_confluence_is_read_as_its_page_shows_it() -> None:
    assert texts(STORAGE, "storage.html") == [
        "Prime it:",
        "norvactl\n  --prime 30 <port>",
        "When it fails",
        "Call 4410.",
        "See Pump SOP or page B .",
        "Order a filter.",
    ]


def test_cdata_of_a_page_in_xml_is_text() -> None:
    page = "<?xml version='1.0'?><html><body><p>Press <![CDATA[<Start> & wait]]>.</p></body></html>"

    assert texts(page, "a.html") == ["Press <Start> & wait."]
