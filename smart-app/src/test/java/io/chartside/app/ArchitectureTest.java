package io.chartside.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The plugin knows every FHIR server, ours included, by its public interface only. */
@AnalyzeClasses(packages = "io.chartside.app", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule thePluginKnowsNoServerInside =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("io.chartside.server..");

    /** Of the browser's scribe the plugin has the static files. */
    @ArchTest
    static final ArchRule theBrowsersScribeIsNotCalled =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("io.chartside.scribe.web..");

    @ArchTest
    static final ArchRule onlyTheOutboundDoorOpensSockets = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.net.http.HttpClient")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.net.Socket")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.springframework.web.client.RestClient");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.chartside.app.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noFieldInjection = NO_CLASSES_SHOULD_USE_FIELD_INJECTION;

    @ArchTest
    static final ArchRule standardStreamsBelongToTheEntryPoints = noClasses()
            .that()
            .doNotHaveSimpleName("SmartApp")
            .and()
            .resideOutsideOfPackage("io.chartside.app.command..")
            .should(ACCESS_STANDARD_STREAMS);
}
