package io.chartside.server.reindex;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.index.OwnParameters;
import io.chartside.server.index.SearchParameter;
import io.chartside.server.json.JsonTree;
import io.chartside.server.store.Database;
import io.chartside.server.store.MomentReader;
import io.chartside.server.store.OwnParameterTable;
import io.chartside.server.store.RowSeal;
import io.chartside.server.store.Sight;
import io.chartside.server.store.TokenAdder;
import io.chartside.server.tenancy.TenantId;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Indexes what was written before a tenant's parameter was known. It begins once every process knows the parameter and
 * every transaction that might not has ended: what is written from then on has its tokens already.
 */
final class Reindexing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reindexing.class);
    private static final int PAGE = 200;
    private static final long LOOK_AGAIN_MILLIS = 100;

    private final Database database;
    private final MomentReader reader;
    private final TokenAdder adder;
    private final OwnParameters own;
    private final OwnParameterTable table;
    private final Clock clock;
    private final Duration knownAfter;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "reindex");
        thread.setDaemon(true);
        return thread;
    });

    Reindexing(
            Database database,
            MomentReader reader,
            TokenAdder adder,
            OwnParameters own,
            OwnParameterTable table,
            Clock clock,
            Duration knownAfter) {
        this.database = database;
        this.reader = reader;
        this.adder = adder;
        this.own = own;
        this.table = table;
        this.clock = clock;
        this.knownAfter = knownAfter;
    }

    void start(TenantId tenant, List<SearchParameter> parameters, String source) {
        for (SearchParameter parameter : parameters) {
            table.put(tenant, parameter, source);
        }
        own.forget(tenant);
        worker.schedule(
                () -> guarded(tenant, () -> begin(tenant, parameters, database.reading(tenant, MomentReader::horizon))),
                knownAfter.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    void remove(TenantId tenant, List<SearchParameter> parameters) {
        parameters.forEach(parameter -> table.remove(tenant, parameter));
        own.forget(tenant);
    }

    /** What may fail. */
    private interface Step {
        void run() throws SQLException;
    }

    private static void guarded(TenantId tenant, Step step) {
        try {
            step.run();
        } catch (SQLException | RuntimeException e) {
            // Its parameters stay unready and are refused; the message may hold a health record.
            LOG.error("re-indexing of {} failed: {}", tenant, e.getClass().getName());
        }
    }

    private void begin(TenantId tenant, List<SearchParameter> parameters, String horizon) throws SQLException {
        if (!database.reading(tenant, session -> MomentReader.isPast(session, horizon))) {
            worker.schedule(
                    () -> guarded(tenant, () -> begin(tenant, parameters, horizon)),
                    LOOK_AGAIN_MILLIS,
                    TimeUnit.MILLISECONDS);
            return;
        }
        for (SearchParameter parameter : parameters) {
            if (OwnParameters.hasPatientWords(parameter)) {
                index(tenant, parameter.type());
            }
            table.ready(tenant, parameter);
        }
        own.forget(tenant);
    }

    private void index(TenantId tenant, String type) {
        Sight.Extent all = Sight.everythingWithoutAccessCheck("re-indexing").of(type);
        MomentReader.Asked asked = new MomentReader.Asked(type, all, clock.instant(), null, Set.of(), false);
        String after = "";
        while (after != null) {
            String from = after;
            after = database.reading(tenant, session -> {
                MomentReader.Page page = reader.page(session, asked, from, PAGE);
                for (RowSeal.Opened opened : page.resources()) {
                    ObjectNode resource = JsonTree.ofStored(opened.resource().json());
                    adder.add(session, opened.row(), own.patientWords(tenant, resource));
                }
                return page.lastId();
            });
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
