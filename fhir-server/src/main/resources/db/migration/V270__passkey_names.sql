-- What its owner calls a passkey, sealed with the tenant's data key: which devices somebody has is nobody else's business.
alter table passkey add column name bytea;
