package io.chartside.server.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.server.store.TestDatabase;
import io.chartside.server.tenancy.AiData;
import io.chartside.server.tenancy.AiOperation;
import io.chartside.server.tenancy.AiRoute;
import io.chartside.server.tenancy.TenantSettings;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What limits the way to a model: policy, cost, a provider's health, the record (MA17, MA19, MH8, MH21). */
class AiLimitsTest extends ModelsTest {
    @ParameterizedTest
    @CsvSource({"2026-11-28, eu-central-1, house", "2026-11-29, us-east-1, house", "2999-01-01, eu-central-1, elsewhere"
    })
    void whatThePolicyDoesNotAllow_isNeverSent(LocalDate until, String region, String provider) {
        TenantSettings tenant = tenant(TestDatabase.freshTenant());
        AiRoute allowed = Models.route(OPENAI, until, region, Duration.ofSeconds(5), 24_000, 1_000_000);
        AiRoute route = new AiRoute(
                AiOperation.DRAFT_NOTE,
                provider,
                allowed.model(),
                allowed.version(),
                region,
                allowed.purpose(),
                allowed.data(),
                allowed.contract(),
                until,
                allowed.timeLimit(),
                allowed.tokensPerCall(),
                allowed.tokensPerDay());
        int before = OPENAI.bodies().size();

        DraftAnswer answer = gateway(OPENAI, tenant, route).draft(tenant.id(), Models.visit(Models.VISIT), calls::add);

        assertThat(OPENAI.bodies()).hasSize(before);
        assertThat(outcomes()).containsExactly(AiOutcome.NOT_ALLOWED, AiOutcome.ANSWERED);
        assertThat(answer.engine()).isEqualTo(embedded.engine());
        assertThat(Models.flags(answer.draft())).contains("the policy does not allow it");
    }

    @Test
    void aRouteForRecordings_takesNoTranscript() {
        TenantSettings tenant = tenant(TestDatabase.freshTenant());
        AiRoute words = Models.route(OPENAI);
        AiRoute route = new AiRoute(
                words.operation(),
                words.provider(),
                words.model(),
                words.version(),
                words.region(),
                words.purpose(),
                Set.of(AiData.AUDIO),
                words.contract(),
                words.contractUntil(),
                words.timeLimit(),
                words.tokensPerCall(),
                words.tokensPerDay());
        int before = OPENAI.bodies().size();
        gateway(OPENAI, tenant, route).draft(tenant.id(), Models.visit(Models.VISIT), calls::add);
        assertThat(outcomes()).containsExactly(AiOutcome.NOT_ALLOWED, AiOutcome.ANSWERED);
        assertThat(OPENAI.bodies()).hasSize(before);
    }

    @Test
    void costOfADay_isNotExceeded_andCountsAgainTheNextDay() {
        OPENAI.answers(Models::goodNote);
        TenantSettings tenant = tenant(TestDatabase.freshTenant());
        AiRoute route =
                Models.route(OPENAI, LocalDate.of(2999, 12, 31), Models.REGION, Duration.ofSeconds(5), 9_000, 10_500);
        AiGateway gateway = gateway(OPENAI, tenant, route);

        for (int call = 0; call < 3; call++) {
            gateway.draft(tenant.id(), Models.visit(Models.VISIT), calls::add);
        }
        assertThat(outcomes())
                .containsExactly(
                        AiOutcome.SENDING, AiOutcome.ANSWERED,
                        AiOutcome.SENDING, AiOutcome.ANSWERED,
                        AiOutcome.OVER_LIMIT, AiOutcome.ANSWERED);
        assertThat(tokens(tenant.id())).hasValue(2000L);

        calls.clear();
        clock.now = clock.now.plus(Duration.ofDays(1));
        gateway.draft(tenant.id(), Models.visit(Models.VISIT), calls::add);
        assertThat(outcomes()).containsExactly(AiOutcome.SENDING, AiOutcome.ANSWERED);
    }

