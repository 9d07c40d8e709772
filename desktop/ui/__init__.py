"""Windows and widgets. Only this package imports Qt; views emit intents, presenters pass them to use cases."""
