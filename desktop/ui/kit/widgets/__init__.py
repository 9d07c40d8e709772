"""The widget kit of the pages: widgets that show a frozen value and emit an intent, and hold no rule."""
