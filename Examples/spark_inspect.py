"""Inspects thousands of model files with Spark: a row a file, with what mlp says of it.

usage: spark-submit spark_inspect.py PATHS.txt OUTPUT

PATHS.txt has one path a line, which every worker can read; mlp is on the workers' PATH. OUTPUT becomes a folder of
Parquet files. What mlp refuses is a row with its error.
"""

import json
import subprocess
import sys

from pyspark.sql import SparkSession


def inspect(path):
    """What mlp says of a file, as the columns of a row."""
    run = subprocess.run(
        ["mlp", "inspect", path, "--json", "--max-memory", "1G", "--timeout", "60"],
        capture_output=True, text=True, check=False)
    if run.returncode:
        return path, run.returncode, None, None, run.stderr.strip()
    document = json.loads(run.stdout)
    return path, 0, document["format"], document.get("parameterCount"), None


def main():
    spark = SparkSession.builder.appName("mlp-inspect").getOrCreate()
    paths = spark.sparkContext.textFile(sys.argv[1], minPartitions=64)
    columns = "path string, exit int, format string, parameters long, error string"
    spark.createDataFrame(paths.map(inspect), columns).write.parquet(sys.argv[2])


main()
