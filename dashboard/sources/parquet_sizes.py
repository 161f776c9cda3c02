"""
Print the bytes of some columns of a Parquet file's largest row group, unpacked: `parquet_sizes.py FILE COLUMN...`.

A program of its own: where the metadata of a column is damaged pyarrow ends the process that asks for it (26.0), and a
stranger's file must not end the server.
"""

import sys

import pyarrow.parquet

if __name__ == "__main__":
    wanted = set(sys.argv[2:])
    metadata = pyarrow.parquet.read_metadata(sys.argv[1])
    groups = (metadata.row_group(number) for number in range(metadata.num_row_groups))
    chunks = ([group.column(number) for number in range(metadata.num_columns)] for group in groups)
    print(
        max(
            sum(each.total_uncompressed_size for each in of_group if each.path_in_schema.split(".")[0] in wanted)
            for of_group in chunks
        )
    )
