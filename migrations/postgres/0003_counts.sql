-- How much a collection holds, kept as documents come and go: a page of a list says how many there are, and must not count them.
ALTER TABLE collections
  ADD COLUMN documents  bigint NOT NULL DEFAULT 0,
  ADD COLUMN passages   bigint NOT NULL DEFAULT 0,
  ADD COLUMN characters bigint NOT NULL DEFAULT 0;
UPDATE collections c SET documents = n.documents, passages = n.passages, characters = n.characters
FROM (SELECT collection, count(*) AS documents, sum(passages) AS passages, sum(text_length) AS characters FROM documents GROUP BY collection) n
WHERE c.key = n.collection;

-- Once a statement, not once a row: a batch is one statement, and a row of collections is then written once.
CREATE FUNCTION count_documents() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  sign integer := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
BEGIN
  UPDATE collections c SET documents = c.documents + sign * n.documents, passages = c.passages + sign * n.passages, characters = c.characters + sign * n.characters
  FROM (SELECT collection, count(*) AS documents, sum(passages) AS passages, sum(text_length) AS characters FROM moved GROUP BY collection) n
  WHERE c.key = n.collection;
  RETURN NULL;
END $$;
CREATE TRIGGER documents_added AFTER INSERT ON documents REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION count_documents();
CREATE TRIGGER documents_removed AFTER DELETE ON documents REFERENCING OLD TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION count_documents();
