package io.chartside.app.cdshooks;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Used tokens, shown cards and what became of them, for all processes of the plugin. */
@Component
final class HookStore {

    /** Long enough to compare a year with the one before. */
    private static final Duration CARDS_KEPT = Duration.ofDays(800);

    private static final int FORGOTTEN_AT_ONCE = 1000;

    /** A card as it was shown. */
    record Shown(Card.Kind kind, Optional<UUID> suggestion) {}

    private final JdbcClient database;
    private final Clock clock;

    HookStore(JdbcClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Whether this is the first use of a token, of however many that come at once. */
    boolean firstUse(String site, String jti, Instant expiresAt) {
        return database.sql("""
                        insert into hook_token (site, jti_hash, expires_at) values (?, ?, ?)
                        on conflict (site, jti_hash) do nothing""")
                        .param(site)
                        .param(sha256(jti))
                        .param(at(expiresAt))
                        .update()
                == 1;
    }

    void shown(String site, CdsService service, List<Card> cards) {
        for (Card card : cards) {
            database.sql("""
                            insert into hook_card (id, site, service, kind, suggestion, shown_at)
                            values (?, ?, ?, ?, ?, ?)""")
                    .param(card.uuid())
                    .param(site)
                    .param(service.id())
                    .param(card.kind().code())
                    .param(card.suggestion().map(Card.Suggestion::uuid).orElse(null))
                    .param(at(clock.instant()))
                    .update();
        }
    }

    /** A card that this site was shown by this service. */
    Optional<Shown> card(String site, CdsService service, UUID card) {
        return database.sql("select kind, suggestion from hook_card where id = ? and site = ? and service = ?")
                .param(card)
                .param(site)
                .param(service.id())
                .query((rows, number) -> new Shown(
                        Card.Kind.of(rows.getString("kind")),
                        Optional.ofNullable(rows.getObject("suggestion", UUID.class))))
                .optional();
    }

    /** Whether it is new: an EHR may send the same more than once. */
    boolean add(Feedback feedback) {
        return database.sql("""
                        insert into hook_feedback (id, card, outcome, reason, outcome_at, received_at)
                        values (?, ?, ?, ?, ?, ?) on conflict (card, outcome, outcome_at) do nothing""")
                        .param(UUID.randomUUID())
                        .param(feedback.card())
                        .param(feedback.outcome().code())
                        .param(feedback.reason().orElse(null))
                        .param(at(feedback.at()))
                        .param(at(clock.instant()))
                        .update()
                == 1;
    }

    /** Some of what nobody needs any more. */
    void forget() {
        database.sql("""
                        delete from hook_token where (site, jti_hash) in (
                            select site, jti_hash from hook_token where expires_at < ? limit ? for update skip locked)""").param(at(clock.instant())).param(FORGOTTEN_AT_ONCE).update();
        database.sql("""
                        delete from hook_card where id in (
                            select id from hook_card where shown_at < ? limit ? for update skip locked)""")
                .param(at(clock.instant().minus(CARDS_KEPT)))
                .param(FORGOTTEN_AT_ONCE)
                .update();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
