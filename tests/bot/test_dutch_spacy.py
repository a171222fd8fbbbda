"""The preferred Dutch model is used where it is installed, ours where it is not, and it yields features."""

import logging
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml
from rasa.engine.graph import GraphComponent
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.utils.common import class_from_module_path

from bot.dutch_spacy import LEMMAS, DutchSpacyFeaturizer, NoDutchModel, load_language

CONFIG = yaml.safe_load(Path("config.yml").read_text(encoding="utf-8"))
STUB = """
import spacy
def load(**overrides):
    nlp = spacy.blank("nl")
    nlp.meta["name"] = "core_news_sm"
    return nlp
"""


def featurizer(**changes):
    return DutchSpacyFeaturizer({**DutchSpacyFeaturizer.get_default_config(), **changes})


def test_the_configuration_names_the_published_model():
    [step] = [s for s in CONFIG["pipeline"] if s["name"].endswith("DutchSpacyFeaturizer")]
    assert step["model"] == "nl_core_news_sm"


def test_the_preferred_model_is_taken_where_it_is_installed(tmp_path, monkeypatch):
    package = tmp_path / "nl_core_news_sm"
    package.mkdir()
    (package / "__init__.py").write_text(STUB)
    information = tmp_path / "nl_core_news_sm-3.4.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: nl-core-news-sm\nVersion: 3.4.0\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    nlp = load_language("nl_core_news_sm", "nl_udnl_sm")
    sys.modules.pop("nl_core_news_sm", None)
    assert nlp.meta["name"] == "core_news_sm"


def test_the_shipped_model_takes_its_place_and_one_line_says_so(caplog):
    with caplog.at_level(logging.WARNING):
        nlp = load_language("nl_niet_te_krijgen", "nl_udnl_sm")
    assert nlp.meta["name"] == "udnl_sm"
    assert len(caplog.records) == 1
    assert "nl_niet_te_krijgen" in caplog.text


def test_without_any_model_the_error_says_what_to_do():
    with pytest.raises(NoDutchModel, match="nl_geen_a"):
        load_language("nl_geen_a", "nl_geen_b")


def test_every_configured_featurizer_yields_features():
    """Rasa's SpacyFeaturizer yields zeros for models without static vectors, silently."""
    names = [step["name"] for step in CONFIG["pipeline"] if "Featurizer" in step["name"] or "Encoder" in step["name"]]
    assert len(names) == 2
    for name in names:
        assert name.startswith("bot."), f"{name}: a featurizer that was never tried with this model"
        component: type[GraphComponent] = class_from_module_path(name)
        message = Message({TEXT: "Ik wil graag lasser worden in Zwolle"})
        component({**component.get_default_config()}).process([message])
        [features] = message.features
        assert np.count_nonzero(features.features) > 50, name


def test_different_sentences_have_different_features_of_length_one():
    messages = [Message({TEXT: "ik zoek een leerbaan"}), Message({TEXT: "wat kost evc"})]
    featurizer().process(messages)
    first, second = (m.get_dense_features(TEXT)[1].features for m in messages)
    assert not np.allclose(first, second)
    assert np.linalg.norm(first) == pytest.approx(1.0, abs=1e-5)


def test_lemmas_are_set_and_a_message_without_text_is_left_alone():
    with_text, without = Message({TEXT: "ik werkte in winkels"}), Message({})
    featurizer().process([with_text, without])
    assert "winkel" in with_text.get(LEMMAS)
    assert without.get(LEMMAS) is None


def test_emptyish_text_yields_zeros_not_an_error():
    message = Message({TEXT: "   "})
    featurizer().process([message])
    assert message.get_dense_features(TEXT)[1].features.shape[0] == 1
