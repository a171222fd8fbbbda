"""The way in over HTTP: the API of the widget, Rasa's own REST format, the page and the operator's routes."""
