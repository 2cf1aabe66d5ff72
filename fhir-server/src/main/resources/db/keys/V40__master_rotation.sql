-- Whoever rotates the master key must find every KEK, also those of tenants that are configured no more: the keeper sees the
-- KEKs' rows of all tenants, and still changes those of one tenant at a time only.
create policy every_kek on tenant_key for select to chartside_keeper using (purpose = 'kek');
