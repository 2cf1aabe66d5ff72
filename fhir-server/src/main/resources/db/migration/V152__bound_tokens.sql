-- The key that a token is bound to (RFC 9449, section 6): the SHA-256 thumbprint of a public JWK (RFC 7638).

alter table oauth_token add column jkt text;
