package io.chartside.terminology.icd10cm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.terminology.CodeCatalog;
import io.chartside.terminology.Concept;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminologyLoaderTest {
    @TempDir
    Path folder;

    private Path target;

    @BeforeEach
    void files() {
        target = folder.resolve("terminology");
    }

    @Test
    void loadedRelease_findsCodesWithAndWithoutDotAndInAnyCase() throws Exception {
        load("2026", null);
        try (IcdCatalogs catalogs = IcdCatalogs.open(target)) {
            assertThat(catalogs.version()).isEqualTo("FY2026");
            Concept expected = new Concept("E11.65", "Type 2 diabetes mellitus with hyperglycemia", true);
            assertThat(Stream.of("E11.65", "E1165", "e11.65", " E11.65 ").map(catalogs::find))
                    .allSatisfy(c -> assertThat(c).contains(expected));
            assertThat(catalogs.find("E11"))
                    .hasValueSatisfying(c -> assertThat(c.billable()).isFalse());
            assertThat(catalogs.find("E11.66")).isEmpty();
            assertThat(catalogs.find("not a code")).isEmpty();
        }
    }

    @Test
    void seventhCharacterWithPlaceholder_standsBelowTheCodeWithoutThem() throws Exception {
        load("2026", null);
        try (IcdCatalogs catalogs = IcdCatalogs.open(target)) {
            assertThat(catalogs.children("S83.91")).extracting(Concept::code).containsExactly("S83.91XA", "S83.91XD");
            assertThat(catalogs.children("E11")).extracting(Concept::code).containsExactly("E11.6", "E11.9");
            assertThat(catalogs.notes("S83").orElseThrow().sevenCharacters())
                    .containsEntry('A', "initial encounter")
                    .containsEntry('D', "subsequent encounter");
        }
    }

    @Test
    void notesOfTheTabularList_areKept() throws Exception {
        load("2026", null);
        try (IcdCatalogs catalogs = IcdCatalogs.open(target)) {
            IcdNotes diabetes = catalogs.notes("E11").orElseThrow();
            assertThat(diabetes.parent()).isEqualTo("E08-E13");
            assertThat(diabetes.excludes1()).containsExactly("type 1 diabetes mellitus (E10.-)");
            assertThat(diabetes.excludes2()).hasSize(1);
            assertThat(diabetes.useAdditional()).containsExactly("insulin (Z79.4)");
            assertThat(catalogs.notes("S83").orElseThrow().codeFirst()).containsExactly("open wound");
            assertThat(catalogs.notes("E10").orElseThrow().inclusionTerms()).containsExactly("juvenile onset diabetes");
        }
    }

    @Test
    void excludes1OfAHeadingAbove_forbidsBothWays() throws Exception {
        load("2026", null);
        try (IcdCatalogs catalogs = IcdCatalogs.open(target)) {
            assertThat(catalogs.excludes("E11.65", "E10.9")).isTrue();
            assertThat(catalogs.excludes("E10.9", "E11.65")).isTrue();
            assertThat(catalogs.excludes("E11.65", "S83.91XA")).isFalse();
        }
    }

    @Test
    void search_findsTitlesAndInclusionTermsBestFirst() throws Exception {
        load("2026", null);
        try (IcdCatalogs catalogs = IcdCatalogs.open(target)) {
            assertThat(catalogs.search("sprained right knee initial", 3).get(0).code())
                    .isEqualTo("S83.91XA");
            assertThat(catalogs.search("out of control sugars", 5).get(0).code())
                    .isEqualTo("E11.65");
            assertThat(catalogs.search("E11.6", 10)).extracting(Concept::code).contains("E11.6", "E11.65");
            assertThat(catalogs.search("the of and", 5)).isEmpty();
            assertThat(catalogs.search("", 5)).isEmpty();
            assertThatThrownBy(() -> catalogs.search("knee", 0)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void severalReleases_areChosenByDateOfService() throws Exception {
        load("2025", null);
        load("2026", null);
        load("2026", "FY2026-04");
        try (IcdCatalogs catalogs = IcdCatalogs.open(target)) {
            assertThat(catalogs.versions()).containsExactly("FY2025", "FY2026", "FY2026-04");
            assertThat(catalogs.version()).isEqualTo("FY2026-04");
            assertThat(catalogs.on(LocalDate.of(2020, 1, 1)).version()).isEqualTo("FY2025");
            assertThat(catalogs.on(LocalDate.of(2025, 9, 30)).version()).isEqualTo("FY2025");
            assertThat(catalogs.on(LocalDate.of(2025, 10, 1)).version()).isEqualTo("FY2026");
            assertThat(catalogs.on(LocalDate.of(2026, 4, 1)).version()).isEqualTo("FY2026-04");
            assertThat(catalogs.on(LocalDate.of(2031, 1, 1)).version()).isEqualTo("FY2026-04");
        }
    }

    @Test
    void nothingLoaded_meansNoCodes() throws Exception {
        try (IcdCatalogs catalogs = IcdCatalogs.open(target)) {
            assertThat(catalogs.version()).isEqualTo(CodeCatalog.empty().version());
            assertThat(catalogs.find("I10")).isEmpty();
            assertThat(catalogs.search("knee", 5)).isEmpty();
        }
    }

    @Test
    void loadingTheSameReleaseAgain_replacesItWhole() throws Exception {
        load("2026", null);
        SmallRelease more = SmallRelease.ofTheUsualCodes().row("S838", true, "Sprain of other parts of knee");
        TerminologyLoader.load(more.order(folder), more.tabular(folder, "2026"), target);
        try (IcdCatalogs catalogs = IcdCatalogs.open(target)) {
            assertThat(catalogs.versions()).containsExactly("FY2026");
            assertThat(catalogs.find("S83.8")).isPresent();
        }
        try (Stream<Path> left = Files.list(target.resolve("icd10cm"))) {
            assertThat(left.map(p -> p.getFileName().toString())).containsExactly("FY2026");
        }
    }

    @Test
    void filesOfDifferentReleases_areRefusedAndLeaveWhatWasThere() throws Exception {
        load("2026", null);
        SmallRelease other = new SmallRelease().row("A00", false, "Cholera").row("A000", true, "Cholera classical");
        assertThatThrownBy(() -> TerminologyLoader.load(other.order(folder), tabular("2026"), target))
                .isInstanceOf(TerminologyException.class)
                .hasMessageContaining("not of the same release");
        try (IcdCatalogs catalogs = IcdCatalogs.open(target)) {
            assertThat(catalogs.find("E11.65")).isPresent();
        }
    }

    @Test
    void anotherYearThanTheFiles_isRefused() {
        assertThatThrownBy(() -> load("2026", "FY2025"))
                .isInstanceOf(TerminologyException.class)
                .hasMessageContaining("FY2026, not FY2025");
        assertThatThrownBy(() -> load("2026", "2026"))
                .isInstanceOf(TerminologyException.class)
                .hasMessageContaining("must look like");
    }

    @Test
    void damagedFiles_areNamedWithTheLine() throws Exception {
        Path order = SmallRelease.ofTheUsualCodes().order(folder);
        assertRefused(Files.writeString(folder.resolve("empty.txt"), ""), tabular("2026"), "empty.txt holds no codes");
        assertRefused(Files.writeString(folder.resolve("odd.txt"), "hello\n"), tabular("2026"), "odd.txt line 1");
        List<String> twice = Files.readAllLines(order);
        assertRefused(
                Files.write(folder.resolve("twice.txt"), List.of(twice.get(0), twice.get(0))),
                tabular("2026"),
                "E10 is there twice");
        assertRefused(folder.resolve("nowhere.txt"), tabular("2026"), "cannot be read");
        assertRefused(order, Files.writeString(folder.resolve("cut.xml"), "<ICD10CM.tabular><version>2026"), "cut.xml");
        assertRefused(
                order, Files.writeString(folder.resolve("other.xml"), "<html/>"), "not an ICD-10-CM tabular list");
        assertRefused(order, tabular("unknown"), "names no fiscal year");
    }

    @Test
    void documentTypesAndExternalEntities_areNotRead() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "secret");
        Path order = SmallRelease.ofTheUsualCodes().order(folder);
        String attack = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"" + secret.toUri()
                + "\">]><ICD10CM.tabular><version>2026&e;</version></ICD10CM.tabular>";
        Path file = Files.writeString(folder.resolve("attack.xml"), attack);
        assertThatThrownBy(() -> TerminologyLoader.load(order, file, target))
                .isInstanceOf(TerminologyException.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void damagedCompiledForm_isNamed() throws Exception {
        load("2026", null);
        Path place = target.resolve("icd10cm").resolve("FY2026");
        try (Stream<Path> files = Files.list(place)) {
            for (Path p : files.toList()) {
                Files.writeString(p, "x");
            }
        }
        assertThatThrownBy(() -> IcdCatalogs.open(target))
                .isInstanceOf(TerminologyException.class)
                .hasMessageContaining("damaged");
    }

    private void assertRefused(Path order, Path tabular, String message) {
        assertThatThrownBy(() -> TerminologyLoader.load(order, tabular, target))
                .isInstanceOf(TerminologyException.class)
                .hasMessageContaining(message);
    }

    private Path tabular(String version) throws IOException {
        return SmallRelease.ofTheUsualCodes().tabular(folder, version);
    }

    private void load(String year, String version) throws Exception {
        SmallRelease release = SmallRelease.ofTheUsualCodes();
        TerminologyLoader.load(release.order(folder), release.tabular(folder, year), target, version);
    }
}
