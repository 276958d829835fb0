-- "LRSV": tells the service's database from the corpus and from those of other programs.
PRAGMA application_id = 1280463702;

-- An id begins with the time at which its job was queued and is greater than all before it: its order is the queue's.
CREATE TABLE jobs (
  id               TEXT NOT NULL PRIMARY KEY,
  kind             TEXT NOT NULL,
  collection       TEXT NOT NULL,
  client           TEXT NOT NULL,
  payload          TEXT NOT NULL,     -- JSON
  idempotency_key  TEXT,
  request_hash     TEXT,
  status           INTEGER NOT NULL,  -- 0 queued, 1 running, 2 succeeded, 3 partial, 4 failed, 5 cancelled, 6 dead
  step             TEXT,
  progress_done    INTEGER,
  progress_total   INTEGER,
  progress_unit    TEXT,
  attempts         INTEGER NOT NULL,
  most_attempts    INTEGER NOT NULL,
  error_step       TEXT,
  error_code       TEXT,
  error_message    TEXT,
  result           TEXT,              -- JSON
  cancel_requested INTEGER NOT NULL,  -- 0 or 1
  created_at       INTEGER NOT NULL,  -- Unix milliseconds, as every time
  queued_at        INTEGER NOT NULL,  -- later than created_at where somebody queued it again
  started_at       INTEGER,
  finished_at      INTEGER,
  not_before       INTEGER,
  worker           TEXT,
  leased_until     INTEGER
) STRICT;
CREATE UNIQUE INDEX jobs_by_idempotency_key ON jobs (client, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX jobs_by_status ON jobs (status, id);
CREATE INDEX jobs_by_collection ON jobs (collection, id);

CREATE TABLE api_keys (
  id                  TEXT PRIMARY KEY,
  client              TEXT NOT NULL,
  access_right        INTEGER NOT NULL,  -- 0 read, 1 write, 2 admin
  collections         TEXT,              -- JSON array; null for all
  secret_hash         TEXT NOT NULL,     -- SHA-256 of the whole key, hexadecimal
  created_at          INTEGER NOT NULL,
  expires_at          INTEGER,
  revoked_at          INTEGER,
  last_used_at        INTEGER,
  requests_per_minute INTEGER,
  concurrent_requests INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX api_keys_by_client ON api_keys (client);
