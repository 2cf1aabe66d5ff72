package io.chartside.app.ehr;

import io.chartside.app.ehr.EhrProfile.Addendum;
import io.chartside.app.ehr.EhrProfile.Author;
import io.chartside.app.ehr.EhrProfile.Charges;
import io.chartside.app.ehr.EhrProfile.Code;
import io.chartside.app.ehr.EhrProfile.Codes;
import io.chartside.app.ehr.EhrProfile.Note;
import io.chartside.app.ehr.EhrProfile.Orders;
import io.chartside.app.ehr.EhrProfile.Period;
import io.chartside.app.ehr.EhrProfile.Retraction;
import io.chartside.mappings.ehr.EhrNote;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads what a profile says of writing. All of it is checked at the start: signed work must not fail on its way out for a slip
 * in a file.
 */
final class WriteKeys {
    private static final int KIBIBYTE = 1024;
    private static final List<String> DOC_STATUS = List.of("preliminary", "final", "amended");

    private WriteKeys() {}

    static Note note(Keys keys) {
        Note note = new Note(
                keys.flag("write", false),
                oneOf("note.doc-status", keys.text("doc-status", "final"), DOC_STATUS),
                oneOf("note.amended-doc-status", keys.text("amended-doc-status", "amended"), DOC_STATUS),
                contentType(keys.text("content-type", "text/plain;charset=utf-8")),
                keys.map("types").entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, type -> Code.of("note.types." + type.getKey(), type.getValue()))),
                Set.copyOf(keys.list("refused-types")),
                keys.choice("author", Author.FHIR_USER),
                keys.choice("period", Period.ENCOUNTER),
                keys.choice("addendum", Addendum.APPENDS),
                keys.choice("retraction", Retraction.NONE),
                keys.flag("conditional-create", false),
                keys.flag("search-by-identifier", false),
                keys.number("maximum-kib", 1024) * KIBIBYTE);
        keys.nothingElse();
        return note;
    }

    private static String contentType(String mediaType) {
        try {
            return new EhrNote.Style(mediaType, false, false, false).contentType();
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException("note.content-type: " + unknown.getMessage());
        }
    }

    static Codes codes(Keys keys) {
        Codes codes = new Codes(
                keys.choice("as", Codes.Kind.NONE),
                keys.optional("category")
                        .map(code ->
                                oneOf("codes.category", code, List.of("encounter-diagnosis", "problem-list-item"))),
                keys.optional("verification-status")
                        .map(code -> oneOf("codes.verification-status", code, List.of("provisional", "confirmed"))),
                keys.number("note-characters", 0),
                keys.flag("conditional-create", false),
                keys.flag("search-by-identifier", false));
        keys.nothingElse();
        return codes;
    }

    static Charges charges(Keys keys) {
        Charges charges = new Charges(
                keys.choice("as", Charges.Kind.NONE),
                keys.map("code-systems"),
                keys.optional("schedule").map(text -> Code.of("charges.schedule", text)),
                keys.flag("conditional-create", false),
                keys.flag("search-by-identifier", false));
        keys.nothingElse();
        return charges;
    }

    static Orders orders(Keys keys) {
        Orders orders = new Orders(
                keys.choice("as", Orders.Kind.NONE),
                keys.flag("conditional-create", false),
                keys.flag("search-by-identifier", false));
        keys.nothingElse();
        return orders;
    }

    private static String oneOf(String key, String code, List<String> codes) {
        if (!codes.contains(code)) {
            String last = codes.get(codes.size() - 1);
            throw new IllegalArgumentException(
                    key + " must be " + String.join(", ", codes.subList(0, codes.size() - 1)) + " or " + last);
        }
        return code;
    }
}
