-- An id begins with the time at which its job was queued and is greater than all before it: its order is the queue's.
CREATE TABLE jobs (
  id               text COLLATE "C" PRIMARY KEY,
  kind             text NOT NULL,
  collection       text COLLATE "C" NOT NULL,
  client           text COLLATE "C" NOT NULL,
  payload          text NOT NULL,     -- JSON, as text so that SQLite's statements write it too
  idempotency_key  text COLLATE "C",
  request_hash     text,
  status           integer NOT NULL,  -- 0 queued, 1 running, 2 succeeded, 3 partial, 4 failed, 5 cancelled, 6 dead
  step             text,
  progress_done    bigint,
  progress_total   bigint,
  progress_unit    text,
  attempts         integer NOT NULL,
  most_attempts    integer NOT NULL,
  error_step       text,
  error_code       text,
  error_message    text,
  result           text,              -- JSON
  cancel_requested integer NOT NULL,  -- 0 or 1
  created_at       bigint NOT NULL,   -- Unix milliseconds, as every time
  queued_at        bigint NOT NULL,   -- later than created_at where somebody queued it again
  started_at       bigint,
  finished_at      bigint,
  not_before       bigint,
  worker           text,
  leased_until     bigint
);
CREATE UNIQUE INDEX jobs_by_idempotency_key ON jobs (client, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX jobs_by_status ON jobs (status, id);
CREATE INDEX jobs_by_collection ON jobs (collection, id);

CREATE TABLE api_keys (
  id                  text COLLATE "C" PRIMARY KEY,
  client              text COLLATE "C" NOT NULL,
  access_right        integer NOT NULL,  -- 0 read, 1 write, 2 admin
  collections         text,              -- JSON array; null for all
  secret_hash         text NOT NULL,     -- SHA-256 of the whole key, hexadecimal
  created_at          bigint NOT NULL,
  expires_at          bigint,
  revoked_at          bigint,
  last_used_at        bigint,
  requests_per_minute integer,
  concurrent_requests integer
);
CREATE INDEX api_keys_by_client ON api_keys (client);
