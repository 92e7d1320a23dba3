"""Where queries run: DuckDB in this process, or Spark. Both get the same files and give the same rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from baigong.kernel.errors import Refusal

if TYPE_CHECKING:
    import pyarrow as pa

TIME_ZONE = "Asia/Shanghai"
Rows = list[tuple[Any, ...]]
Run = Callable[..., Rows]
"""``run(sql, parameters)``: the rows of one query."""


@contextmanager
def duckdb_engine(tables: Mapping[str, Path | pa.Table], *, threads: int = 0) -> Iterator[Run]:
    """Queries over Parquet files, or over Arrow tables in memory, by name."""
    import duckdb

    connection = duckdb.connect(":memory:", config={"threads": threads} if threads else {})
    try:
        for name, source in tables.items():
            if isinstance(source, Path):
                place = str(source).replace("'", "''")
                connection.execute(f"CREATE VIEW \"{name}\" AS SELECT * FROM read_parquet('{place}')")  # noqa: S608 - our own names
            else:
                connection.register(name, source)
        yield lambda sql, parameters=(): connection.execute(sql, list(parameters)).fetchall()
    finally:
        connection.close()


@contextmanager
def spark_engine(tables: Mapping[str, Path | pa.Table], *, threads: int = 2) -> Iterator[Run]:
    """The same on Spark. Raises ``Refusal`` where Spark or Java is not installed."""
    try:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError:
        raise Refusal(_("这台机器没有安装 Spark（安装方法见 docs/operations）；请改用 --engine duckdb。"), code="no_spark") from None
    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": TIME_ZONE,
        "spark.sql.shuffle.partitions": str(threads),
        "spark.sql.codegen.wholeStage": "false",  # hundreds of sums make methods that are too large to compile
    }
    building = SparkSession.builder.master(f"local[{threads}]").appName("baigong")
    for key, value in settings.items():
        building = building.config(key, value)
    try:
        session = building.getOrCreate()
    except (PySparkRuntimeError, FileNotFoundError):
        raise Refusal(_("Spark 没有启动：请安装 Java 17（openjdk-17-jre-headless），或改用 --engine duckdb。"), code="no_java") from None
    session.sparkContext.setLogLevel("ERROR")
    try:
        for name, source in tables.items():
            if isinstance(source, Path):
                frame = session.read.schema(_columns(source)).parquet(str(source))
            else:
                frame = session.createDataFrame(source)
            frame.createOrReplaceTempView(f"`{name}`")
        yield lambda sql, parameters=(): [tuple(row) for row in session.sql(sql).collect()]
    finally:
        session.stop()


def _columns(file: Path) -> str:
    """What a file holds, in Spark's words; left to find out by itself it starts a job for every file."""
    import pyarrow.parquet as pq

    words = {"string": "string", "large_string": "string", "int64": "bigint", "bool": "boolean", "date32[day]": "date"}
    schema = pq.read_schema(file)
    return ", ".join(f"`{field.name}` {words.get(str(field.type)) or str(field.type).replace('decimal128', 'decimal')}" for field in schema)


ENGINES = {"duckdb": duckdb_engine, "spark": spark_engine}
DIALECTS = {"duckdb": "duckdb", "spark": "pyspark"}
