package io.chartside.server.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.tenancy.TenantId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/**
 * Where a tenant's audit lanes stood at a moment. Each lane's hash stands for all rows before it; the root over all lanes is a
 * Merkle tree head (RFC 9162, section 2.1.1), so that one lane can be shown without the others. It is signed together with those of
 * other tenants ({@link ProvenCheckpoint}); older ones are each signed by itself, with {@link #TYPE}.
 *
 * @param before SHA-256 of what was written of the tenant before in the same file; empty at first
 * @param lanes all that have rows; in those signed by themselves, the ones that have moved since the line before
 * @param root over all lanes
 */
record Checkpoint(String at, byte[] before, List<AuditLanes.Lane> lanes, byte[] root) {
    static final String TYPE = "chartside-audit-checkpoint";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HexFormat HEX = HexFormat.of();

    Checkpoint {
        lanes = List.copyOf(lanes);
    }

    String json(TenantId tenant) {
        ObjectNode json = JSON.createObjectNode();
        json.put("tenant", tenant.value());
        json.put("at", at);
        json.put("before", HEX.formatHex(before));
        ArrayNode all = json.putArray("lanes");
        for (AuditLanes.Lane lane : lanes) {
            all.addArray().add(lane.number()).add(lane.seq()).add(HEX.formatHex(lane.hash()));
        }
        return json.put("root", HEX.formatHex(root)).toString();
    }

    /** @throws IllegalArgumentException when it is no checkpoint of the tenant */
    static Checkpoint parse(TenantId tenant, String text) {
        try {
            JsonNode json = JSON.readTree(text);
            if (!tenant.value().equals(json.path("tenant").asText())) {
                throw new IllegalArgumentException("a checkpoint of another tenant");
            }
            List<AuditLanes.Lane> lanes = new ArrayList<>();
            for (JsonNode lane : json.path("lanes")) {
                lanes.add(new AuditLanes.Lane(
                        lane.path(0).asInt(),
                        lane.path(1).asLong(),
                        HEX.parseHex(lane.path(2).asText())));
            }
            return new Checkpoint(
                    json.path("at").asText(),
                    HEX.parseHex(json.path("before").asText()),
                    lanes,
                    HEX.parseHex(json.path("root").asText()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no checkpoint", e);
        }
    }

    /** @param lanes in the order of their numbers */
    static byte[] root(Collection<AuditLanes.Lane> lanes) {
        List<byte[]> leaves = new ArrayList<>();
        for (AuditLanes.Lane lane : lanes) {
            leaves.add(MerkleTree.leaf(ByteBuffer.allocate(12 + lane.hash().length)
                    .putInt(lane.number())
                    .putLong(lane.seq())
                    .put(lane.hash())
                    .array()));
        }
        return MerkleTree.root(leaves);
    }
}
