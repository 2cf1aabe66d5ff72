package io.chartside.server.login;

import io.chartside.server.authz.People;
import io.chartside.server.store.SealedColumn;
import java.util.HexFormat;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What of accounts the tenant's data key seals. */
@Configuration(proxyBeanMethods = false)
class AccountSeals {
    private static final List<SealedColumn.Key> KEY = List.of(new SealedColumn.Key("fhir_user", "text"));

    @Bean
    SealedColumn sealedAccounts() {
        return SealedColumn.of("person", "sealed", KEY, (tenant, of) -> People.place(of.get(0)));
    }

    @Bean
    SealedColumn sealedOneTimeCodes() {
        return SealedColumn.of("person", "totp", KEY, (tenant, of) -> OneTimeCodes.place(of.get(0)));
    }

    /** Their ids, as text, are {@code \x} and hexadecimal digits (PostgreSQL, 8.4.1). */
    @Bean
    SealedColumn sealedPasskeyNames() {
        return SealedColumn.of(
                "passkey",
                "name",
                List.of(new SealedColumn.Key("credential_id", "bytea")),
                (tenant, of) ->
                        OwnPasskeys.place(HexFormat.of().parseHex(of.get(0).substring(2))));
    }
}
