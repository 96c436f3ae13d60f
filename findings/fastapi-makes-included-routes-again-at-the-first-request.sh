#!/usr/bin/env bash
# FastAPI 0.165.0: the routes of an included router are made again by the first request, for each application.
# Expected: what its documentation says of include_router, that it is the work of an instant and done at start.
# Seen: including does nothing yet. The first request, whatever it asks for, analyses every parameter of
#   every included route once more, and a second application that includes the same router does it again.
#   Some 200 routes with some 1,800 parameters took .4 to .9 s of a processor each time.
# Here: app/api/application.py and app/pages/site.py share routers that were included once in a process.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet fastapi==0.165.0 httpx==0.28.1 pydantic==2.14.3 starlette==1.10.0
cd "$folder"
seen=$(env/bin/python - <<'PYTHON' 2>/dev/null
import asyncio
import importlib.metadata

import httpx
from fastapi import APIRouter, FastAPI
from pydantic_core import core_schema

analysed = 0


class Number(int):
    @classmethod
    def __get_pydantic_core_schema__(cls, source, handler):
        global analysed
        analysed += 1
        return core_schema.int_schema()


def since(what):
    global analysed
    print(f"{what}: {analysed}")
    analysed = 0


async def ask(app):
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
        print("status", (await client.get("/elsewhere")).status_code)


print("fastapi", importlib.metadata.version("fastapi"))
router = APIRouter()
for place in range(10):

    @router.get(f"/{place}")
    def read(number: Number) -> None: ...


since("ten routes declared")
for name in ("one", "another"):
    app = FastAPI()
    app.include_router(router)
    since(f"included in {name}")
    asyncio.run(ask(app))
    since(f"first request of {name}")
    asyncio.run(ask(app))
    since(f"second request of {name}")
shared = APIRouter()
shared.include_router(router)
for name in ("a third", "a fourth"):
    app = FastAPI()
    app.router.routes.extend(shared.routes)
    asyncio.run(ask(app))
    since(f"first request of {name}, with what was included before")
PYTHON
)
echo "$seen"
[ "$seen" = "fastapi 0.165.0
ten routes declared: 10
included in one: 0
status 404
first request of one: 10
status 404
second request of one: 0
included in another: 0
status 404
first request of another: 10
status 404
second request of another: 0
status 404
first request of a third, with what was included before: 10
status 404
first request of a fourth, with what was included before: 0" ] || { echo "It behaves otherwise now." >&2; exit 1; }
