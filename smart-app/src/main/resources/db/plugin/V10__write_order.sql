-- An addendum is delivered after its note: the item of the write that must have been written before.
alter table delivery add column follows bytea;
