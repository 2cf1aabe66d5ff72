-- Whoever goes on with erasures that a crash has left looks once for all tenants: the keeper sees the unfinished ones of all.
-- Row of the index: demo — an erasure of it is unfinished.
create index erasure_begun on erasure (tenant) where state = 'begun';
create policy unfinished on erasure for select to chartside_keeper using (state = 'begun');
