-- What was deleted while jobs could still have stored it again: those up to last_job no longer store the document.
CREATE TABLE job_deletions (
  document TEXT NOT NULL PRIMARY KEY,
  last_job TEXT NOT NULL
) STRICT, WITHOUT ROWID;
