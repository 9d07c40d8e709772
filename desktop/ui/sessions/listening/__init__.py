"""The listening screen: player, speech lanes, captions, and what covers it."""
