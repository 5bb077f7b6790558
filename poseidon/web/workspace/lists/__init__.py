"""Lists of people, abstracts, sessions and registrations: filters, order and columns stand in the address."""
