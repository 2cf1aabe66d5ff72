-- What the operator's own people may see without a grant (MM19): identifiers, times, states and counts of visits, never a
-- body, a patient or a name. The views read as their owner; chartside_staff has rights to nothing else.
-- Types are lines of r4-types.txt: 26 Composition, 44 Encounter. 2^63-1 is an open end, -2^63 no time.

create view staff_visit as
select e.tenant,
       e.id,
       case when e.sort_at = -9223372036854775808 then null else to_timestamp(e.sort_at / 1000.0) end as begins,
       case when e.sort_end in (9223372036854775807, -9223372036854775808) then null
            else to_timestamp(e.sort_end / 1000.0) end as ends,
       case when e.sort_end in (9223372036854775807, -9223372036854775808) then null
            else (e.sort_end - e.sort_at) / 60000 end as minutes,
       n.notes,
       n.drafts,
       n.assisted
from resource e
left join lateral (
    select count(*) filter (where not c.draft) as notes,
           count(*) filter (where c.draft) as drafts,
           coalesce(bool_or(exists (
               select 1 from resource_version v where v.tenant = c.tenant and v.rid = c.rid and v.draft)), false) as assisted
    from resource c
    where c.tenant = e.tenant and c.type = 26 and c.state = 1
      and c.rid in (select k.source_rid from reference_link k where k.tenant = e.tenant and k.target_rid = e.rid)
) n on true
where e.type = 44 and e.state = 1;

-- Visits that began and notes dated in each of the last thirty days, by the index resource_order.
create view staff_usage as
select r.tenant,
       (to_timestamp(r.sort_at / 1000.0) at time zone 'UTC')::date as day,
       count(*) filter (where r.type = 44) as visits,
       count(*) filter (where r.type = 26 and not r.draft) as notes,
       count(*) filter (where r.type = 26 and r.draft) as drafts
from resource r
where r.type in (26, 44) and r.state = 1
  and r.sort_at between (extract(epoch from now() - interval '30 days') * 1000)::bigint
                    and (extract(epoch from now()) * 1000)::bigint
group by 1, 2;

create view staff_export as
select tenant, state, to_timestamp(at / 1000.0) as begun from export_job;

grant select on staff_visit, staff_usage, staff_export to chartside_staff;
