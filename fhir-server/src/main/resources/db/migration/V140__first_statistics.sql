-- The server's connections keep the plan of a statement's first run, and on a new database that run comes before PostgreSQL
-- has looked at any table. Without statistics it takes a tenant for one of two hundred, finds that "all rows of the tenant"
-- are hardly more than the one row asked for, and takes any index. So the columns are described once from rows of one tenant,
-- which are gone when this commits; TRUNCATE forgets how many rows there were, and keeps what the columns are like. Real
-- statistics take their place as soon as there are fifty rows.

-- A plan is kept for all tenants and types, so it is made for the largest: however many small ones there are, PostgreSQL takes one
-- for as large a share as the most common one has (selectivity of an unknown value: 1 / n_distinct, at most that share).
alter table resource alter column tenant set (n_distinct = 1), alter column type set (n_distinct = 1);
alter table resource_version alter column tenant set (n_distinct = 1);
alter table search_token alter column tenant set (n_distinct = 1);
alter table reference_link alter column tenant set (n_distinct = 1);
alter table resource_words alter column tenant set (n_distinct = 1);

do $$
begin
    if exists (select from resource) then
        return;
    end if;
    insert into resource select 'statistics', g, g % 12, 'r' || g, 1, 1, false, g / 20, g, g, g, '1', 0,
        array[g], array[g], array[g], array[g], '' from generate_series(1, 3000) g;
    insert into resource_version select 'statistics', g, 1, g % 12, false, false, g / 20, g, '1', 0, 1, ''
        from generate_series(1, 3000) g;
    insert into search_token select 'statistics', g / 3, g, g from generate_series(1, 3000) g;
    insert into reference_link select 'statistics', g / 3, g % 12, g, g from generate_series(1, 3000) g;
    insert into resource_words select 'statistics', g, array[g] from generate_series(1, 3000) g;
    analyze resource, resource_version, search_token, reference_link, resource_words;
    truncate resource, resource_version, search_token, reference_link, resource_words;
end $$;
