"""Custom actions: slots and the last message in, one answer out. Never imports `rasa`, only `rasa_sdk`."""
