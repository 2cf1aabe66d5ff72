-- Rounds serve requests of several tenants with one statement (docs/store.md, "Rounds"). Their role sees the tenants whose requests
-- share the round and no other, and has the rights that a read by id and an audit row take: nothing else of theirs, and no other table.
grant select on resource, resource_version to chartside_rounds;
grant select, update on audit_lane to chartside_rounds;
grant insert on audit_event to chartside_rounds;

-- The sub-select is run once a statement, not once a row.
create policy tenants_of_round on resource for select to chartside_rounds
    using (tenant = any ((select string_to_array(current_setting('app.tenants', true), ','))::text[]));
create policy tenants_of_round on resource_version for select to chartside_rounds
    using (tenant = any ((select string_to_array(current_setting('app.tenants', true), ','))::text[]));
create policy tenants_of_round on audit_lane to chartside_rounds
    using (tenant = any ((select string_to_array(current_setting('app.tenants', true), ','))::text[]));
create policy tenants_of_round on audit_event for insert to chartside_rounds
    with check (tenant = any ((select string_to_array(current_setting('app.tenants', true), ','))::text[]));
