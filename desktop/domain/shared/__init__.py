"""Values shared by every wing: identifiers, dates, spans, names."""
