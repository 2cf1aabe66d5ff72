package io.chartside.mappings.draft;

import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.fhir.ChartsideFhir.AiTransparency;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Device;

/**
 * The model that wrote a draft.
 *
 * @param kind a code of HL7 AI Transparency's device kinds
 */
public record EngineDevice(String name, String version, String kind) {
    /** The engine that comes with Chartside. */
    public static final EngineDevice EMBEDDED =
            new EngineDevice("chartside-embedded", "0.1.0", AiTransparency.RULE_BASED);

    /** Of a logical id (FHIR R4, datatypes.html#id). */
    private static final int LONGEST_ID = 64;

    public EngineDevice {
        Objects.requireNonNull(name);
        Objects.requireNonNull(version);
        Objects.requireNonNull(kind);
    }

    /** A logical id that is the same at every draft, so that a tenant has one Device for each version of a model. */
    public String id() {
        String id = (name + "-" + version).replaceAll("[^A-Za-z0-9.-]", "-");
        return id.length() <= LONGEST_ID
                ? id
                : id.substring(0, LONGEST_ID - 37)
                        + "-"
                        + UUID.nameUUIDFromBytes((name + "\n" + version).getBytes(StandardCharsets.UTF_8));
    }

    public Device resource() {
        Device device = new Device()
                .setStatus(Device.FHIRDeviceStatus.ACTIVE)
                .setManufacturer(kind.equals(AiTransparency.RULE_BASED) ? "Chartside" : null)
                .setModelNumber(name)
                .setType(new CodeableConcept()
                        .addCoding(
                                new Coding(AiTransparency.DEVICE_TYPES, AiTransparency.ARTIFICIAL_INTELLIGENCE, null))
                        .addCoding(new Coding(AiTransparency.DEVICE_TYPES, kind, null)));
        device.addIdentifier().setSystem(ChartsideFhir.DEVICE_ID).setValue(name + "/" + version);
        device.addDeviceName().setName(name).setType(Device.DeviceNameType.MODELNAME);
        device.addVersion().setValue(version);
        device.setId(id());
        return device;
    }
}
