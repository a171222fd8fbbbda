"""What is found in a citizen's words, and with which role."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.entities import DutchEntityExtractor
from bot.lexicon import fold, read_lexicon

LISTS = {
    "werksituatie": {"ww": ["ww", "w w", "werkloosheidsuitkering"], "zzp": ["zzp", "zelfstandige"]},
    "hoogste_opleiding": {
        "mbo3": ["mbo 3", "mbo niveau 3"],
        "mbo4": ["mbo 4"],
        "vmbo": ["mavo", "lts"],
        "hbo": ["hbo"],
    },
    "sector": {"zorg_welzijn": ["zorg", "thuiszorg"], "horeca": ["horeca"]},
}


@pytest.fixture(scope="module")
def extractor(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lists")
    lines = {}
    for entity, values in LISTS.items():
        text = f"entity: {entity}\nvalues:\n"
        text += "".join(f"  {value}: {forms}\n" for value, forms in values.items())
        lines[entity] = text
        (folder / f"{entity}.yml").write_text(text, encoding="utf-8")
    places = "form\tvalue\tcommon\nzwolle\tZwolle\t0\nleiden\tLeiden\t1\nbest\tBest\t2\nzorgvlied\tZorgvlied\t0\n"
    (folder / "plaats.tsv").write_text(places, encoding="utf-8")
    occupations = "form\tvalue\tcode\nlasser\tlasser\t7212.1\nchef kok\tchef\t3434.1\n"
    (folder / "beroep.tsv").write_text(occupations, encoding="utf-8")
    return DutchEntityExtractor({"lexicon": folder})


def found(extractor, text):
    return {entity["entity"]: entity for entity in extractor.extract(text)}


def test_several_facts_in_one_sentence(extractor):
    entities = found(extractor, "Ik ben 52, zit in de WW en woon in Zwolle")
    assert entities["leeftijd"]["value"] == 52
    assert entities["werksituatie"]["value"] == "ww"
    assert entities["plaats"]["value"] == "Zwolle"


def test_what_one_is_and_what_one_wants_differ(extractor):
    assert found(extractor, "ik werk in de horeca")["sector"]["role"] == "nu"
    assert found(extractor, "ik wil naar de zorg")["sector"]["role"] == "doel"
    assert found(extractor, "vind een leerbaan als lasser in Zwolle")["beroep"]["role"] == "doel"
    assert found(extractor, "ik wil lasser worden")["beroep"]["role"] == "doel"


def test_a_school_that_is_wanted_is_a_level_aimed_at(extractor):
    assert found(extractor, "ik heb mbo 3 gedaan")["hoogste_opleiding"]["value"] == "mbo3"
    assert found(extractor, "ik wil graag mbo 4 halen")["niveau_doel"]["value"] == "mbo4"
    assert "hoogste_opleiding" not in found(extractor, "ik wil graag mbo 4 halen")


def test_a_denied_fact_is_marked(extractor):
    assert found(extractor, "ik heb geen mavo")["hoogste_opleiding"]["negated"] is True
    assert "negated" not in found(extractor, "ik heb geen werk, maar wel mavo")["hoogste_opleiding"]


def test_a_place_that_is_also_a_word_is_left_to_the_question_about_places(extractor):
    assert "plaats" not in found(extractor, "wat is het best voor mij")
    assert "plaats" not in found(extractor, "de opleiding gaat leiden tot werk")
    assert "plaats" not in found(extractor, "wie is in best veel dingen goed")
    assert found(extractor, "ik zoek iets in leiden")["plaats"]["value"] == "Leiden"
    assert found(extractor, "ik woon nu in best")["plaats"]["value"] == "Best"


def test_a_longer_word_hides_the_shorter_one(extractor):
    entities = extractor.extract("ik woon in Zorgvlied")
    assert [entity["entity"] for entity in entities] == ["plaats"]


def test_postcode_distance_and_masked_phone(extractor):
    entities = found(extractor, "8011ab, hooguit 20 km, bel <telefoon:1>")
    assert entities["plaats"]["value"] == "8011 AB"
    assert entities["reisafstand"]["value"] == 20
    assert entities["telefoon"]["value"] == "<telefoon:1>"
    assert "getal" not in entities


def test_dates_and_amounts_come_from_duckling(extractor):
    assert found(extractor, "het kost 2500 euro")["bedrag"]["value"] == 2500
    assert found(extractor, "op 1 maart 2027")["datum"]["value"] == "2027-03-01"


@given(st.text(max_size=300))
def test_positions_point_at_the_text_found(extractor, text):
    for entity in extractor.extract(text):
        assert entity["text"] == text[entity["start"] : entity["end"]]


@given(st.text(max_size=300))
def test_folding_keeps_the_length(text):
    assert len(fold(text)) == len(text)


def test_a_list_of_another_form_is_refused_by_name(tmp_path):
    (tmp_path / "fout.yml").write_text("- los\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"fout\.yml"):
        read_lexicon(tmp_path)


@pytest.mark.parametrize("text", ["welk geld is er voor een hbo diploma", "is er subsidie voor hbo"])
def test_what_money_is_for_is_wanted_not_had(extractor, text):
    assert found(extractor, text)["niveau_doel"]["value"] == "hbo"


def test_where_somebody_works_is_not_what_they_learned(extractor):
    assert "hoogste_opleiding" not in found(extractor, "ik werk op een hbo als conciërge")


@pytest.mark.parametrize("text", ["mijn moeder is 60", "mijn broer heeft ww kan hij iets krijgen"])
def test_a_relative_is_somebody_else(extractor, text):
    assert found(extractor, text)["rol"]["value"] == "voor_een_ander"


def test_a_relative_beside_oneself_changes_nothing(extractor):
    assert "rol" not in found(extractor, "mijn man werkt en ik zoek een opleiding")
