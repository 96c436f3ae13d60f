"""What ``make dev`` runs: both model servers, and the product in demo mode against them.

The routes are written to ``VAR/dev/gateway.yaml``. Everything runs in processes of its own and
ends with this one: by Ctrl-C, by SIGTERM, or when one of them ends.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import yaml

from app.settings import Settings

_STOP_LIMIT_S = 15.0
_LOOK_EVERY_S = 0.2
# At this pace an answer can be watched while it is written.
_PACE = "writer:interval=35,first=300"
_PRICE = {
    "input_per_million": 2.5,
    "output_per_million": 10,
    "currency": "CHF",
    "valid_from": "2026-01-01",
}
_NOTE = """
The model servers run, and whatever they answer is made up from the passages they are sent.
Choose a fault for the next answers, while you chat:

    first route, OpenAI dialect     {site}
    second route, Bedrock Converse  {converse}

or from a shell: curl -X POST '{site}/fault/cut?times=1'
Routes: {file}
"""


def write_routes(folder: Path, base_url: str, converse: str) -> Path:
    """Write the routes of both servers, and of the quotes behind them."""
    patience = {"first_token_timeout_s": 8, "silence_timeout_s": 6, "total_timeout_s": 60}
    routes = {
        "dev-openai": {"kind": "openai", "base_url": base_url, "model": _PACE, "price": _PRICE}
        | patience,
        "dev-converse": {"kind": "bedrock", "base_url": converse, "region": "eu-central-1"}
        | {"model": _PACE, "price": _PRICE}
        | patience,
        "quotes": {"kind": "extractive"},
    }
    order = list(routes)
    roles = {"answer": order, "rewrite": order[:2], "judge": order[:2]}
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "gateway.yaml"
    head = "# Written by `make dev`, each time anew.\n"
    file.write_text(head + yaml.safe_dump({"routes": routes, "roles": roles}, sort_keys=False))
    return file


@contextlib.contextmanager
def model_server(module: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server of the tests as a process of its own, which ends with this one at the latest."""
    command = [sys.executable, "-m", f"tests.servers.{module}", "--attached"]
    # Ctrl-C reaches everything in the terminal's group; the servers outlast the product.
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            if not address:
                raise SystemExit(f"{module} did not start.")
            yield process, address
        finally:
            process.terminate()


@contextlib.contextmanager
def product(file: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The product as its command starts it; it is asked to end, and made to if it does not."""
    # Converse wants to be signed for, and the server asks nobody whether it was well signed.
    credentials = {"AWS_ACCESS_KEY_ID": "development", "AWS_SECRET_ACCESS_KEY": "development"}
    environment = credentials | os.environ | {"ALMANAC_GATEWAY_FILE": str(file)}
    process = subprocess.Popen(
        [sys.executable, "-m", "app.commands.main", "serve"],
        env=environment,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(_STOP_LIMIT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def main() -> int:
    """Run everything until stopped, or until a part of it ends; its exit status is ours."""
    # Whoever starts this in the background has SIGINT ignored, for the children too.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _interrupt)
    with contextlib.suppress(KeyboardInterrupt), contextlib.ExitStack() as stack:
        model, base_url = stack.enter_context(model_server("model_server"))
        other, converse = stack.enter_context(model_server("converse_server"))
        file = write_routes(Settings().var / "dev", base_url, converse)
        site = base_url.removesuffix("/v1")
        sys.stdout.write(_NOTE.format(site=site, converse=converse, file=file) + "\n")
        sys.stdout.flush()
        served = stack.enter_context(product(file))
        while all(process.poll() is None for process in (model, other, served)):
            time.sleep(_LOOK_EVERY_S)
        return served.poll() or 1
    return 0


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
