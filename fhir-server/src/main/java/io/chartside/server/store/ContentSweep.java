package io.chartside.server.store;

import io.chartside.server.crypto.ContentKeyKeeper;
import io.chartside.server.tenancy.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what uploads left that no version names: chunks without a row in {@code content}, and keys likewise. It works as
 * the keeper, since the server's own role cannot delete either.
 */
public final class ContentSweep {
    private static final Logger LOG = LoggerFactory.getLogger(ContentSweep.class);

    private static final String UNNAMED =
            " and not exists (select 1 from content n where n.tenant = c.tenant and n.content = c.content)";
    /** Plan: content_chunk_first, then content_pkey. */
    private static final String LEFT =
            "select c.content from content_chunk c where c.tenant = ? and c.number = 0 and c.content < ?" + UNNAMED;

    private static final String DROP = "delete from content_chunk c where c.tenant = ? and c.content = ?" + UNNAMED;
    private static final String NAMED = "select 1 from content where tenant = ? and content = ? and patient_rid = ?";

    private final Keeper keeper;
    private final ContentKeyKeeper keys;
    private final Duration uploadTime;
    private final Clock clock;

    ContentSweep(Keeper keeper, ContentKeyKeeper keys, Duration uploadTime, Clock clock) {
        this.keeper = keeper;
        this.keys = keys;
        this.uploadTime = uploadTime;
        this.clock = clock;
    }

    /**
     * Erases a content that a version names, which goes on naming what nobody can read any more. May be called again.
     *
     * @param patientRid whose it is
     */
    public void erase(TenantId tenant, long content, long patientRid) {
        keys.destroy(tenant, new ContentKeyKeeper.Kept(content, patientRid));
        keeper.writing(
                tenant,
                session -> session.update(
                        "delete from content where tenant = ? and content = ?", List.of(tenant.value(), content)));
        drop(tenant, content);
    }

    /** Deletes the chunks of one content at once. It is no failure when that fails: the sweep comes again. */
    void dropUnnamed(TenantId tenant, long content) {
        try {
            drop(tenant, content);
        } catch (DatabaseFailure e) {
            LOG.warn("chunks of an interrupted upload stay until the next sweep: {}", e.getMessage());
        }
    }

    private void drop(TenantId tenant, long content) {
        keeper.writing(tenant, session -> session.update(DROP, List.of(tenant.value(), content)));
    }

    /**
     * Deletes what began twice the time of an upload ago and is named by no version.
     *
     * @return how many contents and keys were deleted
     */
    public int sweep(TenantId tenant) {
        long before = Rids.firstAt(clock.millis() - 2 * uploadTime.toMillis());
        int swept = 0;
        for (long content : keeper.writing(
                tenant, session -> session.query(LEFT, List.of(tenant.value(), before), row -> row.getLong(1)))) {
            drop(tenant, content);
            swept++;
        }
        for (ContentKeyKeeper.Kept key : keys.before(tenant, before)) {
            List<Object> parameters = List.of(tenant.value(), key.content(), key.patientRid());
            boolean named = !keeper.writing(tenant, session -> session.query(NAMED, parameters, row -> 1))
                    .isEmpty();
            if (!named && keys.destroy(tenant, key)) {
                swept++;
            }
        }
        return swept;
    }
}
