package io.chartside.server.authz;

import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Deletes what has run out. A spent code or refresh token stays until it would have expired, so that its second use is
 * noticed as long as it could matter.
 */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class ExpiredRows {
    /** An authorization without tokens may still be on its way to its first one. */
    private static final Duration WITHOUT_TOKENS = Duration.ofDays(1);

    private static final List<String> TABLES = List.of(
            "oauth_token",
            "launch_handle",
            "client_assertion",
            "sign_in",
            "sign_in_failure",
            "sign_in_step",
            "sign_in_link",
            "sign_in_request",
            "remembered",
            "passkey_challenge",
            "ai_usage",
            "rights_change");

    private final Tenants tenants;
    private final TenantSql sql;
    private final Clock clock;

    ExpiredRows(Tenants tenants, TenantSql sql, Clock clock) {
        this.tenants = tenants;
        this.sql = sql;
        this.clock = clock;
    }

    @Scheduled(initialDelay = 5, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void deleteEverywhere() {
        for (TenantSettings tenant : tenants.all()) {
            delete(tenant.id());
        }
    }

    int delete(TenantId tenant) {
        return sql.in(tenant, client -> {
            Timestamp now = Timestamp.from(clock.instant());
            int deleted = 0;
            for (String table : TABLES) {
                deleted += client.sql("delete from " + table + " where tenant = ? and expires_at < ?")
                        .params(tenant.value(), now)
                        .update();
            }
            return deleted
                    + client.sql("""
                                    delete from oauth_authorization a
                                    where a.tenant = ? and a.created_at < ? and not exists (
                                      select 1 from oauth_token t where t.tenant = a.tenant and t.authorization_id = a.id)
                                    """)
                            .params(
                                    tenant.value(),
                                    Timestamp.from(clock.instant().minus(WITHOUT_TOKENS)))
                            .update();
        });
    }
}
