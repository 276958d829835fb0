CREATE TABLE schema_version (
  only_row integer PRIMARY KEY CHECK (only_row = 1),
  version  integer NOT NULL
);
INSERT INTO schema_version VALUES (1, 0);

-- The one-row counter of changes. Every writer locks it first and holds it to its commit: writers queue here,
-- and a position is visible only when all smaller ones are.
CREATE TABLE corpus (
  only_row integer PRIMARY KEY CHECK (only_row = 1),
  position bigint NOT NULL
);
INSERT INTO corpus VALUES (1, 0);

CREATE TABLE collections (
  key      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name     text COLLATE "C" NOT NULL UNIQUE,
  settings json NOT NULL
);

-- A document's key is the position of the change that stored its present content: new content, new key.
CREATE TABLE documents (
  sequence     bigint PRIMARY KEY,
  collection   bigint NOT NULL REFERENCES collections ON DELETE CASCADE,
  stored_at    bigint NOT NULL,   -- Unix milliseconds
  text_length  integer NOT NULL,  -- UTF-16 code units, as every offset
  passages     integer NOT NULL,
  pages        integer NOT NULL,
  id           text COLLATE "C" NOT NULL UNIQUE,
  source       text COLLATE "C" NOT NULL,
  title        text NOT NULL,
  media_type   text NOT NULL,
  content_hash text NOT NULL,
  tags         json NOT NULL,     -- json, not jsonb: what was stored is given back to the letter
  metadata     json NOT NULL,
  page_starts  json NOT NULL
);
-- Only the beginning: a B-tree refuses keys over 2.7 kB, and a source may be longer.
CREATE INDEX documents_by_source ON documents (collection, (left(source, 256)) COLLATE "C");
CREATE INDEX documents_by_sequence ON documents (collection, sequence);

-- The text, once, in pieces small enough to read a passage out of without reading the book.
CREATE TABLE texts (
  document bigint NOT NULL REFERENCES documents ON DELETE CASCADE,
  start    integer NOT NULL,
  text     text NOT NULL,
  PRIMARY KEY (document, start)
);

CREATE TABLE sections (
  document      bigint NOT NULL REFERENCES documents ON DELETE CASCADE,
  ordinal       integer NOT NULL,
  parent        integer NOT NULL,
  level         integer NOT NULL,
  origin        integer NOT NULL,  -- 0 root, 1 authored, 2 induced
  start         integer NOT NULL,
  "end"         integer NOT NULL,
  heading_start integer NOT NULL,
  heading_end   integer NOT NULL,
  heading       text NOT NULL,
  PRIMARY KEY (document, ordinal)
);

CREATE TABLE passages (
  document     bigint NOT NULL REFERENCES documents ON DELETE CASCADE,
  ordinal      integer NOT NULL,
  start        integer NOT NULL,
  "end"        integer NOT NULL,
  section      integer NOT NULL,
  page_start   integer,
  page_end     integer,
  id           text COLLATE "C" NOT NULL UNIQUE,
  section_path json NOT NULL,
  PRIMARY KEY (document, ordinal)
);

-- What was deleted and has not come back.
CREATE TABLE deletions (
  sequence    bigint PRIMARY KEY,
  collection  bigint NOT NULL REFERENCES collections ON DELETE CASCADE,
  document_id text COLLATE "C" NOT NULL UNIQUE
);
CREATE INDEX deletions_by_sequence ON deletions (collection, sequence);
