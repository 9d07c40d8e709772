"""Where the office's facts are kept. Imports `desktop.application` and below; only `bootstrap` imports it."""
