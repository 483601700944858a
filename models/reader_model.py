"""The claim reader as a torch module: a BERT encoder with heads for type, direction, kind and role phrases."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertModel

from claimx.annotate.reader import DIRECTIONS, KINDS, ROLES, TYPES

_HEAD = 256  # width of the layer that scores a piece as an end of a phrase
_DROPOUT = 0.1
_FAR = 40  # pieces; distances from the number beyond it are one
MASKED = -1e4


class ReaderModel(nn.Module):
    """Encoder and heads. All numbers of a sentence are read in one pass, each by the states of its own pieces."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(base, add_pooling_layer=False)
        width = self.bert.config.hidden_size
        self.mark = nn.Parameter(torch.zeros(width))
        answers = len(TYPES) + len(DIRECTIONS) + len(KINDS)
        self.answer = nn.Sequential(
            nn.Linear(3 * width, width), nn.GELU(), nn.Dropout(_DROPOUT), nn.Linear(width, answers)
        )
        self.of_piece, self.of_number = nn.Linear(width, _HEAD), nn.Linear(width, _HEAD)
        self.ends = nn.Parameter(torch.randn(2 * len(ROLES), _HEAD) * 0.05)
        self.distance = nn.Embedding(2 * _FAR + 3, 2 * len(ROLES))
        nn.init.zeros_(self.distance.weight)

    def forward(
        self, pieces: Tensor, segments: Tensor, marked: Tensor, mask: Tensor, row: Tensor, first: Tensor, last: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Logits of the answers (numbers, 15) and of the ends of the phrases (numbers, length, 2 × roles).

        Args:
            pieces: ids, shape (sentences, length).
            segments: 0 context, 1 sentence; as all that follows, of the same shape.
            marked: 1 where a number is read.
            mask: 1 where there is a piece.
            row: sentence of each number, shape (numbers,).
            first: first piece of each number.
            last: last piece of each number.
        """
        states = self.bert.embeddings(input_ids=pieces, token_type_ids=segments) + marked.unsqueeze(-1) * self.mark
        seen = (1.0 - mask[:, None, None, :].to(states.dtype)) * MASKED
        for layer in self.bert.encoder.layer:
            out = layer(states, seen)
            states = out[0] if isinstance(out, tuple) else out
        begin, end = states[row, first], states[row, last]
        answers = self.answer(torch.cat([begin, end, states[row, 0]], -1))
        joined = torch.tanh(self.of_piece(states)[row] + self.of_number((begin + end) / 2)[:, None])
        steps = torch.arange(pieces.shape[1])[None] - first[:, None]
        steps = torch.where(torch.arange(pieces.shape[1])[None] == 0, -_FAR - 1, steps.clamp(-_FAR, _FAR))
        ends = joined @ self.ends.T + self.distance(steps + _FAR + 1)
        return answers, ends.masked_fill(mask[row][:, :, None] == 0, MASKED)


class OneSentence(nn.Module):
    """The model as it is shipped: one sentence at a time, probabilities and log-probabilities instead of logits."""

    def __init__(self, model: ReaderModel) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, pieces: Tensor, segments: Tensor, marked: Tensor, first: Tensor, last: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Inputs and outputs as `claimx.annotate.reader.inputs` and `claimx.annotate.reader.Reader.read` have them."""
        row, mask = torch.zeros_like(first), torch.ones_like(pieces)[None]
        answers, ends = self.model(pieces[None], segments[None], marked[None], mask, row, first, last)
        types, directions, kinds = answers.split([len(TYPES), len(DIRECTIONS), len(KINDS)], -1)
        return types.softmax(-1), directions.softmax(-1), kinds.softmax(-1), ends.log_softmax(1)
