package io.chartside.mappings.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Plants identifiers into conversations, marked as {@link MarkedConversations} reads them: whole utterances of a few forms
 * with names, numbers, dates and places out of a seeded generator. Half of the names are made of syllables, so that no list
 * has them.
 */
public final class PlantedIdentifiers {
    private static final List<String> GIVEN = List.of(
            "Margaret",
            "Luis",
            "Priya",
            "Deshawn",
            "Ingrid",
            "Hiroshi",
            "Fatima",
            "Connor",
            "Beatriz",
            "Kwame",
            "Svetlana",
            "Trevor",
            "Guadalupe",
            "Nathaniel",
            "Rosalind",
            "Tyrone",
            "Yvette",
            "Anders",
            "Leticia",
            "Gordon");
    private static final List<String> FAMILY = List.of(
            "Thompson",
            "Ramirez",
            "Okafor",
            "Lindqvist",
            "Nakamura",
            "Fitzgerald",
            "Banerjee",
            "Kowalski",
            "Delacruz",
            "Montgomery",
            "Whitaker",
            "Hassan",
            "Petrov",
            "Castillo",
            "McKinney",
            "Nguyen",
            "Gallagher",
            "Vasquez");
    private static final List<String> STARTS =
            List.of("Bra", "Kel", "Tov", "Ari", "Zin", "Mor", "Vel", "Osh", "Dru", "Pel", "Quen", "Thal", "Jor", "Nex");
    private static final List<String> ENDS = List.of(
            "vik", "dora", "mund", "lette", "rian", "zek", "shan", "wyth", "bello", "kova", "tano", "ghast", "quist");
    private static final List<String> STREETS = List.of("Larkspur", "Hawthorne", "Juniper", "Delancey", "Birchwood");
    private static final List<String> CITIES = List.of("Spokane", "Tulsa", "Baltimore", "Fresno", "Knoxville", "Omaha");
    private static final List<String> MONTHS =
            List.of("January", "February", "March", "April", "May", "June", "July", "August", "September", "October");
    private static final List<String> FORMS = List.of(
            "[doctor] Hi, {NAME:%g}, how are you doing today?",
            "[patient] My name is {NAME:%g %f}.",
            "[patient] I saw Dr. {NAME:%f} about it a while ago.",
            "[patient] My wife {NAME:%g} says it is getting worse.",
            "[doctor] Mrs. {NAME:%f}, does that hurt?",
            "[patient] My daughter, {NAME:%g}, drove me here.",
            "[doctor] I will ask {NAME:%g} at the front desk to schedule that.",
            "[patient] It began on {DATE:%m %d}.",
            "[patient] I had the surgery in {DATE:%M} of last year.",
            "[doctor] Your last visit was {DATE:%n/%d/2025}.",
            "[patient] You can reach me at {PHONE:%3-555-%4}.",
            "[patient] I live at {PLACE:%2 %s Street} in {PLACE:%c}.",
            "[patient] I moved here from {PLACE:%c} two years ago.",
            "[doctor] Your medical record number is {NUMBER:%7}.",
            "[patient] My member ID is {NUMBER:X%4%3}.",
            "[patient] My mother is {AGE:9%1} years old.",
            "[patient] Please write to {EMAIL:%e@example.org}.");

    private final Random random;

    public PlantedIdentifiers(long seed) {
        random = new Random(seed);
    }

    /**
     * @param conversation lines with speaker tags
     * @param lower whether to plant in lower case and with marks apart, as speech recognition writes
     * @return the same with eight planted lines at places of the generator's choice
     */
    public String into(String conversation, boolean lower) {
        List<String> lines = new ArrayList<>(conversation
                .replace('{', '(')
                .replace('}', ')')
                .lines()
                .filter(line -> !line.isBlank())
                .toList());
        for (int i = 0; i < 8; i++) {
            String planted = filled(FORMS.get(random.nextInt(FORMS.size())));
            lines.add(random.nextInt(lines.size() + 1), lower ? lowered(planted) : planted);
        }
        return String.join("\n", lines);
    }

    private static String lowered(String planted) {
        StringBuilder lowered = new StringBuilder();
        for (String piece : planted.split("(?=\\{)|(?<=\\{[A-Z]{3,8}:)")) {
            lowered.append(piece.matches("\\{[A-Z]{3,8}:") ? piece : piece.toLowerCase(Locale.ROOT));
        }
        return lowered.toString();
    }

    private String filled(String form) {
        StringBuilder filled = new StringBuilder();
        for (int i = 0; i < form.length(); i++) {
            char c = form.charAt(i);
            filled.append(c == '%' ? value(form.charAt(++i)) : String.valueOf(c));
        }
        return filled.toString();
    }

    private String value(char what) {
        return switch (what) {
            case 'g' -> random.nextBoolean() ? one(GIVEN) : one(STARTS) + one(ENDS);
            case 'f' -> random.nextBoolean() ? one(FAMILY) : one(STARTS) + one(ENDS);
            case 'e' -> (one(GIVEN) + "." + one(FAMILY)).toLowerCase(Locale.ROOT);
            case 'm' -> one(MONTHS);
            case 'M' -> one(MONTHS);
            case 'd' -> Integer.toString(1 + random.nextInt(28));
            case 'n' -> Integer.toString(1 + random.nextInt(12));
            case 's' -> one(STREETS);
            case 'c' -> one(CITIES);
            default -> digits(what - '0');
        };
    }

    private String digits(int count) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append((char) ('1' + random.nextInt(9)));
        }
        return digits.toString();
    }

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
