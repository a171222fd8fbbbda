"""Which topic a citizen asks for: logistic regression on character and lemma n-grams.

Stock DIET takes 13 to 15 minutes to train on 60 intents and parses in 9 ms; this trains in well under a
minute and parses in about 2 ms, with at least its accuracy (docs/evaluatie.md).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import numpy as np
import scipy.sparse as sparse
import skops.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot.dutch_spacy import LEMMAS

RANKING_LENGTH = 5
_MASK = re.compile(r"<[a-z]+(?::\d+)?>")
_NUMBER = re.compile(r"\d+")


def normalise(text: str) -> str:
    """Lower case, no diacritics, masked data and long numbers reduced to a sign; spaces squeezed."""
    text = _MASK.sub(" masker ", text.lower())
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = _NUMBER.sub(lambda match: match.group() if len(match.group()) < 3 else "999", text)
    return " ".join(text.split())


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NgramIntentClassifier(GraphComponent, IntentClassifier):
    """Predicts the intent with a probability, and the ``RANKING_LENGTH`` most likely ones."""

    @classmethod
    def required_components(cls) -> list[type]:
        """None by type: without spaCy features it works on the text alone."""
        return []

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings that measured best (docs/evaluatie.md)."""
        return {"C": 20.0, "char_ngrams": [2, 5], "lemma_ngrams": [1, 2], "dense_weight": 0.5, "random_state": 42}

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._parts: dict[str, Any] | None = None

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
            path = folder / "classifier.skops"
            component._parts = skops.io.load(path, trusted=skops.io.get_untrusted_types(file=path))
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Fit vectorisers and classifier; persist them."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        low, high = self._config["char_ngrams"]
        chars = TfidfVectorizer(analyzer="char_wb", ngram_range=(low, high), min_df=2, sublinear_tf=True)
        low, high = self._config["lemma_ngrams"]
        lemmas = TfidfVectorizer(analyzer="word", ngram_range=(low, high), min_df=1, sublinear_tf=True,
                                 token_pattern=r"(?u)\S+")  # fmt: skip
        chars.fit(normalise(e.get(TEXT)) for e in examples)
        lemmas.fit(_lemma_text(e) for e in examples)
        self._parts = {"chars": chars, "lemmas": lemmas, "model": None}
        model = LogisticRegression(
            C=self._config["C"], solver="lbfgs", max_iter=300, random_state=self._config["random_state"]
        )
        self._parts["model"] = model.fit(self._features(examples), [e.get(INTENT) for e in examples])
        with self._storage.write_to(self._resource) as folder:
            skops.io.dump(self._parts, folder / "classifier.skops")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set ``intent`` and ``intent_ranking`` on each message that has text and no intent yet."""
        assert self._parts is not None, "load or train first"
        open_messages = [m for m in messages if m.get(TEXT)]
        if not open_messages:
            return messages
        model = self._parts["model"]
        for message, chances in zip(open_messages, model.predict_proba(self._features(open_messages)), strict=True):
            order = np.argsort(-chances)[:RANKING_LENGTH]
            ranking = [{"name": str(model.classes_[i]), "confidence": float(chances[i])} for i in order]
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _features(self, messages: list[Message]) -> sparse.csr_matrix:
        assert self._parts is not None
        blocks = [
            self._parts["chars"].transform([normalise(m.get(TEXT)) for m in messages]),
            self._parts["lemmas"].transform([_lemma_text(m) for m in messages]),
        ]
        if self._config["dense_weight"]:
            dense = [_dense(message) for message in messages]
            if all(row is not None for row in dense):
                blocks.append(sparse.csr_matrix(np.vstack(dense) * self._config["dense_weight"]))
        return sparse.hstack(blocks, format="csr")


def _lemma_text(message: Message) -> str:
    return normalise(" ".join(message.get(LEMMAS) or message.get(TEXT).split()))


def _dense(message: Message) -> np.ndarray | None:
    _, sentence = message.get_dense_features(TEXT)
    return None if sentence is None else sentence.features
