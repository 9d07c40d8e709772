"""OpenSSL's codes for what is wrong with the certificate that a server shows."""

from __future__ import annotations

EXPIRED, OTHER_NAMES = 10, frozenset({62, 64})
"""X509_V_ERR_CERT_HAS_EXPIRED; X509_V_ERR_HOSTNAME_MISMATCH and X509_V_ERR_IP_ADDRESS_MISMATCH."""
