"""Taking over leerbanen and programmes from others: `python -m knowledge import FORMAT SOURCE --name NAME`.

A format (`ooapi`, `schema_org`, `spreadsheet`, `leerbanen`) reads a delivery into drafts; `normal` makes records of
them, with what `matching` knows of places, occupations and qualifications; `run` judges the whole and takes it over in
the `store`, or leaves everything as it was; `imported` gives the records to the compiler. See docs/catalogus.md.
"""
