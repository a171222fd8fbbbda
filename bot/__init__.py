"""What runs inside the Rasa process: pipeline components, the tracker store, the call to the action server.

The only folder that imports ``rasa``. Nothing in here knows about arrangements, channels or people.
"""
