-- "LRAG": tells our databases from those of other programs.
PRAGMA application_id = 1280459079;

-- The one-row counter of changes.
CREATE TABLE corpus (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  position INTEGER NOT NULL
) STRICT;
INSERT INTO corpus VALUES (1, 0);

CREATE TABLE collections (
  key      INTEGER PRIMARY KEY,
  name     TEXT NOT NULL UNIQUE,
  settings TEXT NOT NULL  -- JSON object
) STRICT;

-- A document's key is the position of the change that stored its present content: new content, new key.
-- So rows are only ever appended, and the key's order is the change feed.
CREATE TABLE documents (
  sequence     INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  collection   INTEGER NOT NULL REFERENCES collections ON DELETE CASCADE,
  source       TEXT NOT NULL,
  title        TEXT NOT NULL,
  media_type   TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  text_length  INTEGER NOT NULL,  -- UTF-16 code units, as every offset
  passages     INTEGER NOT NULL,
  pages        INTEGER NOT NULL,
  stored_at    INTEGER NOT NULL,  -- Unix milliseconds
  tags         TEXT NOT NULL,     -- JSON array
  metadata     TEXT NOT NULL,     -- JSON object
  page_starts  TEXT NOT NULL      -- JSON array; last, for it is long and seldom read
) STRICT;
CREATE UNIQUE INDEX documents_by_source ON documents (collection, source);
CREATE INDEX documents_by_sequence ON documents (collection, sequence);

-- The text, once, in pieces small enough to read a passage out of without reading the book.
CREATE TABLE texts (
  document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
  start    INTEGER NOT NULL,
  text     TEXT NOT NULL,
  UNIQUE (document, start)
) STRICT;

CREATE TABLE sections (
  document      INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
  ordinal       INTEGER NOT NULL,
  parent        INTEGER NOT NULL,
  level         INTEGER NOT NULL,
  origin        INTEGER NOT NULL,  -- 0 root, 1 authored, 2 induced
  start         INTEGER NOT NULL,
  "end"         INTEGER NOT NULL,
  heading_start INTEGER NOT NULL,
  heading_end   INTEGER NOT NULL,
  heading       TEXT NOT NULL,
  PRIMARY KEY (document, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE passages (
  document     INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
  ordinal      INTEGER NOT NULL,
  id           TEXT NOT NULL UNIQUE,
  start        INTEGER NOT NULL,
  "end"        INTEGER NOT NULL,
  section      INTEGER NOT NULL,
  page_start   INTEGER,
  page_end     INTEGER,
  section_path TEXT NOT NULL,  -- JSON array
  PRIMARY KEY (document, ordinal)
) STRICT, WITHOUT ROWID;

-- What was deleted and has not come back.
CREATE TABLE deletions (
  sequence    INTEGER PRIMARY KEY,
  collection  INTEGER NOT NULL REFERENCES collections ON DELETE CASCADE,
  document_id TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX deletions_by_sequence ON deletions (collection, sequence);
