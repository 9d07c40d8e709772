"""A PC joins an office (it asks, an administrator grants that elsewhere, it opens the answer), or is withdrawn."""
