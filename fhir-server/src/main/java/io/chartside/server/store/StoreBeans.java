package io.chartside.server.store;

import ca.uhn.fhir.context.FhirContext;
import com.zaxxer.hikari.HikariDataSource;
import io.chartside.outbound.AllowedOrigin;
import io.chartside.outbound.Outbound;
import io.chartside.outbound.OutboundRequest;
import io.chartside.server.crypto.KeyKeeper;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.KeyRotation;
import io.chartside.server.crypto.KeyServices;
import io.chartside.server.crypto.KeySettings;
import io.chartside.server.crypto.MasterKey;
import io.chartside.server.crypto.ServerSignatures;
import io.chartside.server.index.OwnParameters;
import io.chartside.server.index.ResourceIndexer;
import io.chartside.server.index.SearchParameters;
import io.chartside.server.index.SearchWords;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

@Configuration(proxyBeanMethods = false)
class StoreBeans {
    private static final int KEY_STORE_CONNECTIONS = 3;

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    MasterKey masterKey(KeySettings settings, @Value("${chartside.data-dir:data}") Path dataDir, Clock clock) {
        return KeyServices.open(settings, keys(dataDir), clock);
    }

    @Bean
    DatabaseBootstrap databaseBootstrap(
            DatabaseSettings settings,
            MasterKey master,
            @Value("${chartside.data-dir:data}") Path dataDir,
            Clock clock) {
        DatabaseRoles roles = DatabaseRoles.open(keys(dataDir).resolve("database.properties"));
        DatabaseBootstrap bootstrap = new DatabaseBootstrap(settings, roles, master);
        bootstrap.run(YearMonth.now(clock));
        return bootstrap;
    }

    private static Path keys(Path dataDir) {
        return dataDir.resolve("keys");
    }

    /** For transactions, and for whoever sets the tenant by himself; as a role that row-level security holds. */
    @Bean
    DataSource dataSource(DatabaseBootstrap bootstrap, DatabaseSettings settings) {
        return bootstrap.pool(settings.name(), settings.poolSize(), true);
    }

    @Bean
    KeyRing keyRing(DatabaseBootstrap bootstrap, DatabaseSettings settings, MasterKey master, KeySettings sharing) {
        return new KeyRing(master, bootstrap.keyPool(settings.keyStoreName(), KEY_STORE_CONNECTIONS), sharing);
    }

    @Bean
    ServerSignatures serverSignatures(KeyRing keys) {
        return new ServerSignatures(keys);
    }

    @Bean
    KeyKeeper keyKeeper(DatabaseBootstrap bootstrap, DatabaseSettings settings) {
        return new KeyKeeper(bootstrap.keeperPool(settings.keyStoreName()));
    }

    @Bean
    KeyRotation keyRotation(MasterKey master, KeyRing keys, KeyKeeper keeper, KeySettings sharing) {
        return new KeyRotation(master, keys, keeper, sharing.knownAfter());
    }

    @Bean
    OrphanKeys orphanKeys(Database database, KeyKeeper keeper, KeySettings settings) {
        return new OrphanKeys(database, keeper, settings.orphansKept());
    }

    @Bean
    HeadRekeying headRekeying(Database database, Keeper keeper, KeyRing keys, RowSeal seal, SearchWords words) {
        return new HeadRekeying(database, keeper, keys, seal, words);
    }

    @Bean
    Resealing resealing(Database database, Keeper keeper, KeyRing keys, List<SealedColumn> columns) {
        return new Resealing(database, keeper, keys, columns);
    }

    @Bean
    SealedColumn sealedVersions() {
        return Resealing.VERSIONS;
    }

    @Bean
    SealedColumn sealedErasures() {
        return PatientEraser.SEALED;
    }

    @Bean
    Labelling labelling(Keeper keeper, KeyRing keys, RowSeal seal, RestrictionTable restrictions) {
        return new Labelling(keeper, keys, seal, restrictions);
    }

    @Bean
    Keeper keeper(DatabaseBootstrap bootstrap, DatabaseSettings settings) {
        return new Keeper(bootstrap.keeperPool(settings.name()));
    }

    @Bean
    OperationsProjection operationsProjection(DatabaseBootstrap bootstrap) {
        return new OperationsProjection(bootstrap.staffPool());
    }

    @Bean
    AuditChain auditChain(KeyRing keys) {
        return new AuditChain(keys, new AuditLanes());
    }

    @Bean
    JoinedAudit joinedAudit(DataSource dataSource, AuditChain chain) {
        return new JoinedAudit(dataSource, chain);
    }

    @Bean
    AuditCheckpoints auditCheckpoints(
            RoundConnections database,
            AuditChain chain,
            ServerSignatures signatures,
            AuditSettings settings,
            @Value("${chartside.data-dir:data}") Path dataDir,
            Clock clock) {
        Path folder = settings.checkpointFolder() == null
                ? dataDir.resolve("audit-checkpoints")
                : settings.checkpointFolder();
        return new AuditCheckpoints(
                database,
                chain,
                signatures,
                new RoundFiles(folder),
                new CheckpointFolder(folder),
                checkpointObjects(settings, clock),
                clock);
    }

    private static Optional<CheckpointObjects> checkpointObjects(AuditSettings settings, Clock clock) {
        return Optional.ofNullable(settings.checkpointUrl()).map(url -> {
            AllowedOrigin origin =
                    settings.checkpointUrlInternal() ? AllowedOrigin.internal(url) : AllowedOrigin.of(url);
            return new CheckpointObjects(Outbound.allowing(List.of(origin)), url, authorized(settings, clock));
        });
    }

