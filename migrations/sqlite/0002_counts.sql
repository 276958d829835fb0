-- How much a collection holds, kept as documents come and go: a page of a list says how many there are, and must not count them.
ALTER TABLE collections ADD COLUMN documents INTEGER NOT NULL DEFAULT 0;
ALTER TABLE collections ADD COLUMN passages INTEGER NOT NULL DEFAULT 0;
ALTER TABLE collections ADD COLUMN characters INTEGER NOT NULL DEFAULT 0;
UPDATE collections SET
  documents = (SELECT count(*) FROM documents d WHERE d.collection = collections.key),
  passages = (SELECT coalesce(sum(d.passages), 0) FROM documents d WHERE d.collection = collections.key),
  characters = (SELECT coalesce(sum(d.text_length), 0) FROM documents d WHERE d.collection = collections.key);

CREATE TRIGGER documents_added AFTER INSERT ON documents BEGIN
  UPDATE collections SET documents = documents + 1, passages = passages + new.passages, characters = characters + new.text_length WHERE key = new.collection;
END;
CREATE TRIGGER documents_removed AFTER DELETE ON documents BEGIN
  UPDATE collections SET documents = documents - 1, passages = passages - old.passages, characters = characters - old.text_length WHERE key = old.collection;
END;
