"""What Leerwijs knows: records in YAML, the code that checks, compiles, reasons over and searches them.

Editors work in `regelingen/`, `antwoorden/`, `lokets/`, `catalogus/` and `teksten.yaml`. `python -m knowledge check`
says what is wrong with a record; `python -m knowledge compile` writes the immutable file that the action servers read.
Nothing here knows Rasa, a channel or a conversation.
"""