    private static UnaryOperator<OutboundRequest> authorized(AuditSettings settings, Clock clock) {
        if (settings.checkpointS3() != null) {
            return new S3Requests(
                    settings.checkpointS3(),
                    DefaultCredentialsProvider.builder().build(),
                    clock);
        }
        String authorization = settings.checkpointAuthorization();
        return request -> authorization == null ? request : request.header("Authorization", authorization);
    }

    @Bean
    AuditVerifier auditVerifier(Database database, Keeper keeper, KeyRing keys, AuditCheckpoints checkpoints) {
        return new AuditVerifier(database, keeper, keys, checkpoints);
    }

    @Bean
    PatientEraser patientEraser(Database database, Keeper keeper, KeyRing keys, AuditChain audit) {
        return new PatientEraser(database, keeper, keys, audit);
    }

    @Bean
    WithheldVersions withheldVersions(Database database, Keeper keeper, RowSeal seal, Clock clock) {
        return new WithheldVersions(database, keeper, seal, clock);
    }

    @Bean
    Database database(DataSource dataSource, @Qualifier("readPool") HikariDataSource readPool) {
        return new Database(dataSource, new ConfinedConnections(readPool));
    }

    /** Where statements run outside of transactions. */
    @Bean(defaultCandidate = false)
    HikariDataSource readPool(DatabaseBootstrap bootstrap, DatabaseSettings settings) {
        return bootstrap.pool(settings.name(), settings.poolSize(), true);
    }

    @Bean
    RowSeal rowSeal(KeyRing keys, OpenedSettings settings) {
        return new RowSeal(keys, new OpenedVersions(settings.memory().toBytes(), keys));
    }

    @Bean
    RestrictionTable restrictionTable(Database database, RowSeal seal) {
        return new RestrictionTable(database, seal);
    }

    @Bean
    RightsChanges rightsChanges(Database database) {
        return new RightsChanges(database, System::nanoTime);
    }

    @Bean
    MomentReader momentReader(RowSeal seal, KeyRing keys) {
        return new MomentReader(seal, keys);
    }

    @Bean
    ChangeFeed changeFeed(Database database, RowSeal seal, ObjectProvider<CriteriaMatcher> matcher) {
        return new ChangeFeed(database, seal, matcher::getObject);
    }

    @Bean
    OwnParameterTable ownParameterTable(Database database) {
        return new OwnParameterTable(database);
    }

    @Bean
    OwnParameters ownParameters(FhirContext fhir, OwnParameterTable table, Environment environment) {
        return new OwnParameters(
                fhir,
                table,
                Binder.get(environment)
                        .bind("chartside.search.own-parameters-known-after", Duration.class)
                        .orElse(Duration.ofSeconds(5)));
    }

    @Bean
    TokenAdder tokenAdder(KeyRing keys) {
        return new TokenAdder(keys);
    }

    @Bean
    AuditLog auditLog(Database database, KeyRing keys) {
        return new PostgresAuditLog(database, keys);
    }

    @Bean
    ContentSweep contentSweep(Keeper keeper, KeyKeeper keys, ContentSettings contents, Clock clock) {
        return new ContentSweep(keeper, keys.contents(), contents.uploadTime(), clock);
    }

    @Bean
    Contents contents(
            Database database, KeyRing keys, Rids rids, Clock clock, ContentSettings settings, ContentSweep sweep) {
        return new Contents(database, keys.contents(), rids, clock, settings, sweep);
    }

    @Bean
    Rids rids() {
        return new Rids();
    }

    /**
     * Where rounds run that several requests share. Few connections, so that each stays warm: among many, every request would
     * find a PostgreSQL process that has not run for a while.
     */
    @Bean(defaultCandidate = false)
    HikariDataSource roundPool(DatabaseBootstrap bootstrap, DatabaseSettings settings) {
        return bootstrap.pool(settings.name(), SharedReads.AT_ONCE + 1, true);
    }

    /** The same of rounds that requests of several tenants share. */
    @Bean(defaultCandidate = false)
    HikariDataSource sharedRoundPool(DatabaseBootstrap bootstrap) {
        return bootstrap.roundPool(2 * SharedReads.AT_ONCE);
    }

    @Bean
    RoundConnections roundConnections(@Qualifier("sharedRoundPool") HikariDataSource sharedRoundPool) {
        return new RoundConnections(sharedRoundPool);
    }

    @Bean
    RequestsUnderWay requestsUnderWay() {
        return new RequestsUnderWay();
    }

    @Bean
    ResourceStore resourceStore(
            Database database,
            @Qualifier("roundPool") HikariDataSource roundPool,
            RoundConnections together,
            RequestsUnderWay requests,
            KeyRing keys,
            Rids rids,
            Contents contents,
            RowSeal seal,
            ResourceIndexer indexer,
            SearchWords words,
            SearchParameters parameters,
            OwnParameters own,
            AuditChain audit,
            Clock clock,
            RestrictionTable restrictions,
            ObjectProvider<CriteriaMatcher> matcher) {
        Supplier<CriteriaMatcher> late = matcher::getObject;
        RowReader reader = new RowReader(seal, late);
        return new PostgresResourceStore(
                database,
                new ConfinedConnections(roundPool),
                together,
                requests,
                own,
                reader,
                new HistoryReader(reader, keys, parameters),
                new PostgresUnitOfWork.Parts(
                        new WritePlanner(indexer, words, own, keys),
                        seal,
                        reader,
                        keys,
                        audit,
                        rids,
                        new ErasedIds(keys),
                        clock,
                        contents,
                        restrictions,
                        late));
    }
}
