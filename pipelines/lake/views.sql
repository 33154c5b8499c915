-- Flat views over the lake, for DuckDB. Start duckdb in the lake's directory and type `.read views.sql`,
-- or say first where the lake is:  SET VARIABLE lake = '/srv/watchfloor/lake';
-- Every view has `day`, so that a query for one day opens one day's files.

-- One row a revision of an article: everything the lake holds.
CREATE OR REPLACE TEMP VIEW article_revisions AS
SELECT * FROM read_parquet(coalesce(getvariable('lake'), '.') || '/articles/*/*.parquet',
                           hive_partitioning = true, hive_types = {'day': DATE}, union_by_name = true);

-- One row an article: its latest revision. All revisions of an article share its day.
CREATE OR REPLACE TEMP VIEW articles AS
SELECT * FROM article_revisions
QUALIFY row_number() OVER (PARTITION BY day, article_id ORDER BY revision DESC) = 1;

-- One row an actor of an article; `actor` is null for whom the gazetteer does not know.
CREATE OR REPLACE TEMP VIEW article_actors AS
SELECT day, article_id, title, part.actor, part.name, part.kind, part.country, part.countries, part.sectors,
       part.sectors[1] AS sector, part.wikidata, len(part.mentions) AS mentions, part.salience, part.confidence
FROM (SELECT day, article_id, title, unnest(actors) AS part FROM articles);

-- One row a topic asserted of an article.
CREATE OR REPLACE TEMP VIEW article_topics AS
SELECT day, article_id, title, part.topic, part.score, part.salience, part.iptc, part.evidence
FROM (SELECT day, article_id, title, unnest(topics) AS part FROM articles)
WHERE part.score >= 0.5;

-- One row an IPTC subject asserted of an article, non-political ones included.
CREATE OR REPLACE TEMP VIEW article_subjects AS
SELECT day, article_id, title, part.iptc, part.label, part.score, part.evidence
FROM (SELECT day, article_id, title, unnest(subjects) AS part FROM articles)
WHERE part.score >= 0.5;

-- One row a country of an article, whichever of its actors brought it in.
CREATE OR REPLACE TEMP VIEW article_countries AS
SELECT day, article_id, title, unnest(countries) AS country, generate_subscripts(countries, 1) AS rank FROM articles;

-- One row a mention, with its span: title[start:end] or text[start:end] equals `mention`.
CREATE OR REPLACE TEMP VIEW mentions AS
SELECT day, article_id, part.actor, part.name, part.kind, part.country, part.countries, part.sectors, part.wikidata,
       part.field, part.start, part."end", part.text AS mention, part.cluster, part.nested_in, part.metonym,
       part.role_from, part.role_to, part.method, part.confidence, part.reason
FROM (SELECT day, article_id, unnest(mentions) AS part FROM articles);

CREATE OR REPLACE TEMP VIEW quotes AS
SELECT day, article_id, part.type, part.field, part.start, part."end", part.text AS quote, part.speaker, part.cue
FROM (SELECT day, article_id, unnest(quotes) AS part FROM articles);

CREATE OR REPLACE TEMP VIEW events AS
SELECT day, article_id, unnest(events, recursive := false) AS event FROM articles;

-- One row something that could not be processed, by the day of its append.
CREATE OR REPLACE TEMP VIEW failures AS
SELECT * FROM read_parquet(coalesce(getvariable('lake'), '.') || '/failures/*/*.parquet',
                           hive_partitioning = true, hive_types = {'day': DATE}, union_by_name = true);
