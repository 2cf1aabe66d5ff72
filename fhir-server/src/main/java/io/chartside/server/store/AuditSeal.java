package io.chartside.server.store;

import io.chartside.server.crypto.DataKey;
import io.chartside.server.index.IndexedResource;
import io.chartside.server.tenancy.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Seals an audit row's events and patients under the tenant's audit key. A row of one event holds it alone, since the
 * row's own words are the event's; a row of several tells the words of each.
 */
final class AuditSeal {

    private AuditSeal() {}

    static byte[] seal(TenantId tenant, DataKey key, AuditRow row) {
        List<AuditRow.Event> events = row.events();
        byte[] body = events.size() == 1
                ? BodyCodec.encode(
                        BodyCodec.Content.AUDIT_EVENT,
                        body(
                                list(events.get(0).patientIds(), ","),
                                events.get(0).json()))
                : BodyCodec.encode(BodyCodec.Content.AUDIT_EVENTS, body("", together(events)));
        return key.seal(body, place(tenant, row.id()));
    }

    /** @return the events; the words of a single one are not told */
    static List<AuditRow.Event> open(TenantId tenant, DataKey key, String id, byte[] sealed) {
        byte[] padded = key.open(sealed, place(tenant, id));
        BodyCodec.Body body = BodyCodec.decode(padded);
        return BodyCodec.content(padded) == BodyCodec.Content.AUDIT_EVENTS
                ? apart(body.json())
                : List.of(new AuditRow.Event(body.json(), parts(body.patientId(), ","), List.of()));
    }

    private static BodyCodec.Body body(String patients, byte[] json) {
        return new BodyCodec.Body(patients, IndexedResource.decode(new byte[0]), json);
    }

    /** Of each event: patients, words, JSON, each with its length before it. */
    private static byte[] together(List<AuditRow.Event> events) {
        List<byte[]> fields = new ArrayList<>(events.size() * 3);
        int length = 0;
        for (AuditRow.Event event : events) {
            fields.add(list(event.patientIds(), ",").getBytes(StandardCharsets.UTF_8));
            fields.add(list(event.words(), "\n").getBytes(StandardCharsets.UTF_8));
            fields.add(event.json());
        }
        for (byte[] field : fields) {
            length += 4 + field.length;
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        fields.forEach(field -> all.putInt(field.length).put(field));
        return all.array();
    }

    private static List<AuditRow.Event> apart(byte[] together) {
        ByteBuffer all = ByteBuffer.wrap(together);
        List<AuditRow.Event> events = new ArrayList<>();
        while (all.hasRemaining()) {
            List<String> patients = parts(text(all), ",");
            List<String> words = parts(text(all), "\n");
            events.add(new AuditRow.Event(bytes(all), patients, words));
        }
        return events;
    }

    private static String text(ByteBuffer from) {
        return new String(bytes(from), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ByteBuffer from) {
        byte[] field = new byte[from.getInt()];
        from.get(field);
        return field;
    }

    private static String list(List<String> parts, String separator) {
        return String.join(separator, parts);
    }

    private static List<String> parts(String list, String separator) {
        return list.isEmpty() ? List.of() : Arrays.asList(list.split(separator));
    }

    private static String place(TenantId tenant, String id) {
        return tenant + "|AuditEvent|" + id;
    }
}
