package io.chartside.app.writeback;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Where the whole note goes with each addendum, its withdrawal follows the last text of it that may be at the EHR. One that turns
 * out never to have arrived is passed over: the text before it stands there, and is what has to be taken back.
 */
@Component
final class TextsBefore {

    /** By the index delivery_due. */
    private static final String IN_VAIN = """
            select d.id, d.sealed_write, d.follows, f.follows as earlier
            from delivery d
                 join delivery f on f.tenant = d.tenant and f.site = d.site and f.item = d.follows
            where d.site = ? and d.state = 'pending' and not d.withdrawn
              and f.withdrawn and f.state in ('pending', 'refused') and f.sending_since is null and f.follows is not null
            """;

    private record InVain(UUID id, boolean withdrawal, byte[] follows, byte[] earlier) {}

    private final JdbcClient database;
    private final LedgerSeals seals;

    TextsBefore(JdbcClient database, LedgerSeals seals) {
        this.database = database;
        this.seals = seals;
    }

    /** Lets each withdrawal of this site follow a text that may be there, or the first one. */
    void follow(String site) {
        int moved;
        do {
            moved = inVain(site).stream()
                    .filter(InVain::withdrawal)
                    .mapToInt(this::follow)
                    .sum();
        } while (moved > 0);
    }

    private List<InVain> inVain(String site) {
        return database.sql(IN_VAIN)
                .param(site)
                .query((rows, number) -> {
                    UUID id = rows.getObject("id", UUID.class);
                    return new InVain(
                            id,
                            isWithdrawal(id, rows.getBytes("sealed_write")),
                            rows.getBytes("follows"),
                            rows.getBytes("earlier"));
                })
                .list();
    }

    /** One that cannot be read is followed by nothing: it is set aside once it is due. */
    private boolean isWithdrawal(UUID id, byte[] sealed) {
        return seals.readableWrite(id, sealed)
                .filter(write -> write.identifierSystem().startsWith(WithdrawalPlan.WITHDRAWAL_OF))
                .isPresent();
    }

    private int follow(InVain one) {
        return database.sql("update delivery set follows = ? where id = ? and follows = ? and state = 'pending'")
                .param(one.earlier())
                .param(one.id())
                .param(one.follows())
                .update();
    }
}
