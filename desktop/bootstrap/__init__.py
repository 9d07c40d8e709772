"""The composition root: the only place where parts are chosen and put together.

Its modules are loaded behind the sign-in window, which has painted by then. What an office opens without (the server's
engine, libvlc, decoders, the verifier) is imported inside the functions that need it.
"""
