"""What every channel shares: one conversation, its owner, its order and its storage."""
