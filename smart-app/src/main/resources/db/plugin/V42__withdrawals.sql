-- What a write brought, or was to bring, was entered in error: it is not sent any more, and another write takes it back.
alter table delivery add column withdrawn boolean not null default false;
