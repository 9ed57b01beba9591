"""Enter: text of an item. Leave: mentions."""
