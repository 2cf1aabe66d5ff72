package io.chartside.server.ai;

import io.chartside.server.rest.RestTest;
import io.chartside.server.store.TestDatabase;
import io.chartside.server.tenancy.AiRoute;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Gateways to providers on loopback, with their limits on the real database. */
abstract class ModelsTest extends RestTest {
    static final OpenAiServer OPENAI = new OpenAiServer();
    static final OllamaServer OLLAMA = new OllamaServer();
    static final BedrockServer BEDROCK = new BedrockServer();

    @Autowired
    JdbcClient sql;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    EmbeddedProvider embedded;

    @Autowired
    private Tenants tenants;

    final StoppedClock clock = new StoppedClock();
    final List<AiCall> calls = new ArrayList<>();

    static Stream<ModelServer> servers() {
        return Stream.of(OPENAI, OLLAMA, BEDROCK);
    }

    /** A moment, until the test moves it. */
    static final class StoppedClock extends Clock {
        Instant now = Instant.parse("2026-11-29T12:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** A tenant that no other test has calls of. */
    TenantSettings tenant(String name) {
        TenantSettings other = tenants.find("other").orElseThrow();
        return new TenantSettings(
                new TenantId(name),
                other.name(),
                other.timeZone(),
                false,
                other.baa(),
                other.trustedIssuers(),
                other.tokenLifetimes(),
                other.frameAncestors(),
                other.api(),
                other.signIn(),
                other.registration(),
                other.grantApproval(),
                other.dpopNonces(),
                other.speech(),
                other.ai(),
                other.subscriptions(),
                other.people());
    }

    AiGateway gateway(ModelServer server, TenantSettings tenant, AiRoute route) {
        AiSettings settings = new AiSettings(Map.of("house", Models.provider(server)));
        return new AiGateway(
                Models.routed(tenant, route),
                embedded,
                new LanguageModels(settings, new AiUsage(sql, transactions, clock), clock));
    }

    DraftAnswer drafted(ModelServer server, String visit, String... known) {
        TenantSettings tenant = tenant(TestDatabase.freshTenant());
        return gateway(server, tenant, Models.route(server)).draft(tenant.id(), Models.visit(visit, known), calls::add);
    }

    List<AiOutcome> outcomes() {
        return calls.stream().map(AiCall::outcome).toList();
    }

    Optional<Long> tokens(TenantId tenant) {
        return transactions.execute(status -> {
            sql.sql("select set_config('app.tenant', ?, true)")
                    .param(tenant.value())
                    .query(String.class)
                    .single();
            return sql.sql("select tokens from ai_usage where tenant = ?")
                    .param(tenant.value())
                    .query(Long.class)
                    .optional();
        });
    }
}
