package io.chartside.server.login;

import io.chartside.server.authz.People;
import io.chartside.server.store.SealedColumn;
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
}