    @Test
    void aVisitThatWouldCostTooMuch_isNotSent() {
        TenantSettings tenant = tenant(TestDatabase.freshTenant());
        AiRoute route = Models.route(
                OPENAI, LocalDate.of(2999, 12, 31), Models.REGION, Duration.ofSeconds(5), 1_000, 1_000_000);
        int before = OPENAI.bodies().size();
        gateway(OPENAI, tenant, route).draft(tenant.id(), Models.visit(Models.VISIT), calls::add);
        assertThat(outcomes()).containsExactly(AiOutcome.OVER_LIMIT, AiOutcome.ANSWERED);
        assertThat(OPENAI.bodies()).hasSize(before);
        assertThat(tokens(tenant.id())).isEmpty();
    }

    @Test
    void aBusyProvider_isLeftAloneAsLongAsItAsks() {
        OPENAI.answers(Models::goodNote);
        OPENAI.faults(ModelServer.Fault.BUSY);
        TenantSettings tenant = tenant(TestDatabase.freshTenant());
        AiGateway gateway = gateway(OPENAI, tenant, Models.route(OPENAI));
        gateway.draft(tenant.id(), Models.visit(Models.VISIT), calls::add);
        OPENAI.answers(Models::goodNote);
        int before = OPENAI.bodies().size();

        clock.now = clock.now.plusSeconds(6);
        gateway.draft(tenant.id(), Models.visit(Models.VISIT), calls::add);
        assertThat(OPENAI.bodies()).hasSize(before);
        clock.now = clock.now.plusSeconds(2);
        gateway.draft(tenant.id(), Models.visit(Models.VISIT), calls::add);

        assertThat(outcomes())
                .containsExactly(
                        AiOutcome.SENDING,
                        AiOutcome.BUSY,
                        AiOutcome.ANSWERED,
                        AiOutcome.BUSY,
                        AiOutcome.ANSWERED,
                        AiOutcome.SENDING,
                        AiOutcome.ANSWERED);
    }

    @Test
    void aProviderThatKeepsFailing_rests_thenIsTriedOnce() {
        OPENAI.answers(Models::goodNote);
        OPENAI.faults(ModelServer.Fault.ERROR);
        TenantSettings tenant = tenant(TestDatabase.freshTenant());
        AiGateway gateway = gateway(OPENAI, tenant, Models.route(OPENAI));
        for (int call = 0; call < 5; call++) {
            gateway.draft(tenant.id(), Models.visit(Models.VISIT), calls::add);
        }
        assertThat(calls.get(calls.size() - 2).outcome()).isEqualTo(AiOutcome.RESTING);

        OPENAI.answers(Models::goodNote);
        calls.clear();
        clock.now = clock.now.plusSeconds(31);
        gateway.draft(tenant.id(), Models.visit(Models.VISIT), calls::add);
        assertThat(outcomes()).containsExactly(AiOutcome.SENDING, AiOutcome.ANSWERED);
    }

    @Test
    void withoutARecordOfTheCall_nothingIsSent() {
        TenantSettings tenant = tenant(TestDatabase.freshTenant());
        int before = OPENAI.bodies().size();
        AiGateway gateway = gateway(OPENAI, tenant, Models.route(OPENAI));

        assertThatThrownBy(() -> gateway.draft(tenant.id(), Models.visit(Models.VISIT), call -> {
                    throw new IllegalStateException("no audit");
                }))
                .hasMessage("no audit");

        assertThat(OPENAI.bodies()).hasSize(before);
        assertThat(tokens(tenant.id())).hasValue(0L);
    }

    @Test
    void aWrongKey_isARefusal_andNoMessageTellsIt() {
        AiSettings.Provider right = Models.provider(OPENAI);
        AiSettings settings = new AiSettings(Map.of(
                "house",
                new AiSettings.Provider(
                        right.kind(), right.url(), true, right.region(), Models.secret("sk-wrong"), null, null)));
        TenantSettings tenant = tenant(TestDatabase.freshTenant());
        AiGateway gateway = new AiGateway(
                Models.routed(tenant, Models.route(OPENAI)),
                embedded,
                new LanguageModels(settings, new AiUsage(sql, transactions, clock), clock));

        DraftAnswer answer = gateway.draft(tenant.id(), Models.visit(Models.VISIT), calls::add);

        assertThat(outcomes()).containsExactly(AiOutcome.SENDING, AiOutcome.REFUSED, AiOutcome.ANSWERED);
        assertThat(Models.flags(answer.draft())).doesNotContain("sk-wrong");
        assertThat(settings.toString()).doesNotContain("sk-wrong");
    }
}
