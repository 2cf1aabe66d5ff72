package io.chartside.terminology;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Terminology stands at the bottom: Java and Lucene only. */
@AnalyzeClasses(packages = "io.chartside.terminology", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleBoundaryTest {

    @ArchTest
    static final ArchRule terminologyKnowsNothingOfOurs = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.chartside.terminology..",
                    "java..",
                    "javax.xml..",
                    "org.xml..",
                    "org.w3c..",
                    "org.apache.lucene..");
}
