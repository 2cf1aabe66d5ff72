package io.chartside.server.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** k-anonymity over everything that a Patient of the export says (MA14, MS7). */
class PatientGroupsTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-29T12:00:00Z"), ZoneOffset.UTC);
    private static final String RACE =
            "{'url':'http://hl7.org/fhir/us/core/StructureDefinition/us-core-race','extension':"
                    + "[{'url':'ombCategory','valueCoding':{'system':'urn:oid:2.16.840.1.113883.6.238','code':'%s'}}]}";
    private static final String SEX =
            "{'url':'http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex','valueCode':'F'}";

    private final Deidentification deidentification = new Deidentification(CLOCK);

    private ObjectNode form(String json) {
        return deidentification
                .form(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
                .orElseThrow();
    }

    private static String one(Random random, String... values) {
        return values[random.nextInt(values.length)];
    }

    private ObjectNode patient(int id, Random random) {
        StringBuilder json = new StringBuilder("{'resourceType':'Patient','id':'p" + id + "'");
        if (random.nextInt(10) > 0) {
            json.append(",'gender':'")
                    .append(one(random, "female", "male", "female", "male", "other"))
                    .append("'");
        }
        if (random.nextInt(10) > 0) {
            json.append(",'birthDate':'").append(1930 + random.nextInt(95)).append("-01-02'");
        }
        if (random.nextInt(4) > 0) {
            json.append(",'address':[{'state':'")
                    .append(one(random, "MA", "NY", "MA"))
                    .append("','country':'US','postalCode':'");
            json.append(one(random, "02139", "02140", "10001", "12007")).append("'}]");
        }
        if (random.nextInt(3) == 0) {
            String race = RACE.formatted(one(random, "2106-3", "2054-5", "2028-9"));
            json.append(",'extension':[")
                    .append(random.nextBoolean() ? race + "," + SEX : SEX + "," + race)
                    .append("]");
        }
        if (random.nextInt(6) == 0) {
            json.append(one(
                    random, ",'deceasedBoolean':true", ",'deceasedBoolean':false", ",'deceasedDateTime':'2024-05-06'"));
        }
        if (random.nextInt(5) == 0) {
            json.append(",'managingOrganization':{'reference':'Organization/")
                    .append(random.nextInt(3))
                    .append("'}");
        }
        if (random.nextInt(5) == 0) {
            json.append(",'communication':[{'language':{'coding':[{'system':'urn:ietf:bcp:47','code':'")
                    .append(one(random, "en", "es"));
            json.append("'}]}}]");
        }
        return form(json.append("}").toString());
    }

    private static String told(ObjectNode form) {
        ObjectNode copy = form.deepCopy();
        copy.remove("id");
        return new String(JsonTree.bytes(copy), StandardCharsets.UTF_8);
    }

    private static List<Optional<ObjectNode>> grouped(List<ObjectNode> forms, int smallest) {
        PatientGroups groups = new PatientGroups(smallest);
        forms.forEach(groups::count);
        groups.settle();
        return forms.stream().map(groups::told).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 11, 50})
    void everyFormThatIsTold_isThatOfSoManyPatients(int smallest) {
        for (long seed = 1; seed <= 8; seed++) {
            Random random = new Random(seed);
            int size = 1 + random.nextInt(900);
            List<ObjectNode> forms = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                forms.add(patient(i, random));
            }

            List<Optional<ObjectNode>> found = grouped(forms, smallest);

            List<ObjectNode> all = found.stream().flatMap(Optional::stream).toList();
            Map<String, Long> sizes = all.stream()
                    .map(PatientGroupsTest::told)
                    .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
            assertThat(sizes.values()).as("seed %d", seed).allMatch(count -> count >= smallest);
            assertThat(size - all.size())
                    .as("left out of %d by seed %d", size, seed)
                    .isLessThan(smallest);
            Set<String> ids = new HashSet<>();
            for (int i = 0; i < size; i++) {
                ObjectNode whole = forms.get(i);
                found.get(i).ifPresent(coarse -> {
                    assertThat(coarse.get("id")).isEqualTo(whole.get("id"));
                    coarse.fieldNames()
                            .forEachRemaining(name -> assertThat(whole.has(name)
                                            || name.equals("_birthDate")
                                            || name.equals("deceasedBoolean"))
                                    .as(name)
                                    .isTrue());
                    ids.add(coarse.get("id").asText());
                });
            }
            assertThat(ids).hasSize(all.size());
        }
    }

    @Test
    void ofOne_everyFormIsAsItIs() {
        Random random = new Random(7);
        List<ObjectNode> forms = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            forms.add(patient(i, random));
        }
        List<Optional<ObjectNode>> found = grouped(forms, 1);
        for (int i = 0; i < forms.size(); i++) {
            assertThat(found.get(i).orElseThrow().get("birthDate"))
                    .isEqualTo(forms.get(i).get("birthDate"));
        }
    }

    @Test
    void birthYears_becomeFiveYears_beforeAnythingElseThatIsStudiedGoes() {
        List<ObjectNode> forms = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            forms.add(
                    form("{'resourceType':'Patient','id':'p" + i + "','gender':'female','birthDate':'" + (1970 + i % 5)
                            + "-01-01','maritalStatus':{'coding':[{'system':"
                            + "'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus','code':'M'}]},"
                            + "'address':[{'state':'MA','country':'US','postalCode':'02139'}]}"));
        }
        assertThat(grouped(forms, 11))
                .allSatisfy(told -> assertThat(told.orElseThrow().toString())
                        .contains("\"start\":\"1970\",\"end\":\"1974\"", "\"postalCode\":\"021\"", "female")
                        .doesNotContain("maritalStatus", "\"birthDate\""));
        assertThat(grouped(forms.subList(0, 10), 11)).containsOnly(Optional.empty());
    }
}
