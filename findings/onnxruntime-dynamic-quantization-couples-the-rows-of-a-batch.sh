#!/usr/bin/env bash
# onnxruntime 1.32.0: with dynamic quantization a row's result depends on the other rows of its batch.
# Expected: a row of a matrix product is the same in any company; weights are what is rounded, once.
# Seen: activations are rounded too, with one scale for the whole tensor that comes in. A neighbour with
#   large values leaves the others few steps, so that the same text has another vector in other batches.
# Here: retrieval/embedding/onnx_embedder.py embeds every document and every question by itself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet onnxruntime==1.32.0 onnx==1.23.2 numpy==2.3.5
cd "$folder"
seen=$(env/bin/python - <<'PYTHON'
import importlib.metadata
import logging

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import quantize_dynamic

logging.disable(logging.WARNING)
onnxruntime.disable_telemetry_events()
width = 64
numbers = np.random.default_rng(7)
weights = numbers.standard_normal((width, width)).astype(np.float32)
graph = helper.make_graph(
    [helper.make_node("MatMul", ["x", "w"], ["y"])],
    "product",
    [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["rows", width])],
    [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["rows", width])],
    [numpy_helper.from_array(weights, "w")],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)])
model.ir_version = 9
onnx.save(model, "exact.onnx")
quantize_dynamic("exact.onnx", "rounded.onnx", per_channel=True)

row = numbers.standard_normal((1, width)).astype(np.float32)
loud = 20 * numbers.standard_normal((1, width)).astype(np.float32)
print("onnxruntime", importlib.metadata.version("onnxruntime"))
for name in ("exact", "rounded"):
    session = onnxruntime.InferenceSession(f"{name}.onnx", providers=["CPUExecutionProvider"])
    alone = session.run(None, {"x": row})[0][0]
    twice = session.run(None, {"x": np.concatenate([row, row])})[0][0]
    beside = session.run(None, {"x": np.concatenate([row, loud])})[0][0]
    cosine = float(alone @ beside / np.linalg.norm(alone) / np.linalg.norm(beside))
    print(name, "same beside itself:", np.allclose(alone, twice, atol=1e-5), "beside another:", cosine > 0.99999)
PYTHON
)
echo "$seen"
[ "$seen" = "onnxruntime 1.32.0
exact same beside itself: True beside another: True
rounded same beside itself: True beside another: False" ] || { echo "It behaves otherwise now." >&2; exit 1; }
