package io.chartside.server.terminology;

import ca.uhn.fhir.context.FhirContext;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chartside.mappings.claim.ClaimKnowledge;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.scribe.EmbeddedScribe;
import io.chartside.mappings.x12.ServiceCodes;
import io.chartside.server.store.StoredResource;
import io.chartside.server.tenancy.TenantId;
import io.chartside.terminology.icd10cm.IcdCatalogs;
import io.chartside.terminology.icd10cm.TerminologyException;
import io.chartside.terminology.services.ServiceRelease;
import io.chartside.terminology.services.ServiceReleases;
import io.chartside.terminology.services.ServiceSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.Resource;

/**
 * All code systems, value sets and concept maps that this server has: what an operator loaded, what the tenant stored, what
 * HL7 publishes with R4. Everything is opened when it is first asked for, so that a server that is asked nothing pays
 * nothing.
 */
public final class Terminology {
    /** Characters of parsed definitions that are kept. */
    private static final long MOST_KEPT = 24_000_000;

    private static final String SIZE = "characters";
    private static final Set<String> BY_GRAMMAR = Set.of(
            CommonCodeSystemsTerminologyService.UCUM_CODESYSTEM_URL,
            CommonCodeSystemsTerminologyService.LANGUAGES_CODESYSTEM_URL,
            CommonCodeSystemsTerminologyService.MIMETYPES_CODESYSTEM_URL,
            CommonCodeSystemsTerminologyService.CURRENCIES_CODESYSTEM_URL,
            CommonCodeSystemsTerminologyService.COUNTRIES_CODESYSTEM_URL,
            CommonCodeSystemsTerminologyService.USPS_CODESYSTEM_URL);

    private final FhirContext fhir;
    private final Path folder;
    private final Published published;
    private final CommonCodeSystemsTerminologyService grammars;
    private final Cache<String, Resource> parsed = Caffeine.newBuilder()
            .maximumWeight(MOST_KEPT)
            .weigher((String key, Resource resource) -> resource.getUserInt(SIZE))
            .build();
    /** Of definitions that are kept; gone with them. */
    private final Cache<CodeSystem, CodeSource> indexed =
            Caffeine.newBuilder().weakKeys().softValues().build();

    private final LoadedServices services;
    private IcdCatalogs icd;
    private FileTime icdAsOf;
    private LexiconCodes lexicon;

    /** @param folder where {@code ./chartside terminology load} puts releases */
    Terminology(FhirContext fhir, Path folder, Published published) {
        this.fhir = fhir;
        this.folder = folder;
        this.published = published;
        this.grammars = new CommonCodeSystemsTerminologyService(fhir);
        this.services = new LoadedServices(folder);
    }

    /** With the definitions that a tenant keeps. */
    public Vocabulary with(Definitions stored) {
        return new Vocabulary(this, stored);
    }

    /** A stored definition, parsed once for each of its versions. */
    public Resource parsed(TenantId tenant, StoredResource stored) {
        String key = tenant + "/" + stored.type() + "/" + stored.id() + "/" + stored.version();
        return parsed.get(key, k -> {
            Resource resource =
                    (Resource) fhir.newJsonParser().parseResource(new String(stored.json(), StandardCharsets.UTF_8));
            resource.setUserData(SIZE, stored.json().length);
            return resource;
        });
    }

    Published published() {
        return published;
    }

    /** @param version label of a release; null for the one in force on the day, or the newest */
    Optional<CodeSource> icd(String version, LocalDate day) {
        IcdCatalogs releases = icd();
        return (version != null
                        ? releases.release(version)
                        : day != null ? releases.inForce(day) : releases.newestRelease())
                .map(IcdCodes::new);
    }

    /** Opened again when a release was loaded or taken away meanwhile; what is in use stays open until nobody uses it. */
    private synchronized IcdCatalogs icd() {
        Path releases = folder.resolve("icd10cm");
        FileTime changed = FileTime.fromMillis(0);
        try {
            if (Files.isDirectory(releases)) {
                changed = Files.getLastModifiedTime(releases);
            }
            if (icd == null || !changed.equals(icdAsOf)) {
                icd = IcdCatalogs.open(folder);
                icdAsOf = changed;
            }
            return icd;
        } catch (IOException | TerminologyException e) {
            throw new IllegalStateException("the loaded code files cannot be used: " + e.getMessage(), e);
        }
    }

    synchronized CodeSource lexicon() {
        if (lexicon == null) {
            lexicon = new LexiconCodes(EmbeddedScribe.codes());
        }
        return lexicon;
    }

    /**
     * HCPCS or CPT, as an operator loaded them; empty for other systems and for what is not loaded.
     *
     * @param version label of a release; null for the one in force on the day, or the newest
     */
    Optional<CodeSource> services(String system, String version, LocalDate day) {
        ServiceSystem of = ServiceCodes.HCPCS.contains(system)
                ? ServiceSystem.HCPCS
                : system.equals(ChartsideFhir.CPT) ? ServiceSystem.CPT : null;
        if (of == null) {
            return Optional.empty();
        }
        ServiceReleases releases = services.of(of);
        Optional<ServiceRelease> release =
                version != null ? releases.release(version) : day != null ? releases.inForce(day) : releases.newest();
        return release.map(found -> ServiceSource.loaded(system, of.title(), found));
    }

    /** Of HCPCS, the codes that drafts suggest; empty for other systems. */
    Optional<CodeSource> servicesOfDrafts(String system) {
        return ServiceCodes.HCPCS.contains(system)
                ? Optional.of(ServiceSource.ofDrafts(system, EmbeddedScribe.services()))
                : Optional.empty();
    }

    /** What a check of claims goes by. */
    public ClaimKnowledge claimKnowledge() {
        return new ClaimKnowledge(
                icd(),
                EmbeddedScribe.editions(),
                services.of(ServiceSystem.HCPCS),
                services.of(ServiceSystem.CPT),
                services.pairs(),
                services.units());
    }

    Optional<CodeSource> byGrammar(String system) {
        return BY_GRAMMAR.contains(system) ? Optional.of(new GrammarCodes(grammars, system)) : Optional.empty();
    }

    /** @throws TerminologyRefused when the definition carries no codes */
    CodeSource indexed(CodeSystem definition) {
        return indexed.get(definition, DefinedCodes::of);
    }
}
