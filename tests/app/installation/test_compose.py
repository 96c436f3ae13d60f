"""The composition: whole, closed to the outside, and without a secret in it."""

from __future__ import annotations

import re
from typing import Any

import yaml

from app.reference.pages import variables
from app.settings import ROOT
from tests.app.installation.dockerfile import parse

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ENGINES = ("database", "chroma", "lake")


def test_it_has_the_product_and_the_three_things_it_uses() -> None:
    assert set(SERVICES) == {"almanac", "bucket", *ENGINES}


def test_the_product_waits_until_everything_it_uses_is_healthy() -> None:
    waits = SERVICES["almanac"]["depends_on"]

    assert waits["database"]["condition"] == "service_healthy"
    assert waits["chroma"]["condition"] == "service_healthy"
    assert waits["bucket"]["condition"] == "service_completed_successfully"
    assert SERVICES["bucket"]["depends_on"]["lake"]["condition"] == "service_healthy"
    assert all(SERVICES[name]["healthcheck"]["test"][0] == "CMD" for name in ENGINES)


def test_only_the_product_can_be_reached_and_only_on_loopback() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}

    assert published == {"almanac": ["127.0.0.1:${ALMANAC_PORT:-8000}:8000"]}
    assert all(SERVICES[name]["networks"] == ["inside"] for name in (*ENGINES, "bucket"))
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_the_product_can_write_to_its_volume_and_nowhere_else() -> None:
    product = SERVICES["almanac"]
    (volume,) = (step.words[0] for step in _dockerfile() if step.keyword == "VOLUME")

    assert product["read_only"] is True
    assert product["cap_drop"] == ["ALL"]
    assert [each for each in product["volumes"] if not each.endswith(":ro")] == [
        f"almanac:{volume}"
    ]


def test_documents_and_files_of_the_company_come_from_folders_that_exist_by_default() -> None:
    mounts = [each for each in SERVICES["almanac"]["volumes"] if each.endswith(":ro")]
    found = [re.fullmatch(r"\$\{(\w+):-(\./[^}]+)\}:(/\w+):ro", each) for each in mounts]
    folders = {match[3]: ROOT / match[2] for match in found if match}

    assert len(folders) == len(mounts)
    for name in ("ALMANAC_SOURCES", "ALMANAC_IDENTITY_FILE"):
        default = SERVICES["almanac"]["environment"][name].partition(":-")[2].rstrip("}")
        _, top, *below = default.split("/")
        assert folders[f"/{top}"].joinpath(*below).exists()


def test_every_secret_has_to_be_given() -> None:
    secrets = {
        f"{service}.{name}": value
        for service, content in SERVICES.items()
        for name, value in content.get("environment", {}).items()
        if re.search(r"PASSWORD|SECRET|DATABASE_URL", name)
    }

    assert len(secrets) == 7
    assert [
        name for name, value in secrets.items() if not re.search(r"\$\{\w+:\?.+\}", value)
    ] == []


def test_every_setting_reaches_the_product_and_no_other_is_named() -> None:
    known = {variable.name for variable in variables()}
    used = {name for name in SERVICES["almanac"]["environment"] if name.startswith("ALMANAC_")}

    # The image sets where it listens and writes, and a company signs nobody in without a password.
    fixed = {"ALMANAC_HOST", "ALMANAC_PORT", "ALMANAC_VAR", "ALMANAC_DEMO"}
    example = set(
        re.findall(r"^#?(ALMANAC_\w+)=", (ROOT / ".env.example").read_text("utf-8"), re.M)
    )

    assert used == known - fixed == example - fixed
    assert {"ALMANAC_DATABASE_URL", "ALMANAC_CHROMA_URL", "ALMANAC_LAKE_URL"} <= used


def test_the_addresses_name_services_of_the_composition() -> None:
    environment = SERVICES["almanac"]["environment"]

    assert environment["ALMANAC_DATABASE_URL"].endswith("@database/almanac")
    assert environment["ALMANAC_CHROMA_URL"] == "http://chroma:8000"
    assert environment["AWS_ENDPOINT_URL_S3"] == "http://lake:9000"


def test_every_image_bears_a_version_and_chroma_the_one_of_our_client() -> None:
    images = {name: service["image"] for name, service in SERVICES.items()}
    client = re.search(r"^chromadb==(\S+)", (ROOT / "requirements.txt").read_text("utf-8"), re.M)

    assert client is not None
    assert images["chroma"] == f"chromadb/chroma:{client[1]}"
    assert [image for image in images.values() if ":" not in image or "latest" in image] == []


def test_every_volume_is_declared() -> None:
    every = [volume for service in SERVICES.values() for volume in service.get("volumes", ())]
    used = {volume.split(":")[0] for volume in every if not volume.endswith(":ro")}

    assert used == set(COMPOSE["volumes"])


def _dockerfile() -> list[Any]:
    return list(parse((ROOT / "Dockerfile").read_text("utf-8")))
