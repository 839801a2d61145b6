"""Publishing: an edition made visible whole, at once, and for good."""
