package io.chartside.server.rest;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.access.AccessPolicy;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.Origins;
import io.chartside.server.edge.SecurityHeaders;
import io.chartside.server.index.AuditParameters;
import io.chartside.server.index.OwnParameters;
import io.chartside.server.index.SearchParameters;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.Readings;
import io.chartside.server.interaction.ResourceJson;
import io.chartside.server.interaction.Transactions;
import io.chartside.server.interaction.Writings;
import io.chartside.server.operation.Operations;
import io.chartside.server.patch.Patches;
import io.chartside.server.store.Contents;
import io.chartside.server.store.RequestsUnderWay;
import io.chartside.server.tenancy.Tenants;
import io.chartside.server.validation.SupportedProfiles;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.DispatcherType;
import java.time.Clock;
import org.apache.catalina.Valve;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Where the endpoint's parts meet. The order is: cross-origin headers, request guard, authorization, body
 * guard, FHIR endpoint. */
@Configuration(proxyBeanMethods = false)
class RestBeans {
    private static final String PATHS = "/fhir/*";

    @Bean
    AnswerWriter answerWriter(FhirContext fhir) {
        return new AnswerWriter(fhir);
    }

    @Bean
    FilterRegistrationBean<RequestGuard> requestGuard(
            GuardProperties limits, Tenants tenants, AuditTrail audit, Origins origins, AnswerWriter writer) {
        FilterRegistrationBean<RequestGuard> registration = new FilterRegistrationBean<>(
                new RequestGuard(limits, new GuardAnswer(tenants, audit, origins, writer)));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 20);
        registration.addUrlPatterns(PATHS);
        return registration;
    }

    /** Behind the bearer filter: the bodies of strangers are not read. */
    @Bean
    FilterRegistrationBean<BodyGuard> bodyGuard(
            GuardProperties limits,
            Operations operations,
            AccessPolicy policy,
            Tenants tenants,
            AuditTrail audit,
            Origins origins,
            AnswerWriter writer) {
        FilterRegistrationBean<BodyGuard> registration = new FilterRegistrationBean<>(
                new BodyGuard(limits, operations, policy, new GuardAnswer(tenants, audit, origins, writer)));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 35);
        registration.addUrlPatterns(PATHS);
        return registration;
    }

    /** After Boot's own customizers, whose error page this replaces. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> outcomesOfTomcat(SecurityHeaders headers) {
        return factory -> factory.addContextCustomizers(context -> {
            StandardHost host = (StandardHost) context.getParent();
            for (Valve valve : host.getPipeline().getValves()) {
                if (valve instanceof ErrorReportValve) {
                    host.getPipeline().removeValve(valve);
                }
            }
            host.setErrorReportValveClass("");
            host.getPipeline().addValve(new OutcomeValve(headers));
        });
    }

    @Bean
    FilterRegistrationBean<UnavailableAnswers> unavailableAnswers() {
        FilterRegistrationBean<UnavailableAnswers> registration =
                new FilterRegistrationBean<>(new UnavailableAnswers());
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
        registration.addUrlPatterns(PATHS, "/demo-ehr/*", "/staff/*", "/admin/*");
        return registration;
    }

    /**
     * Clients write tokens ({@code system|code}), units ({@code mm[Hg]}, {@code {score}}) and FHIR's escapes into queries
     * without percent-escaping them. {@link Query} takes them as they stand.
     */
    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> charactersOfSearches() {
        return factory ->
                factory.addConnectorCustomizers(connector -> connector.setProperty("relaxedQueryChars", "|[]{}\\"));
    }

    @Bean
    FilterRegistrationBean<OutcomeErrors> outcomeErrors() {
        FilterRegistrationBean<OutcomeErrors> registration = new FilterRegistrationBean<>(new OutcomeErrors());
        registration.setDispatcherTypes(DispatcherType.ERROR, DispatcherType.INCLUDE);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        registration.addUrlPatterns("/*");
        return registration;
    }

    @Bean
    FilterRegistrationBean<CrossOrigin> crossOrigin(Tenants tenants) {
        FilterRegistrationBean<CrossOrigin> registration = new FilterRegistrationBean<>(new CrossOrigin(tenants));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 19);
        registration.addUrlPatterns(PATHS);
        return registration;
    }

    /** What a patch made passes what a body passes. */
    private static ResourceJson patched(ResourceParser parser, byte[] made, String media) {
        try {
            if (media.equals(Representation.XML)) {
                XmlScan.check(made, false);
            } else {
                JsonScan.check(made);
            }
        } catch (GuardException e) {
            throw FhirRefusal.invalid(e.getMessage(), "");
        }
        return parser.parse(made, media);
    }

    /** A patch within a Binary has not passed the guard of bodies. */
    private static void checkCarried(byte[] patch, String media) {
        try {
            if (media.contains("json")) {
                JsonScan.check(patch);
            } else if (media.contains("xml")) {
                XmlScan.check(patch, true);
            }
        } catch (GuardException e) {
            throw FhirRefusal.malformed(e.getMessage());
        }
    }

    @Bean
    FhirDispatch fhirDispatch(
            SearchParameters parameters,
            Readings readings,
            Writings writings,
            Transactions transactions,
            Operations operations,
            AuditTrail audit,
            FhirContext fhir,
            GuardProperties limits,
            Clock clock) {
        ResourceParser parser = new ResourceParser(fhir);
        SearchHandler searches = new SearchHandler(readings, clock);
        Patches patches = new Patches(
                fhir,
                json -> patched(parser, json, Representation.JSON),
                xml -> patched(parser, xml, Representation.XML),
                RestBeans::checkCarried);
        return new FhirDispatch(
                type -> parameters.serves(type) || type.equals("AuditEvent"),
                new ReadHandler(readings),
                searches,
                new WriteHandler(writings, patches),
                new BundleHandler(transactions, patches, clock, limits.bundleEntries()),
                new OperationHandler(operations, readings, searches, fhir),
                audit);
    }

    @Bean
    FilterRegistrationBean<FhirEndpoint> fhirEndpoint(
            Tenants tenants,
            AuditTrail audit,
            FhirDispatch dispatch,
            SearchParameters parameters,
            AuditParameters auditParameters,
            OwnParameters ownParameters,
            Operations operations,
            SupportedProfiles profiles,
            FhirContext fhir,
            Writings writings,
            Contents contents,
            GuardProperties limits,
            AnswerWriter writer,
            Origins origins,
            MeterRegistry meters,
            RequestsUnderWay underWay,
            Clock clock) {
        FilterRegistrationBean<FhirEndpoint> registration = new FilterRegistrationBean<>(new FhirEndpoint(
                tenants,
                audit,
                dispatch,
                new Capabilities(fhir, parameters, auditParameters, ownParameters, operations, profiles, clock),
                new ResourceParser(fhir),
                new UploadedContent(contents, limits.binarySize().toBytes()),
                writings,
                new ContentDelivery(contents, writer),
                writer,
                origins,
                new RequestTimers(meters),
                underWay,
                limits.bundleEntries()));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 40);
        registration.addUrlPatterns(PATHS);
        return registration;
    }
}
