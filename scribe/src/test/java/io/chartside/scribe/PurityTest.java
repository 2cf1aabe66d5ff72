package io.chartside.scribe;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The engine is to run anywhere, a browser included: no frameworks, no I/O, no reflection, no threads. */
@AnalyzeClasses(packages = "io.chartside.scribe", importOptions = ImportOption.DoNotIncludeTests.class)
class PurityTest {

    @ArchTest
    static final ArchRule theEngineReachesNothingOutsideItself = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.io..",
                    "java.net..",
                    "java.nio.file..",
                    "java.nio.channels..",
                    "java.lang.reflect..",
                    "java.lang.invoke.MethodHandles",
                    "java.util.concurrent..",
                    "java.sql..",
                    "org.springframework..",
                    "ca.uhn..",
                    "org.hl7..",
                    "com.fasterxml..",
                    "tools.jackson..",
                    "org.slf4j..",
                    "org.apache..");

    @ArchTest
    static final ArchRule theEngineStartsNoThreads =
            noClasses().should().dependOnClassesThat().areAssignableTo(Thread.class);
}
