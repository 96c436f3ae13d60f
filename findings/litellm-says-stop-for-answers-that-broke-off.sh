#!/usr/bin/env bash
# litellm 1.108.7: a stream whose server ends it with the finish reason "abort", or with an event
# that tells of an error in vLLM's words, comes out as a whole answer that ended with "stop".
# Expected: the reason as the server gave it, or an error; vLLM gives "abort" where it gives up a
# request, and {"object": "error", ...} where its engine breaks in mid-stream. An error as OpenAI
# writes it, {"error": {...}}, is told.
# Seen: text, then finish_reason "stop", in the library and, through it, in the proxy.
# Here: gateway/output/endings.py and gateway/routes/errors.py tell such ends from whole answers;
# behind LiteLLM they cannot, so half an answer is taken for a whole one there.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet "litellm==1.108.7"
seen=$(LITELLM_LOCAL_MODEL_COST_MAP=True "$folder/env/bin/python" - 2>/dev/null <<'PYTHON'
import http.server
import importlib.metadata
import json
import threading

import litellm

litellm.suppress_debug_info = True


def chunk(text, reason=None):
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": reason}
    return {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m",
            "choices": [choice]}


ENDS = {
    "abort": chunk("", "abort"),
    "vllm": {"object": "error", "message": "EngineCore encountered an issue",
             "type": "InternalServerError", "param": None, "code": 500},
    "openai": {"error": {"message": "no", "type": "server_error", "code": 500}},
}


class Server(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        for event in (chunk("The dose is "), chunk("twelve "), ENDS[asked["model"]]):
            self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
        self.wfile.write(b"data: [DONE]\n\n")


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
found = []
for end in ENDS:
    try:
        chunks = litellm.completion(
            model=f"openai/{end}", messages=[{"role": "user", "content": "?"}], stream=True,
            api_base=f"http://127.0.0.1:{server.server_address[1]}/v1", api_key="k",
            max_retries=0, num_retries=0,
        )
        reasons = [each.choices[0].finish_reason for each in chunks]
        found.append(f"{end}={reasons[-1]}")
    except Exception:
        found.append(f"{end}=error")
print(importlib.metadata.version("litellm"), *found)
PYTHON
)
echo "$seen"
[ "$seen" = "1.108.7 abort=stop vllm=stop openai=error" ] || {
    echo "It behaves otherwise now." >&2
    exit 1
}
