package io.chartside.server.sealed;

import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.tenancy.TenantId;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How much may be said in a sealed visit. Nobody here can read what a guest says, who needs no account: he is told to wait, or that
 * it is enough, before his words fill the record. What is refused counts for nothing.
 */
final class SpokenLimits {
    /** Of one message in its compact form: an utterance of 4,000 characters in any script, with its padding. */
    static final int LONGEST_OF_GUEST = 32 << 10;

    static final int GUEST_IN_A_MINUTE = 120;
    static final int GUEST_IN_ALL = 2_000;
    static final long GUEST_OCTETS = 4 << 20;
    static final int VISIT_IN_ALL = 10_000;
    static final long VISIT_OCTETS = 32 << 20;

    private static final long MINUTE = Duration.ofMinutes(1).toMillis();

    private SpokenLimits() {}

    private record Spoken(int said, long octets, int inMinute, long minuteBegan) {}

    /**
     * Counts a message that is about to be taken, in the transaction that takes it and under the lock of its session.
     *
     * @param position that it will have, from 1
     * @param now milliseconds since 1970
     * @throws FhirRefusal 413 for a guest's message that is too long, and when guest or visit have said all they may; 429 with
     *     {@code Retry-After} in seconds for a guest who says too much in a minute
     */
    static void count(
            JdbcClient client, TenantId tenant, SealedSession session, SealedMessage message, int position, long now) {
        int octets = message.compact().length();
        boolean guest = !message.device().equals(session.device());
        if (guest && octets > LONGEST_OF_GUEST) {
            throw new FhirRefusal(413, "too-long", "A guest's utterance is 32 KiB at most: say it in parts");
        }
        long ofVisit = client.sql("update sealed_session set octets = octets + ? where tenant = ? and id = ?"
                        + " returning octets")
                .params(octets, tenant.value(), session.id())
                .query(Long.class)
                .single();
        if (position > VISIT_IN_ALL || ofVisit > VISIT_OCTETS) {
            throw new FhirRefusal(
                    413,
                    "too-costly",
                    "This sealed visit has taken all that one can take (10,000 utterances, 32 MiB): begin another one");
        }
        Spoken spoken = spoken(client, tenant, message, octets, now);
        if (!guest) {
            return;
        }
        if (spoken.said() > GUEST_IN_ALL || spoken.octets() > GUEST_OCTETS) {
            throw new FhirRefusal(
                    413,
                    "too-costly",
                    "This device has said all that a guest can say in a visit (2,000 utterances, 4 MiB)");
        }
        if (spoken.inMinute() > GUEST_IN_A_MINUTE) {
            long seconds = Math.max(1, (spoken.minuteBegan() + MINUTE - now + 999) / 1000);
            throw new FhirRefusal(
                            429,
                            "throttled",
                            "A guest can say 120 utterances in a minute: go on in " + seconds + " seconds")
                    .withHeader("Retry-After", Long.toString(seconds));
        }
    }

    private static Spoken spoken(JdbcClient client, TenantId tenant, SealedMessage message, int octets, long now) {
        return client.sql("""
                        update sealed_device set said = said + 1, octets = octets + ?,
                          in_minute = case when minute_began > ? then in_minute + 1 else 1 end,
                          minute_began = case when minute_began > ? then minute_began else ? end
                        where tenant = ? and session = ? and id = ?
                        returning said, octets, in_minute, minute_began""")
                .params(octets, now - MINUTE, now - MINUTE, now, tenant.value(), message.session(), message.device())
                .query((row, n) -> new Spoken(
                        row.getInt("said"),
                        row.getLong("octets"),
                        row.getInt("in_minute"),
                        row.getLong("minute_began")))
                .single();
    }
}
