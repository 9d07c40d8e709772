"""The kit that pages are made of: widgets that show a frozen value and emit an intent, and hold no rule."""
