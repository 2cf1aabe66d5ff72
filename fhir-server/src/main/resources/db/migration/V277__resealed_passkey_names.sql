-- What people call their passkeys is sealed by the tenant's data key, and sealed anew with the next one.
grant select, update on passkey to chartside_keeper;
