package io.chartside.bench.hapi;

import ca.uhn.fhir.batch2.jobs.config.Batch2JobsConfig;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.config.ThreadPoolFactoryConfig;
import ca.uhn.fhir.jpa.batch2.JpaBatch2Config;
import ca.uhn.fhir.jpa.config.r4.JpaR4Config;
import ca.uhn.fhir.jpa.config.util.HapiEntityManagerFactoryUtil;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.config.SubscriptionSettings;
import ca.uhn.fhir.jpa.model.dialect.HapiFhirPostgresDialect;
import ca.uhn.fhir.jpa.model.entity.StorageSettings.IndexEnabledEnum;
import ca.uhn.fhir.jpa.subscription.channel.config.SubscriptionChannelConfig;
import ca.uhn.fhir.jpa.subscription.match.config.SubscriptionProcessorConfig;
import ca.uhn.fhir.jpa.subscription.match.deliver.email.IEmailSender;
import ca.uhn.fhir.jpa.subscription.submit.config.SubscriptionSubmitterConfig;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.persistence.EntityManagerFactory;
import java.util.Map;
import javax.sql.DataSource;
import org.hibernate.boot.model.naming.CamelCaseToUnderscoresNamingStrategy;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;

/** The store with the defaults of hapi-fhir-jpaserver-starter: no full-text index, no subscription channel, no partitions. */
@Configuration
@Import({
    JpaR4Config.class,
    ThreadPoolFactoryConfig.class,
    JpaBatch2Config.class,
    Batch2JobsConfig.class,
    SubscriptionSubmitterConfig.class,
    SubscriptionProcessorConfig.class,
    SubscriptionChannelConfig.class
})
class PersistenceConfig {
    static final String DATABASE_URL = "database.url";

    /** Connections, as the starter's {@code spring.datasource.hikari.maximum-pool-size}. */
    private static final int CONNECTIONS = 10;

    @Bean
    DataSource dataSource(@Value("${" + DATABASE_URL + "}") String url) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        pool.setMaximumPoolSize(CONNECTIONS);
        return pool;
    }

    @Primary
    @Bean
    LocalContainerEntityManagerFactoryBean entityManagerFactory(
            DataSource dataSource,
            ConfigurableListableBeanFactory beans,
            FhirContext fhirContext,
            JpaStorageSettings settings) {
        LocalContainerEntityManagerFactoryBean factory =
                HapiEntityManagerFactoryUtil.newEntityManagerFactory(beans, fhirContext, settings);
        factory.setPersistenceUnitName("HAPI_PU");
        factory.setDataSource(dataSource);
        // The database is new: reading a schema that is there, as the starter does with "update", gives the same tables
        // later.
        // HAPI's own (batches of 30, ordered) come on top of these by themselves.
        factory.setJpaPropertyMap(Map.of(
                "hibernate.dialect",
                HapiFhirPostgresDialect.class.getName(),
                "hibernate.archive.scanner",
                "org.hibernate.boot.archive.scan.internal.DisabledScanner",
                "hibernate.physical_naming_strategy",
                CamelCaseToUnderscoresNamingStrategy.class.getName(),
                "hibernate.hbm2ddl.auto",
                "create-only",
                "hibernate.cache.use_query_cache",
                "false",
                "hibernate.cache.use_second_level_cache",
                "false",
                "hibernate.search.enabled",
                "false"));
        return factory;
    }

    @Primary
    @Bean
    JpaTransactionManager transactionManager(EntityManagerFactory entityManagerFactory) {
        return new JpaTransactionManager(entityManagerFactory);
    }

    /** What the starter sets where it differs from the library's default. */
    @Bean
    JpaStorageSettings jpaStorageSettings() {
        JpaStorageSettings settings = new JpaStorageSettings();
        settings.setIndexMissingFields(IndexEnabledEnum.DISABLED);
        settings.setAllowContainsSearches(true);
        settings.setDefaultSearchParamsCanBeOverridden(true);
        settings.setExpungeEnabled(true);
        settings.setFilterParameterEnabled(true);
        settings.setReuseCachedSearchResultsForMillis(60_000L);
        settings.setExpireSearchResultsAfterMillis(60 * 60 * 1000L);
        settings.setFetchSizeDefaultMaximum(Integer.MAX_VALUE);
        settings.setHibernateSearchIndexSearchParams(false);
        return settings;
    }

    @Bean
    PartitionSettings partitionSettings() {
        return new PartitionSettings();
    }

    @Bean
    SubscriptionSettings subscriptionSettings() {
        return new SubscriptionSettings();
    }

    @Bean
    IEmailSender emailSender() {
        return mail -> {};
    }
}
