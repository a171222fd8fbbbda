"""What we take from spaCy: lemma, part of speech and ``doc.tensor``.

Rasa's own ``SpacyFeaturizer`` reads static word vectors. The small Dutch models have none, so it yields
features of zeros without a word of warning; hence this component.

``nl_core_news_sm`` is published outside the package registries. Where it cannot be fetched, the model in
``bot/models`` (see the README there) takes its place, and one log line says so.
"""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
import spacy
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.language import Language
from spacy.tokens import Doc

from bot.parts import with_parts

logger = logging.getLogger(__name__)

LEMMAS = "lemmas"  # message property: list of lower-case lemmas, content and function words alike
_UNUSED_PIPES = ["ner", "parser", "senter"]


class NoDutchModel(RuntimeError):
    """Neither the preferred nor the fallback spaCy model is installed."""


def load_language(model: str, fallback: str) -> Language:
    """Load ``model``; if it is not installed, ``fallback``.

    Raises:
        NoDutchModel: when neither is installed.
    """
    for name in (model, fallback):
        try:
            nlp = spacy.load(name, exclude=_UNUSED_PIPES)
        except OSError:
            continue
        if name != model:
            logger.warning("spaCy model %s is not installed; %s is used instead.", model, name)
        return nlp
    raise NoDutchModel(f"Install {model} (make setup) or {fallback} (shipped in bot/models).")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class DutchSpacyFeaturizer(GraphComponent):
    """Sets the lemmas of a message and a dense sentence feature: the mean of ``doc.tensor``, length 1."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the names of the preferred model and of the one shipped."""
        return {
            "model": "nl_core_news_sm",
            "fallback": "nl_udnl_sm",
            FEATURIZER_CLASS_ALIAS: "DutchSpacyFeaturizer",
        }

    def __init__(self, config: dict[str, Any]) -> None:
        self._alias = config[FEATURIZER_CLASS_ALIAS]
        self._nlp = load_language(config["model"], config["fallback"])

    @classmethod
    def create(
        cls: type[DutchSpacyFeaturizer],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DutchSpacyFeaturizer:
        """Create the component (Rasa's factory)."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Add lemmas and features to messages that have text, and to their parts."""
        self._describe(with_parts(messages))
        return messages

    def _describe(self, with_text: list[Message]) -> None:
        docs = self._nlp.pipe(message.get(TEXT) for message in with_text)
        for message, doc in zip(with_text, docs, strict=True):
            message.set(LEMMAS, [token.lemma_.lower() for token in doc if not token.is_punct])
            features = Features(sentence_vector(doc), FEATURE_TYPE_SENTENCE, TEXT, self._alias)
            message.add_features(features)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Featurize the training examples."""
        self._describe([example for example in training_data.training_examples if example.get(TEXT)])
        return training_data


def sentence_vector(doc: Doc) -> np.ndarray:
    """Return the mean of ``doc.tensor`` scaled to length 1; shape (1, width). Zeros for an empty text."""
    if not len(doc):
        return np.zeros((1, 96), dtype=np.float32)
    mean = np.asarray(doc.tensor, dtype=np.float32).mean(axis=0, keepdims=True)
    norm = float(np.linalg.norm(mean))
    return mean / norm if norm else mean
