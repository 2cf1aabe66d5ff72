package io.chartside.server.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What of a configuration may stand in the audit: all but secrets, even where they are only hashes. */
final class Disclosable {
    static final String WITHHELD = "not recorded";

    private static final Set<String> PARTS =
            Set.of("secret", "password", "passphrase", "recoverycode", "privatekey", "totp");
    private static final Set<String> WHOLE =
            Set.of("token", "accesstoken", "refreshtoken", "registrationaccesstoken", "pin", "otp", "hash");
    /** RFC 7518, sections 6.2.2, 6.3.2 and 6.4: the private members of a key. */
    private static final List<String> PRIVATE_KEY = List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

    private Disclosable() {}

    static JsonNode of(JsonNode value) {
        JsonNode copy = value.deepCopy();
        withhold(copy);
        return copy;
    }

    private static void withhold(JsonNode node) {
        if (node instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            boolean key = object.has("kty");
            for (String name : names) {
                if (secret(name) || key && PRIVATE_KEY.contains(name)) {
                    object.put(name, WITHHELD);
                }
            }
        }
        node.forEach(Disclosable::withhold);
    }

    private static boolean secret(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return WHOLE.contains(plain) || PARTS.stream().anyMatch(plain::contains);
    }
}
