package io.chartside.server.sealed;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.interaction.FhirRefusal;
import java.util.Base64;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Refuses whatever looks like a key before anything is done with it: members of a JWK (RFC 7517; RFC 7518, section 6.4) and
 * words for secrets, 32 bytes in base64, base64url, hexadecimal or as numbers, whatever they are called. A fingerprint is told
 * apart by its form: 64 hexadecimal digits in a parameter of that name.
 */
final class KeyMaterial {
    private static final Set<String> NAMES = Set.of(
            "k", "kty", "jwk", "jwks", "d", "key", "rawkey", "secret", "privatekey", "sharedsecret", "passphrase");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{43}=?");
    private static final Pattern HEX = Pattern.compile("(0x)?[0-9A-Fa-f]{64}");
    private static final Pattern JWK = Pattern.compile("\"(k|kty|d)\"\\s*:");
    private static final int KEY_BYTES = 32;

    private KeyMaterial() {}

    /** @throws FhirRefusal 422 that names the place and repeats nothing */
    static void refuse(JsonNode body) {
        find(body, "").ifPresent(place -> {
            throw FhirRefusal.invalid(
                    "This looks like a key, which stays on the devices of a sealed visit. Nothing was stored; make a new key",
                    place);
        });
    }

    private static Optional<String> find(JsonNode node, String place) {
        if (node.isObject()) {
            return inObject(node, place);
        }
        if (node.isArray()) {
            return inArray(node, place);
        }
        return node.isTextual() && looksLikeAKey(node.textValue()) ? Optional.of(place) : Optional.empty();
    }

    private static Optional<String> inObject(JsonNode node, String place) {
        if (isName(node.path("name").asText())) {
            return Optional.of(place);
        }
        boolean fingerprint = node.path("name").asText().equals(SealedInput.FINGERPRINT)
                && HEX.matcher(node.path("valueString").asText()).matches();
        for (Iterator<Map.Entry<String, JsonNode>> members = node.fields(); members.hasNext(); ) {
            Map.Entry<String, JsonNode> member = members.next();
            if (isName(member.getKey())) {
                return Optional.of(place);
            }
            boolean known = fingerprint && member.getKey().equals("valueString");
            Optional<String> found = known ? Optional.empty() : find(member.getValue(), below(place, member.getKey()));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> inArray(JsonNode node, String place) {
        boolean bytes = node.size() == KEY_BYTES;
        for (int i = 0; i < node.size(); i++) {
            bytes &= node.get(i).isNumber();
            Optional<String> found = find(node.get(i), place + "[" + i + "]");
            if (found.isPresent()) {
                return found;
            }
        }
        return bytes ? Optional.of(place) : Optional.empty();
    }

    /** The names of our own members are FHIR's and never repeated here, but a stranger's may be anything. */
    private static String below(String place, String member) {
        String safe = member.matches("[A-Za-z]{1,40}") ? member : "member";
        return place.isEmpty() ? "Parameters." + safe : place + "." + safe;
    }

    private static boolean isName(String name) {
        return NAMES.contains(name.toLowerCase(Locale.ROOT).replaceAll("[_-]", ""));
    }

    private static boolean looksLikeAKey(String text) {
        if (HEX.matcher(text).matches() || JWK.matcher(text).find()) {
            return true;
        }
        if (!BASE64.matcher(text).matches()) {
            return false;
        }
        String url = text.replace('+', '-').replace('/', '_').replace("=", "");
        try {
            return Base64.getUrlDecoder().decode(url).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
