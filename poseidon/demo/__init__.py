"""The demonstration: three invented customers in SQLite files, made once and kept.

`prepare` tells the whole story; the other files each know one part of it.
"""
