"""Write trained readers as they are shipped: export_reader.py BASE TEXTS READER.pt... -> READER/.

Of every reader ``reader.onnx`` and ``pieces.txt``. TEXTS is a folder of raw texts (``*.jsonl.gz``); word pieces that
they do not use are left out, their words are read in smaller pieces. Weights are 8-bit integers with a scale for each
matrix column, computed with 8-bit activations; they stay within 7 bits, as processors without VNNI would overflow.
"""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quant_pre_process, quantize_dynamic
from reader_model import OneSentence, ReaderModel

from claimx.annotate.reader import WordPieces

LEAST = 3  # times that a piece has to stand in the raw text
RESERVED = 106  # marks and unused pieces at the front of the vocabulary
INPUTS = ["pieces", "segments", "marked", "first", "last"]
OUTPUTS = ["types", "directions", "kinds", "ends"]


def used(vocabulary: list[str], texts: list[Path]) -> list[int]:
    """Pieces that stay: marks, single characters, and those that the texts use."""
    words = WordPieces(vocabulary)
    seen: Counter[int] = Counter()
    for path in texts:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                seen.update(p.id for p in words.read(json.loads(line)["text"], 0))
    return [k for k, p in enumerate(vocabulary) if k < RESERVED or len(p.removeprefix("##")) == 1 or seen[k] >= LEAST]


def export(model: ReaderModel, path: Path) -> None:
    """Write the model with weights of 8 bits."""
    length, numbers = 40, 3
    example = (
        torch.ones(length, dtype=torch.long),
        torch.ones(length, dtype=torch.long),
        torch.zeros(length),
        torch.arange(numbers),
        torch.arange(numbers) + 1,
    )
    axes = {name: {0: "length"} for name in INPUTS[:3]} | {name: {0: "numbers"} for name in (*INPUTS[3:], *OUTPUTS)}
    axes["ends"][1] = "length"
    with tempfile.TemporaryDirectory() as folder:
        plain, ready = Path(folder, "plain.onnx"), Path(folder, "ready.onnx")
        torch.onnx.export(
            OneSentence(model).eval(), example, plain, input_names=INPUTS, output_names=OUTPUTS, dynamic_axes=axes,
            opset_version=17, dynamo=False,
        )  # fmt: skip
        quant_pre_process(plain, ready, skip_symbolic_shape=True)
        quantize_dynamic(ready, path, per_channel=True, weight_type=QuantType.QInt8, reduce_range=True)
    onnx.checker.check_model(path)


def main(base: str, texts: str, *readers: str) -> None:
    """Prune, export, write."""
    vocabulary = Path(base, "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    kept = used(vocabulary, sorted(Path(texts).glob("*.jsonl.gz")))
    for weights in map(Path, readers):
        model = ReaderModel(Path(base))
        model.load_state_dict(torch.load(weights, weights_only=True))
        table = model.bert.embeddings.word_embeddings
        model.bert.embeddings.word_embeddings = torch.nn.Embedding.from_pretrained(table.weight[kept])
        folder = weights.with_suffix("")
        folder.mkdir(exist_ok=True)
        export(model, folder / "reader.onnx")
        (folder / "pieces.txt").write_text("\n".join(vocabulary[k] for k in kept), encoding="utf-8")
        size = (folder / "reader.onnx").stat().st_size / 1e6
        print(f"{folder.name}: {len(kept)} of {len(vocabulary)} word pieces, {size:.1f} MB")


if __name__ == "__main__":
    main(*sys.argv[1:])
