"""A council's directory of people, asked over LDAP and TLS."""
