"""What everything in the database's package uses: names, values, transactions."""
