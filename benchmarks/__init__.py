"""Side-by-side measurements against other ways to give each customer a database: see docs/benchmarks.md."""
