"""Poseidon's engine and its model of people, under the same views as the others."""
