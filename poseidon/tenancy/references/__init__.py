"""References between rows that no foreign key connects: a plain column that holds another row's key.

The rows may live in different databases (a conference's `sponsor` is the acronym of an account), and the
older product writes the column too, so that a reference may be empty or point nowhere at any time.

reference.py   the declaration on a model, and the attribute
keys.py        when two keys are the same, as the servers see it
reading.py     the rows that a set of keys names, in few queries
prefetch.py    the referred rows of many rows, along paths
counts.py      how many rows refer to each of many rows
querysets.py   both of these as queryset methods
dangling.py    rows whose reference points nowhere
referrers.py   who refers to a row, before it is deleted
"""
