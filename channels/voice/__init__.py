"""The telephone: one dialogue over the conversation of all channels, rendered as TwiML or as jambonz JSON."""
