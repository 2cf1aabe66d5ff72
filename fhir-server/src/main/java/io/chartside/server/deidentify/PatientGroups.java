package io.chartside.server.deidentify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.json.JsonTree;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Patients told apart from no fewer than k others: k-anonymity (Sweeney, 2002) over all that the form of a Patient says besides
 * its pseudonym. Whose form fewer than k share is told more coarsely, step by step; who is among fewer than k in the coarsest
 * form too has none. First every form is counted, then each is asked for; 56 bytes a patient are held in between.
 */
public final class PatientGroups {
    private final int smallest;
    private final List<long[]> counted = new ArrayList<>();
    private final List<Map<Long, Integer>> groups = new ArrayList<>();

    /** @param smallest k; 1 leaves every form as it is */
    public PatientGroups(int smallest) {
        if (smallest < 1) {
            throw new IllegalArgumentException("a group has one patient or more");
        }
        this.smallest = smallest;
    }

    /** @param form of one patient, as {@link Deidentification#form} gives it */
    public void count(ObjectNode form) {
        CoarserForm[] steps = CoarserForm.values();
        long[] told = new long[steps.length];
        ObjectNode coarse = ordered(form);
        for (CoarserForm step : steps) {
            step.apply(coarse);
            told[step.ordinal()] = fingerprint(coarse);
        }
        counted.add(told);
    }

    /** Once all are counted. */
    public void settle() {
        List<long[]> unplaced = new ArrayList<>(counted);
        counted.clear();
        for (CoarserForm step : CoarserForm.values()) {
            Map<Long, Integer> sizes = new HashMap<>();
            unplaced.forEach(told -> sizes.merge(told[step.ordinal()], 1, Integer::sum));
            groups.add(sizes);
            unplaced.removeIf(told -> sizes.get(told[step.ordinal()]) >= smallest);
        }
    }

    /** The finest form that at least k patients have; empty when there is none. */
    public Optional<ObjectNode> told(ObjectNode form) {
        ObjectNode coarse = ordered(form);
        for (CoarserForm step : CoarserForm.values()) {
            step.apply(coarse);
            if (groups.get(step.ordinal()).getOrDefault(fingerprint(coarse), 0) >= smallest) {
                return Optional.of(coarse);
            }
        }
        return Optional.empty();
    }

    /** In whatever order extensions were written, which would tell one from the other. */
    private static ObjectNode ordered(ObjectNode form) {
        ObjectNode copy = form.deepCopy();
        List<JsonNode> extensions = new ArrayList<>();
        copy.path("extension").forEach(extensions::add);
        if (!extensions.isEmpty()) {
            extensions.sort(Comparator.comparing(JsonNode::toString));
            copy.putArray("extension").addAll(extensions);
        }
        return copy;
    }

    private static long fingerprint(ObjectNode form) {
        ObjectNode told = form.deepCopy();
        told.remove("id");
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(JsonTree.bytes(told));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "groups of " + smallest + " patients or more";
    }
}
