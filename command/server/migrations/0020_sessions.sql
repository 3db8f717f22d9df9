-- Logins. Only a digest of the cookie's token is kept.
CREATE TABLE session (
  token_digest BLOB PRIMARY KEY,
  user_id BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL
);
