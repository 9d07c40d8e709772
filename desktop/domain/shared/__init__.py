"""What every wing uses: identifiers, dates, spans, names."""
