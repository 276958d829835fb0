-- What was deleted while jobs could still have stored it again: those up to last_job no longer store the document.
CREATE TABLE job_deletions (
  document text COLLATE "C" PRIMARY KEY,
  last_job text COLLATE "C" NOT NULL
);
