package io.chartside.server.access;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.ResourceType;

/**
 * One scope for FHIR resources (SMART App Launch 2.2, "Scopes for requesting FHIR Resources"), for example
 * {@code patient/Observation.rs?category=vital-signs}. Version 1 scopes are read as their version 2 equals:
 * {@code read} is {@code rs}, {@code write} is {@code cud}, {@code *} is {@code cruds}.
 *
 * @param type resource type, or {@code *}
 * @param permissions a subset of {@code cruds} in this order
 * @param criterion the FHIR search string after the question mark; null when the scope has none
 */
public record SmartScope(Level level, String type, String permissions, String criterion) {

    /** Whose data a scope speaks of. */
    public enum Level {
        /** The compartment of the patient in launch context. */
        PATIENT,
        /** What the signed-in person may see. */
        USER,
        /** What a back-end client may see. */
        SYSTEM
    }

    private static final Pattern SHAPE = Pattern.compile(
            "(patient|user|system)/(\\*|[A-Za-z]{1,64})\\.(read|write|\\*|c?r?u?d?s?)(?:\\?(.{1,512}))?");
    /** Plain equality only: a modifier or a chain would be a search that the store may refuse later. */
    private static final Pattern CRITERION =
            Pattern.compile("[a-z_][A-Za-z_-]{0,63}=[!-%'-~]{1,400}(?:&[a-z_][A-Za-z_-]{0,63}=[!-%'-~]{1,400}){0,3}");

    public SmartScope {
        Objects.requireNonNull(level);
        Objects.requireNonNull(type);
        Objects.requireNonNull(permissions);
    }

    /** Empty when the text is no well-formed resource scope or names an unknown type: such a scope grants nothing. */
    public static Optional<SmartScope> parse(String scope) {
        Matcher matcher = SHAPE.matcher(scope);
        if (!matcher.matches() || matcher.group(3).isEmpty()) {
            return Optional.empty();
        }
        String type = matcher.group(2);
        String criterion = matcher.group(4);
        boolean versionOne = switch (matcher.group(3)) {
            case "read", "write", "*" -> true;
            default -> false;
        };
        if (!type.equals("*") && !isResourceType(type)) {
            return Optional.empty();
        }
        if (criterion != null
                && (versionOne
                        || type.equals("*")
                        || !CRITERION.matcher(criterion).matches())) {
            return Optional.empty();
        }
        String permissions = switch (matcher.group(3)) {
            case "read" -> "rs";
            case "write" -> "cud";
            case "*" -> "cruds";
            default -> matcher.group(3);
        };
        Level level = Level.valueOf(matcher.group(1).toUpperCase(Locale.ROOT));
        return Optional.of(new SmartScope(level, type, permissions, criterion));
    }

    boolean grants(char permission, String resourceType) {
        return (type.equals("*") || type.equals(resourceType)) && permissions.indexOf(permission) >= 0;
    }

    /** Whether everything that {@code other} grants is granted by this scope too. */
    public boolean covers(SmartScope other) {
        return level == other.level
                && (type.equals("*") || type.equals(other.type))
                && other.permissions.chars().allMatch(letter -> permissions.indexOf(letter) >= 0)
                && (criterion == null || criterion.equals(other.criterion));
    }

    private static boolean isResourceType(String name) {
        try {
            ResourceType.valueOf(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
