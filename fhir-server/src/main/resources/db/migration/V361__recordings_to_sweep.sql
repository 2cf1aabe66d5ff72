-- Whoever ends recordings looks once for all tenants: the keeper sees of all which tenants have a recording that is kept, or one under
-- way, and when those are due; nothing of what they hold.
grant select (tenant, touched_at) on speech_session to chartside_keeper;
grant select (tenant, delete_at, until_signed, deleted_at) on speech_recording to chartside_keeper;
create policy to_sweep on speech_session for select to chartside_keeper using (true);
create policy to_sweep on speech_recording for select to chartside_keeper using (deleted_at is null);
-- Row of the index: demo — a recording of it is kept until its note is signed.
create index speech_recording_until_signed on speech_recording (tenant) where deleted_at is null and until_signed;
