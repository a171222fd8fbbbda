"""Which topic a citizen asks for: logistic regression on character and lemma n-grams.

Stock DIET takes 13 to 15 minutes to train on 60 intents and parses in 9 ms; this trains in well under a
minute and parses in about 2 ms, with at least its accuracy (docs/evaluatie.md).
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sparse
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot.dutch_spacy import LEMMAS
from bot.parts import PARTS, with_parts

RANKING_LENGTH = 5
DOUBT = 0.4  # below this the whole would not be answered (the threshold of the fallback), so its parts may help
CLEAR = 0.7  # a part is taken for the question from this probability on

# Topics of somebody who tells something and may ask something else in the same breath.
TELLING = {"gesprek_antwoord", "gesprek_groet", "gesprek_bedankt", "gesprek_bevestig", "gesprek_ontken"}
NO_QUESTION = TELLING | {"gesprek_buiten_bereik", "gesprek_correctie", "gesprek_weet_niet", "gesprek_stop"}

Ranking = list[dict[str, Any]]
_MASK = re.compile(r"<[a-z]+(?::\d+)?>")
_NUMBER = re.compile(r"\d+")


def normalise(text: str) -> str:
    """Lower case, no diacritics, masked data and long numbers reduced to a sign; spaces squeezed."""
    text = _MASK.sub(" masker ", text.lower())
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = _NUMBER.sub(lambda match: match.group() if len(match.group()) < 3 else "999", text)
    return " ".join(text.split())


@dataclass
class Trained:
    """Vocabularies with their weights, and the regression: all there is to keep."""

    chars: TfidfVectorizer
    lemmas: TfidfVectorizer
    topics: list[str]
    weights: np.ndarray  # (features, topics), float32
    intercepts: np.ndarray  # (topics,)

    def chances(self, features: sparse.csr_matrix) -> np.ndarray:
        """Return the probability of each topic; shape (messages, topics)."""
        scores = features @ self.weights + self.intercepts
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(scores / scores.sum(axis=1, keepdims=True))

    def save(self, folder: Path) -> None:
        """Write as text and arrays. No pickle; and skops takes 90 s to load vocabularies of this size."""
        terms = {name: _terms(getattr(self, name)) for name in ("chars", "lemmas")}
        (folder / "terms.json").write_text(json.dumps({**terms, "topics": self.topics}), encoding="utf-8")
        np.savez(
            folder / "weights.npz",
            weights=self.weights,
            intercepts=self.intercepts,
            chars_idf=self.chars.idf_.astype(np.float32),
            lemmas_idf=self.lemmas.idf_.astype(np.float32),
        )

    @classmethod
    def load(cls, folder: Path, config: dict[str, Any]) -> Trained:
        """Read what ``save`` wrote. Raises FileNotFoundError if there is nothing."""
        terms = json.loads((folder / "terms.json").read_text(encoding="utf-8"))
        arrays = np.load(folder / "weights.npz", allow_pickle=False)
        chars, lemmas = vectorisers(config, terms["chars"], terms["lemmas"])
        chars.idf_, lemmas.idf_ = arrays["chars_idf"], arrays["lemmas_idf"]
        return cls(chars, lemmas, terms["topics"], arrays["weights"], arrays["intercepts"])


def vectorisers(
    config: dict[str, Any], chars: list[str] | None = None, lemmas: list[str] | None = None
) -> tuple[TfidfVectorizer, TfidfVectorizer]:
    """Return the two vectorisers of a configuration, with a known vocabulary or to be fitted."""
    shared = {"sublinear_tf": True, "min_df": 1 if chars else 2}
    return (
        TfidfVectorizer(analyzer="char_wb", ngram_range=tuple(config["char_ngrams"]), vocabulary=chars, **shared),
        TfidfVectorizer(token_pattern=r"\S+", ngram_range=tuple(config["lemma_ngrams"]), vocabulary=lemmas, **shared),
    )


def _terms(vectoriser: TfidfVectorizer) -> list[str]:
    return sorted(vectoriser.vocabulary_, key=vectoriser.vocabulary_.__getitem__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NgramIntentClassifier(GraphComponent, IntentClassifier):
    """Predicts the intent with a probability, and the ``RANKING_LENGTH`` most likely ones."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings that measured best (docs/evaluatie.md)."""
        return {
            "C": 10.0,  # inverse of the regularisation
            "char_ngrams": [2, 5],
            "lemma_ngrams": [1, 2],
            # Dense features that count, by the featurizer they come from; the others are ignored.
            "dense_weights": {"SentenceEncoder": 1.0, "DutchSpacyFeaturizer": 0.3},
        }

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._trained: Trained | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NgramIntentClassifier:
        """Create an untrained classifier (Rasa's factory)."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NgramIntentClassifier:
        """Load a trained classifier. Raises ValueError if it was never trained."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._trained = Trained.load(folder, config)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Fit vectorisers and regression; persist them."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        chars, lemmas = vectorisers(self._config)
        chars.fit(normalise(e.get(TEXT)) for e in examples)
        lemmas.fit(_lemma_text(e) for e in examples)
        regression = LogisticRegression(C=self._config["C"], solver="lbfgs", max_iter=300, tol=1e-3)
        regression.fit(self._features(examples, chars, lemmas), [e.get(INTENT) for e in examples])
        self._trained = Trained(
            chars,
            lemmas,
            [str(topic) for topic in regression.classes_],
            np.ascontiguousarray(regression.coef_.T, dtype=np.float32),
            regression.intercept_.astype(np.float32),
        )
        with self._storage.write_to(self._resource) as folder:
            self._trained.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set ``intent`` and ``intent_ranking`` on each message that has text."""
        with_text = with_parts(messages)
        if not with_text:
            return messages
        trained = self._trained
        assert trained is not None, "load or train first"
        chances = trained.chances(self._features(with_text, trained.chars, trained.lemmas))
        rankings = {id(m): _ranking(trained.topics, row) for m, row in zip(with_text, chances, strict=True)}
        for message in messages:
            if message.get(TEXT):
                ranking = _decide(rankings[id(message)], [rankings[id(part)] for part in message.get(PARTS)])
                message.set("intent", ranking[0], add_to_output=True)
                message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _features(self, messages: list[Message], chars: TfidfVectorizer, lemmas: TfidfVectorizer) -> sparse.csr_matrix:
        blocks = [
            chars.transform([normalise(message.get(TEXT)) for message in messages]),
            lemmas.transform([_lemma_text(message) for message in messages]),
        ]
        for origin, weight in self._config["dense_weights"].items():
            rows = [_dense(message, origin) for message in messages]
            if all(row is not None for row in rows):
                blocks.append(sparse.csr_matrix(np.vstack(rows) * weight))
        return sparse.hstack(blocks, format="csr")


def _ranking(topics: list[str], chances: np.ndarray) -> Ranking:
    order = np.argsort(-chances)[:RANKING_LENGTH]
    return [{"name": topics[i], "confidence": float(chances[i])} for i in order]


def _decide(whole: Ranking, parts: list[Ranking]) -> Ranking:
    """Return the ranking to answer by: that of the whole, or of the part that is a clear question."""
    if whole[0]["confidence"] >= DOUBT and whole[0]["name"] not in TELLING:
        return whole
    questions = [part for part in parts if part[0]["name"] not in NO_QUESTION and part[0]["confidence"] >= CLEAR]
    return max(questions, key=lambda part: part[0]["confidence"]) if questions else whole


def _lemma_text(message: Message) -> str:
    return normalise(" ".join(message.get(LEMMAS) or message.get(TEXT).split()))


def _dense(message: Message, origin: str) -> np.ndarray | None:
    for features in message.features:
        if features.origin == origin and features.type == FEATURE_TYPE_SENTENCE and features.attribute == TEXT:
            return np.asarray(features.features)
    return None
