-- Flat views over the lake, for DuckDB. Start duckdb in the lake's directory and type `.read views.sql`,
-- or set the variable first:  SET VARIABLE lake = '/path/to/lake';
-- Every view keeps `day`, so that a query for one day opens one day's files.

CREATE OR REPLACE TEMP VIEW article_revisions AS
SELECT * FROM read_parquet(coalesce(getvariable('lake'), '.') || '/articles/*/*.parquet',
                           hive_partitioning = true, hive_types = {'day': DATE}, union_by_name = true);

-- One row an article: its latest revision. All revisions of an article share its day.
CREATE OR REPLACE TEMP VIEW articles AS
SELECT * FROM article_revisions
QUALIFY row_number() OVER (PARTITION BY day, article_id ORDER BY revision DESC) = 1;

CREATE OR REPLACE TEMP VIEW article_actors AS
SELECT day, article_id, revision, unnest(actors, recursive := false) AS a,
       a.actor, a.name, a.kind, a.country, a.sectors, a.wikidata, a.salience, a.confidence
FROM articles;

CREATE OR REPLACE TEMP VIEW failures AS
SELECT * FROM read_parquet(coalesce(getvariable('lake'), '.') || '/failures/*/*.parquet',
                           hive_partitioning = true, hive_types = {'day': DATE}, union_by_name = true);
