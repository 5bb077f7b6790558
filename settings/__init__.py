"""One module an environment: `development`, `production`, `testing`, `demo`, over `base`.

Each has its databases in `<environment>_databases`. No module asks which environment it is in.
"""
