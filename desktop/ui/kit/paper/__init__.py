"""Typesetting, printing and saving on sheets of paper."""
