-- An addendum is delivered after its note: the item of the write that must have been written before.
alter table delivery add column follows bytea;
-- Whether a person has looked at the EHR and wants it sent all the same.
alter table delivery add column decided boolean not null default false;
