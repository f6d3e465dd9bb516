"""Console commands: they parse arguments, open the database, call one use case and print what it answered."""
