-- Which apps a person has let in: asked on his own page.
create index oauth_authorization_person on oauth_authorization (tenant, fhir_user)
  where fhir_user is not null and revoked_at is null;
