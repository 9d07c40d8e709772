"""The office's database. Imports `desktop.application` and below; only `bootstrap` imports it."""
