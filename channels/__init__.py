"""The gateway: the only part of Leerwijs that is reachable from outside.

`conversation` holds what every way in shares (owner, order, masking, storage, events); `web` is one way in.
"""
