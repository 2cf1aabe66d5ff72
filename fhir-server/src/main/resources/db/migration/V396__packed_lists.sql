-- Lists of numbers as bytes, big-endian, one after the other (Packed): an array begins with 20 bytes of its own, an empty one
-- with 12, and the tokens of a patient stand in a head and in two of its indexes. Of a word of a text the upper half of its
-- token is kept (ADR 0076). Key row of resource_patient: demo, 285…096, 50, 1772355600000, 285…104, (1772359199999, f, 92A9C4EB0560B759).
create function pg_temp.packed(list integer[]) returns bytea language sql immutable as
    $$ select coalesce((select string_agg(int4send(v), ''::bytea order by n) from unnest(list) with ordinality u(v, n)), '') $$;
create function pg_temp.packed(list bigint[]) returns bytea language sql immutable as
    $$ select coalesce((select string_agg(int8send(v), ''::bytea order by n) from unnest(list) with ordinality u(v, n)), '') $$;
create function pg_temp.packed_halves(list integer[]) returns bytea language sql immutable as $$
    select case when list = '{-2147483648}' then '\x8000'::bytea else coalesce(
        (select string_agg(half, ''::bytea order by half) from (select distinct
            case when substring(int4send(v) from 1 for 2) = '\x8000' then '\x8001' else substring(int4send(v) from 1 for 2) end as half
            from unnest(list) v) h), '') end $$;

drop index resource_patient, resource_order, resource_updated;
alter table resource
    alter column ptok type bytea using pg_temp.packed(ptok),
    alter column gtok type bytea using pg_temp.packed(gtok),
    alter column link_param type bytea using pg_temp.packed(link_param),
    alter column link_target type bytea using pg_temp.packed(link_target);
alter table resource_words alter column words type bytea using pg_temp.packed_halves(words);
alter table resource
    alter column ptok set statistics 0,
    alter column gtok set statistics 0,
    alter column link_param set statistics 0,
    alter column link_target set statistics 0,
    alter column ptok set storage external,
    alter column gtok set storage external,
    alter column link_param set storage external,
    alter column link_target set storage external;
alter table resource_words alter column words set statistics 0, alter column words set storage external;
create index resource_patient on resource (tenant, patient_rid, type, sort_at, rid) include (sort_end, draft, ptok) where state = 1;
create index resource_order on resource (tenant, type, sort_at, rid) include (sort_end, patient_rid, draft, ptok) where state = 1;
-- What it shows is read from the head, which is looked at anyway.
create index resource_updated on resource (tenant, type, updated_at, rid) where state = 1;
