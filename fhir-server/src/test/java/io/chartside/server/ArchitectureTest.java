package io.chartside.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/** The arrows of docs/architecture.md, as rules. */
@AnalyzeClasses(
        packages = "io.chartside",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.Written.class})
class ArchitectureTest {

    /** Not the bean definitions that an earlier build has made (ADR 0059), which name every package. */
    static final class Written implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("__");
        }
    }

    @ArchTest
    static final ArchRule insideTheServerArrowsPointDown = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("commands")
            .definedBy("io.chartside.server", "io.chartside.server.command..")
            .layer("endpoints")
            .definedBy(
                    "io.chartside.server.rest..",
                    "io.chartside.server.edge..",
                    "io.chartside.server.operation..",
                    "io.chartside.server.patch..",
                    "io.chartside.server.validation..",
                    "io.chartside.server.authz..",
                    "io.chartside.server.export..",
                    "io.chartside.server.reindex..",
                    "io.chartside.server.erasure..",
                    "io.chartside.server.rotation..",
                    "io.chartside.server.subscription..",
                    "io.chartside.server.demo..",
                    "io.chartside.server.person..",
                    "io.chartside.server.standalone..",
                    "io.chartside.server.login..",
                    "io.chartside.server.registration..",
                    "io.chartside.server.admin..",
                    "io.chartside.server.staff..",
                    "io.chartside.server.speech..",
                    "io.chartside.server.sealed..",
                    "io.chartside.server.attestation..")
            .layer("interaction")
            .definedBy("io.chartside.server.interaction..")
            .layer("decisions")
            .definedBy(
                    "io.chartside.server.access..",
                    "io.chartside.server.consent..",
                    "io.chartside.server.audit..",
                    "io.chartside.server.deidentify..")
            .layer("ai")
            .definedBy("io.chartside.server.ai..")
            .layer("search")
            .definedBy("io.chartside.server.search..")
            .layer("terminology")
            .definedBy("io.chartside.server.terminology..")
            .layer("guides")
            .definedBy("io.chartside.server.ig..")
            .layer("store")
            .definedBy("io.chartside.server.store..", "io.chartside.server.index..", "io.chartside.server.json..")
            .layer("crypto")
            .definedBy("io.chartside.server.crypto..")
            .layer("tenancy")
            .definedBy("io.chartside.server.tenancy..")
            .whereLayer("commands")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("endpoints")
            .mayOnlyBeAccessedByLayers("commands")
            .whereLayer("interaction")
            .mayOnlyBeAccessedByLayers("commands", "endpoints")
            .whereLayer("decisions")
            .mayOnlyBeAccessedByLayers("commands", "endpoints", "interaction")
            .whereLayer("ai")
            .mayOnlyBeAccessedByLayers("commands", "endpoints", "interaction", "decisions")
            .whereLayer("search")
            .mayOnlyBeAccessedByLayers("commands", "endpoints", "interaction", "decisions", "ai")
            .whereLayer("terminology")
            .mayOnlyBeAccessedByLayers("commands", "endpoints", "interaction", "decisions", "ai", "search")
            .whereLayer("guides")
            .mayOnlyBeAccessedByLayers("endpoints", "terminology")
            .whereLayer("store")
            .mayOnlyBeAccessedByLayers(
                    "commands", "endpoints", "interaction", "decisions", "ai", "search", "terminology")
            .whereLayer("crypto")
            .mayOnlyBeAccessedByLayers("commands", "endpoints", "interaction", "decisions", "ai", "search", "store");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.chartside.server.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheOutboundDoorOpensSockets = noClasses()
            .that()
            .resideOutsideOfPackages("io.chartside.outbound..", "io.chartside.server.command..")
            .should()
            .dependOnClassesThat(namedAnyOf(
                    "java.net.http.HttpClient",
                    "java.net.Socket",
                    "java.net.HttpURLConnection",
                    "org.springframework.web.client.RestClient",
                    "org.springframework.web.client.RestTemplate",
                    "org.springframework.web.reactive.function.client.WebClient"))
            .because("MH8: what leaves the process passes the allow-list");

    @ArchTest
    static final ArchRule mappingsKnowNoServer = noClasses()
            .that()
            .resideInAPackage("io.chartside.mappings..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.chartside.server..", "io.chartside.app..", "io.chartside.outbound..", "org.springframework..");

    @ArchTest
    static final ArchRule outboundAndDatabaseKnowNothingOfOurs = noClasses()
            .that()
            .resideInAnyPackage("io.chartside.outbound..", "io.chartside.database..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.chartside.server..",
                    "io.chartside.app..",
                    "io.chartside.mappings..",
                    "io.chartside.scribe..",
                    "io.chartside.terminology..");

    @ArchTest
    static final ArchRule standardStreamsBelongToCommands = noClasses()
            .that()
            .resideOutsideOfPackages("io.chartside..command..")
            .and()
            .doNotHaveSimpleName("FhirServer")
            .should(ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule noFieldInjection = NO_CLASSES_SHOULD_USE_FIELD_INJECTION;

    @ArchTest
    static final ArchRule noJavaUtilLogging = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

    private static DescribedPredicate<JavaClass> namedAnyOf(String... names) {
        return DescribedPredicate.describe(
                "named any of " + String.join(", ", names),
                type -> List.of(names).contains(type.getName()));
    }
}
