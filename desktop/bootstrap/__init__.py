"""The composition root: the only place where parts are chosen and put together.

Heavy imports (database, libvlc, keyring, decoders) stand inside the functions, so that the sign-in window can paint
before any of them.
"""
