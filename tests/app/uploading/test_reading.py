"""What is uploaded answers once it was read, and what is withdrawn is gone before anything is."""

from __future__ import annotations

import shutil
from pathlib import Path

from app.audit.events import Actor
from app.publishing.desk import Somebody
from app.uploading import changing
from app.wiring import Parts, open_parts
from retrieval.documents import DocumentStatus
from tests.app.api.conftest import settings_for
from tests.app.uploading.shelves import NEWER, STORAGE, file
from tests.servers.one_model import one_model

SOURCE = "storage-notes"
DESCRIPTION = f"""source: {SOURCE}
department: medical-information
owner: desk@cryodyne.example
groups: [medical-information]
uploads: one person
"""


async def found(parts: Parts, by: Somebody, query: str) -> str:
    """All that a search in the source finds."""
    passages = await parts.retrieval.search.search(query, by.person.access, [SOURCE], limit=5)
    return " ".join(one.text for one in passages.passages)


async def test_a_document_goes_its_way_through_the_indexes(ingested: Path, tmp_path: Path) -> None:
    var, root = tmp_path / "var", tmp_path / SOURCE
    shutil.copytree(ingested, var)
    root.mkdir()
    (root / "source.yaml").write_text(DESCRIPTION)
    settings = settings_for(var)
    settings = settings.model_copy(update={"sources": (*settings.sources, str(root))})
    query = "How long may it be used after opening?"
    with one_model():
        async with open_parts(settings) as parts:
            person = await parts.directory.by_email("dana@cryodyne.example")
            assert person is not None
            dana = Somebody(person, Actor(person.id, person.email))

            added = await changing.add(parts.uploads, dana, SOURCE, "a.md", file(STORAGE))
            await parts.ingestions.wait()
            first = await found(parts, dana, query)
            replaced = await changing.put(
                parts.uploads, dana, added.document, file(NEWER), seen=added.version
            )
            await parts.ingestions.wait()
            second = await found(parts, dana, query)
            gone = await changing.withdraw(
                parts.uploads,
                dana,
                added.document,
                seen=replaced.version,
                reason="It is wrong.",
            )
            # Before the source was read again.
            third = await found(parts, dana, query)
            await parts.ingestions.wait()
            await changing.bring_back(parts.uploads, dana, gone.id)
            await parts.ingestions.wait()
            document = await parts.documents.document(added.document)
            fourth = await found(parts, dana, query)

    assert ["28 days" in first, "14 days" in second, third, "14 days" in fourth] == [
        True,
        True,
        "",
        True,
    ]
    assert "28 days" not in second
    assert document is not None
    assert (document.status, document.version) == (DocumentStatus.LIVE, replaced.version)
