-- ANALYZE sorts up to 30,000 values of every column, and of lists each element, although no plan here asks for bodies, codes,
-- hashes and lists: what a list is held against is a parameter, for which the planner has a constant (arraycontsel). A
-- partition to come is told the same when it is made (AuditPartitions).
alter table resource
    alter column ptok set statistics 0,
    alter column gtok set statistics 0,
    alter column link_param set statistics 0,
    alter column link_target set statistics 0,
    alter column mac set statistics 0;
alter table resource_version alter column body set statistics 0;
alter table resource_words alter column words set statistics 0;
alter table audit_event
    alter column tokens set statistics 0,
    alter column event set statistics 0,
    alter column prev_hash set statistics 0,
    alter column hash set statistics 0;

-- What is left tells nothing new when a table has grown by a tenth.
alter table resource set (autovacuum_analyze_scale_factor = 0.5);
alter table resource_version set (autovacuum_analyze_scale_factor = 0.5);
alter table resource_words set (autovacuum_analyze_scale_factor = 0.5);
alter table search_token set (autovacuum_analyze_scale_factor = 0.5);
alter table reference_link set (autovacuum_analyze_scale_factor = 0.5);
do $$
declare name text;
begin
    for name in select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
            where i.inhparent = 'audit_event'::regclass
    loop
        execute format('alter table %I set (autovacuum_analyze_scale_factor = 0.5)', name);
    end loop;
end $$;

-- Keyed hashes do not compress: without this a row or an index entry of some length is tried all the same, at every write.
alter table resource
    alter column ptok set storage external,
    alter column gtok set storage external,
    alter column link_param set storage external,
    alter column link_target set storage external;
alter table resource_words alter column words set storage external;
alter table audit_event alter column tokens set storage external;
