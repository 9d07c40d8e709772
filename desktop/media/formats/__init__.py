"""The formats of recordings: which is this, and how is it laid out?"""
