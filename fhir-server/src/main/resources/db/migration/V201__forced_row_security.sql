-- Row-level security holds the owner of the tables too: whoever has its password reads no more than one tenant at a time, and a
-- migration that changes rows says of which tenant.
do $$
declare name text;
begin
    for name in select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace
            and c.relkind in ('r', 'p') and c.relrowsecurity and not c.relforcerowsecurity
    loop
        execute format('alter table %I force row level security', name);
    end loop;
    -- A partition is reached through audit_event alone, whose policy then holds.
    for name in select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
            where i.inhparent = 'audit_event'::regclass
    loop
        execute format('alter table %I enable row level security, force row level security', name);
    end loop;
end $$;

-- The views that show the operator's own people what is no patient's read as their owner, for a role that has rights to nothing
-- else: current_user is who asks, also within a view.
create policy staff_projection on resource for select to chartside_owner using (current_user = 'chartside_staff');
create policy staff_projection on resource_version for select to chartside_owner using (current_user = 'chartside_staff');
create policy staff_projection on reference_link for select to chartside_owner using (current_user = 'chartside_staff');
create policy staff_projection on export_job for select to chartside_owner using (current_user = 'chartside_staff');
