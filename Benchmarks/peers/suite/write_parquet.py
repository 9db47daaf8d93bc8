"""The Parquet file that DuckDB is asked on: `python -m suite.write_parquet LOG FILE`, never timed."""

import sys

from . import duckdb_relief

if __name__ == "__main__":
    duckdb_relief.write_parquet(*sys.argv[1:3])
    print("{}")
