package io.chartside.server.demo.seed;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.mappings.draft.TranscriptDocument;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.scribe.transcript.TranscriptParser;
import io.chartside.server.json.JsonTree;
import io.chartside.server.store.Change;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.UnitOfWork;
import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;

/**
 * Fills the demo tenants at start. What is there stays as its users left it; only today's visits move to today, so that
 * the demo never grows old.
 */
public final class DemoSeed implements ApplicationRunner {
    private final Tenants tenants;
    private final ServerSettings settings;
    private final ResourceStore store;
    private final FhirContext fhir;
    private final Clock clock;

    DemoSeed(Tenants tenants, ServerSettings settings, ResourceStore store, FhirContext fhir, Clock clock) {
        this.tenants = tenants;
        this.settings = settings;
        this.store = store;
        this.fhir = fhir;
        this.clock = clock;
    }

    public static void register(BeanRegistry registry) {
        registry.registerBean(
                DemoSeed.class,
                spec -> spec.supplier(beans -> new DemoSeed(
                        beans.bean(Tenants.class),
                        beans.bean(ServerSettings.class),
                        beans.bean(ResourceStore.class),
                        beans.bean(FhirContext.class),
                        beans.bean(Clock.class))));
    }

    @Override
    public void run(ApplicationArguments arguments) {
        for (TenantSettings tenant : tenants.all()) {
            if (tenant.demo()) {
                seed(tenant.id());
            }
        }
    }

    void seed(TenantId tenant) {
        Instant now = clock.instant();
        LocalDate today = now.atZone(ZoneOffset.UTC).toLocalDate();
        Map<String, String> visits = DemoFiles.visits(settings.configDirs());
        for (String chart : DemoFiles.charts(settings.configDirs(), today)) {
            List<Resource> resources = new ArrayList<>();
            for (Bundle.BundleEntryComponent entry :
                    fhir.newJsonParser().parseResource(Bundle.class, chart).getEntry()) {
                Resource resource = entry.getResource();
                resources.add(resource);
                String conversation = visits.get(resource.getIdElement().getIdPart());
                if (resource instanceof Encounter encounter && conversation != null) {
                    resources.add(transcript(encounter, conversation));
                }
            }
            store.write(tenant, unit -> write(unit, resources, today));
        }
    }

    private DocumentReference transcript(Encounter encounter, String conversation) {
        String id = encounter.getIdElement().getIdPart();
        DocumentReference document = TranscriptDocument.of(
                TranscriptParser.parse(conversation),
                encounter.getSubject(),
                Optional.of(new Reference("Encounter/" + id)),
                encounter.getPeriod().getStart().toInstant());
        document.setId(id + "-transcript");
        document.addIdentifier().setSystem(ChartsideFhir.TRANSCRIPT_ID).setValue(id);
        return document;
    }

    private Void write(UnitOfWork unit, List<Resource> resources, LocalDate today) {
        Map<String, StoredResource> present = new HashMap<>();
        unit.lock(resources.stream().map(DemoSeed::key).toList())
                .forEach(stored -> present.put(stored.type() + "/" + stored.id(), stored));
        List<Change> changes = new ArrayList<>();
        for (Resource resource : resources) {
            StoredResource stored = present.get(key(resource).toString());
            if (stored == null) {
                changes.add(put(resource));
            } else if (!stored.deleted()) {
                moved(resource, stored, today).map(this::put).ifPresent(changes::add);
            }
        }
        if (!changes.isEmpty()) {
            unit.apply(changes);
        }
        return null;
    }

    /** The stored visit with today's times, when it is one of an earlier day that is to be of today. */
    private Optional<Resource> moved(Resource fresh, StoredResource stored, LocalDate today) {
        if (fresh instanceof Encounter visit && isOn(visit.getPeriod().getStart(), today)) {
            Encounter kept = parse(Encounter.class, stored);
            return isOn(kept.getPeriod().getStart(), today)
                    ? Optional.empty()
                    : Optional.of(kept.setPeriod(visit.getPeriod()));
        }
        if (fresh instanceof Appointment visit) {
            Appointment kept = parse(Appointment.class, stored);
            return isOn(kept.getStart(), today)
                    ? Optional.empty()
                    : Optional.of(kept.setStart(visit.getStart()).setEnd(visit.getEnd()));
        }
        return Optional.empty();
    }

    private static boolean isOn(java.util.Date time, LocalDate day) {
        return time != null
                && time.toInstant().atZone(ZoneOffset.UTC).toLocalDate().equals(day);
    }

    private <R extends Resource> R parse(Class<R> type, StoredResource stored) {
        return fhir.newJsonParser().parseResource(type, new String(stored.json(), StandardCharsets.UTF_8));
    }

    private static UnitOfWork.Key key(Resource resource) {
        return new UnitOfWork.Key(resource.fhirType(), resource.getIdElement().getIdPart());
    }

    private Change put(Resource resource) {
        return new Change.Put(
                resource.fhirType(),
                resource.getIdElement().getIdPart(),
                JsonTree.of(fhir, resource),
                false,
                OptionalLong.empty());
    }
}
