"""The icons that are offered for an assistant."""

from __future__ import annotations

from app.assets.release import PUBLIC
from app.pages.admin.drafts.forms import OF_PAGES
from app.settings import ROOT
from assistants.profiles import read_profiles


def test_what_controls_look_like_is_not_offered_for_an_assistant() -> None:
    offered = {icon.stem for icon in (PUBLIC / "icons").glob("*.svg")} - OF_PAGES

    assert offered == {one.icon for one in read_profiles(ROOT / "assistants" / "profiles")}
