package io.chartside.server.leakage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** The names of the United States, about as frequent as there: the commonest family name has one patient in a hundred. */
final class InventedNames {
    private static final List<String> ASIAN_FAMILIES =
            List.of(("Nguyen Kim Patel Tran Chen Wong Yang Lee Pham Wang Singh Li Le Khan Park Shah Liu Huang Chang Wu")
                    .split(" "));
    private static final List<String> HISPANIC_FAMILIES = List.of(
            ("Garcia Rodriguez Martinez Hernandez Lopez Gonzalez Perez Sanchez Ramirez Torres Flores Rivera Gomez Diaz"
                            + " Cruz Reyes Morales Gutierrez Ortiz Ramos Ruiz Alvarez Mendoza Castillo Vasquez Jimenez")
                    .split(" "));

    private final Zipf families = new Zipf(read("surnames.txt"), 8, 0.85);
    private final Zipf asianFamilies = new Zipf(ASIAN_FAMILIES, 2, 1);
    private final Zipf hispanicFamilies = new Zipf(HISPANIC_FAMILIES, 2, 1);
    private final Zipf women = new Zipf(read("female-names.txt"), 3, 0.9);
    private final Zipf men = new Zipf(read("male-names.txt"), 3, 0.9);

    /** A family name tells something of race, as it does outside: half of the Asian patients have one of twenty. */
    String family(String race, Random random) {
        boolean own = random.nextBoolean();
        if (own && race.equals("2028-9")) {
            return asianFamilies.draw(random);
        }
        return own && race.equals("2131-1") ? hispanicFamilies.draw(random) : families.draw(random);
    }

    String given(String gender, Random random) {
        boolean woman = gender.equals("female") || !gender.equals("male") && random.nextBoolean();
        return (woman ? women : men).draw(random);
    }

    private static List<String> read(String file) {
        try (InputStream in = InventedNames.class.getResourceAsStream(file)) {
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return List.of(text.substring(text.indexOf('\n')).strip().split("\\s+"));
        } catch (IOException e) {
            throw new IllegalStateException(file + " cannot be read", e);
        }
    }
}
