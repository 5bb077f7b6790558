"""Which database a model is read from, written to, related in and migrated on."""
