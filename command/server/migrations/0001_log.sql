-- One append-only log per jurisdiction, and who leads it. Plain SQL: BIGINT, TEXT, and bytes as BLOB.
CREATE TABLE leader (
  jurisdiction TEXT PRIMARY KEY,
  -- real | demo: the world of the node. Exercise records live beside real ones, demo records never do.
  mode TEXT NOT NULL,
  -- Grows by one whenever a process takes the lead; a record of an older epoch is never appended again.
  epoch BIGINT NOT NULL,
  since BIGINT NOT NULL
);

CREATE TABLE log (
  jurisdiction TEXT NOT NULL,
  epoch BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  -- Microseconds since 1970, UTC; never decreases along seq.
  at BIGINT NOT NULL,
  -- real | exercise | demo
  mode TEXT NOT NULL,
  actor TEXT NOT NULL,
  input_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  version BIGINT NOT NULL,
  body TEXT NOT NULL,
  salt BLOB NOT NULL,
  prev BLOB NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (jurisdiction, seq)
);
CREATE INDEX log_input_id ON log (input_id, jurisdiction);

CREATE TABLE snapshot (
  jurisdiction TEXT NOT NULL,
  seq BIGINT NOT NULL,
  -- Hash of the log record at seq: a snapshot stands on one chain only.
  log_hash BLOB NOT NULL,
  version BIGINT NOT NULL,
  at BIGINT NOT NULL,
  -- SM3 of body.
  digest BLOB NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (jurisdiction, seq)
);
