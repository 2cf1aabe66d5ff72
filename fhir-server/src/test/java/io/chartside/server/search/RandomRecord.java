package io.chartside.server.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** Resources and questions about them, drawn from small vocabularies so that questions have answers. */
final class RandomRecord {
    private static final List<String> FAMILIES =
            List.of("Abara", "Aberg", "Çelik", "Celine", "Xu", "O’Neil", "van Dam");
    private static final List<String> GIVEN = List.of("Ada", "Adam", "Zoë", "Zo", "Mary Ann");
    private static final List<String> CODES = List.of("38341003", "44054006", "195967001", "A", "a");
    private static final List<String> SYSTEMS = List.of("http://snomed.info/sct", "http://loinc.org");
    private static final List<String> DATES = List.of(
            "2025",
            "2025-03",
            "2025-03-04",
            "2025-03-04T10:00:00Z",
            "2025-03-04T23:59:59Z",
            "2025-03-05",
            "2026-01-01",
            "2026-01-01T00:00:00Z",
            "2024-12-31");
    private static final String UCUM = "http://unitsofmeasure.org";
    private static final List<String> STATUSES = List.of("planned", "finished", "cancelled");
    private static final List<String> PREFIXES = List.of("", "", "eq", "ne", "gt", "lt", "ge", "le", "sa", "eb");

    private final Random random;
    private final List<String> patients = new ArrayList<>();
    private final List<String> encounters = new ArrayList<>();
    private final List<String> locations = new ArrayList<>();

    RandomRecord(long seed) {
        this.random = new Random(seed);
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private String maybe(String json) {
        return random.nextInt(4) == 0 ? "" : "," + json;
    }

    private String concept() {
        String system = random.nextInt(5) == 0 ? "" : "'system':'" + pick(SYSTEMS) + "',";
        return "{'coding':[{" + system + "'code':'" + pick(CODES) + "','display':'Chronic " + pick(FAMILIES) + "'}]"
                + (random.nextBoolean() ? ",'text':'free " + pick(GIVEN) + "'" : "") + "}";
    }

    private String period() {
        String start = maybe("'start':'" + pick(DATES) + "'");
        String end = random.nextInt(3) == 0 ? "" : ",'end':'2026-02-0" + (1 + random.nextInt(9)) + "'";
        return "{" + (start + end).replaceFirst("^,", "") + "}";
    }

    void learn(String type, String id) {
        switch (type) {
            case "Patient" -> patients.add(id);
            case "Encounter" -> encounters.add(id);
            default -> locations.add(id);
        }
    }

    String patient() {
        return "{'resourceType':'Patient','gender':'" + pick(List.of("female", "male", "other")) + "'"
                + maybe("'identifier':[{'system':'http://mrn','value':'" + random.nextInt(5)
                        + "','type':{'coding':[{'system':'http://t','code':'" + pick(List.of("MR", "SS"))
                        + "'}]}},{'value':'x'}]")
                + maybe("'name':[{'family':'" + pick(FAMILIES) + "','given':['" + pick(GIVEN) + "','" + pick(GIVEN)
                        + "']}]")
                + maybe("'birthDate':'" + pick(DATES).replaceAll("T.*", "") + "'") + "}";
    }

    String encounter() {
        return "{'resourceType':'Encounter','status':'" + pick(STATUSES)
                + "','class':{'code':'AMB'},'subject':{'reference':" + "'Patient/" + pick(patients) + "'}"
                + maybe("'period':" + period()) + maybe("'type':[" + concept() + "]")
                + maybe("'location':[{'location':{'reference':'Location/" + pick(locations) + "'}}]")
                + maybe("'meta':{'tag':[{'system':'http://tags','code':'" + pick(List.of("red", "blue"))
                        + "'}],'profile':['http://p/" + pick(List.of("a", "a/b", "c")) + "']}")
                + "}";
    }

    String location() {
        return "{'resourceType':'Location','name':'" + pick(FAMILIES) + "'"
                + maybe("'position':{'latitude':" + (50 + random.nextInt(5)) + ".5,'longitude':" + random.nextInt(9)
                        + "}")
                + "}";
    }

    private String quantity() {
        return "'valueQuantity':{'value':" + random.nextInt(6) + "." + random.nextInt(10) + ",'system':'" + UCUM
                + "','code':'" + pick(List.of("kg", "g", "[lb_av]")) + "'}";
    }

    String condition() {
        return "{'resourceType':'Condition','code':" + concept() + ",'subject':{'reference':'Patient/" + pick(patients)
                + "'}"
                + maybe("'encounter':{'reference':'Encounter/" + pick(encounters) + "'}")
                + maybe("'asserter':{'identifier':{'system':'http://npi','value':'" + random.nextInt(3) + "'}}")
                + maybe("'clinicalStatus':{'coding':[{'system':'http://cs','code':'"
                        + pick(List.of("active", "resolved")) + "'}]}")
                + maybe("'recordedDate':'" + pick(DATES) + "'") + "}";
    }

    String observation() {
        return "{'resourceType':'Observation','status':'final','code':" + concept()
                + ",'subject':{'reference':'Patient/"
                + pick(patients) + "'}"
                + maybe("'encounter':{'reference':'Encounter/" + pick(encounters) + "'}")
                + maybe(quantity())
                + maybe("'component':[{'code':" + concept() + "," + quantity() + "},{'code':" + concept() + ","
                        + quantity() + "}]")
                + maybe(
                        random.nextBoolean()
                                ? "'effectiveDateTime':'" + pick(DATES) + "'"
                                : "'effectivePeriod':" + period())
                + "}";
    }

    /** @param name with its modifier */
    record Question(String name, String modifier, String value) {
        Question orMissing() {
            return modifier.equals("missing") ? new Question(name, modifier, "" + (value.length() % 2 == 0)) : this;
        }

        String key() {
            return modifier.isEmpty() ? name : name + ":" + modifier;
        }
    }

    List<Question> questions(String type) {
        List<Question> questions = new ArrayList<>();
        if (!type.equals("Patient") && !type.equals("Location") && random.nextInt(3) > 0) {
            questions.add(
                    new Question("patient", "", random.nextBoolean() ? pick(patients) : "Patient/" + pick(patients)));
        }
        int more = random.nextInt(3) + (questions.isEmpty() ? 1 : 0);
        for (int i = 0; i < more; i++) {
            questions.add(question(type));
        }
        return questions;
    }

    private Question question(String type) {
        return pick(QUESTIONS.get(type)).apply(this);
    }

    private static final Map<String, List<Function<RandomRecord, Question>>> QUESTIONS = Map.of(
            "Patient",
            List.of(
                    r -> r.text("family"),
                    r -> r.text("name"),
                    r -> r.text("given"),
                    r -> r.date("birthdate"),
                    r -> new Question("gender", "", "female,other"),
                    r -> new Question(
                            "identifier", "", r.pick(List.of("http://mrn|1", "2", "|x", "http://mrn|", "1,2"))),
                    r -> new Question(
                            "identifier",
                            "of-type",
                            "http://t|" + r.pick(List.of("MR", "SS")) + "|" + r.random.nextInt(5)),
                    r -> new Question("_has:Condition:patient:code", "", r.pick(CODES)),
                    r -> new Question("_has:Encounter:patient:location.name", "", r.pick(FAMILIES)),
                    r -> new Question("_has:Observation:subject:encounter.status", "", r.pick(STATUSES))),
            "Encounter",
            List.of(
                    r -> r.date("date"),
                    r -> r.token("type"),
                    r -> new Question("status", r.pick(List.of("", "not")), r.pick(STATUSES)),
                    r -> new Question("_tag", r.pick(List.of("", "not")), r.pick(List.of("red", "http://tags|blue"))),
                    r -> new Question(
                            "_profile",
                            r.pick(List.of("", "above", "below")),
                            "http://p/" + r.pick(List.of("a", "a/b", "c", "a/b/c"))),
                    r -> new Question("_profile", "missing", "" + r.random.nextBoolean()),
                    r -> new Question("location.name", r.pick(List.of("", "contains")), r.pick(FAMILIES)),
                    r -> new Question("subject:Patient._has:Condition:patient:code", "", r.pick(CODES)),
                    r -> new Question("location", "missing", "" + r.random.nextBoolean())),
            "Condition",
            List.of(
                    r -> r.token("code"),
                    r -> r.token("clinical-status"),
                    r -> r.date("recorded-date"),
                    r -> new Question("asserter", "identifier", r.pick(List.of("http://npi|1", "2", "http://x|1"))),
                    r -> new Question("asserter", "missing", "" + r.random.nextBoolean()),
                    r -> new Question("encounter", "", "Encounter/" + r.pick(r.encounters)),
                    r -> new Question("encounter.location.name", "", r.pick(FAMILIES)),
                    r -> new Question("patient.family", "", r.pick(FAMILIES))),
            "Observation",
            List.of(
                    r -> r.token("code"),
                    r -> r.date("date"),
                    r -> new Question("encounter", "", r.pick(r.encounters)),
                    r -> new Question("value-quantity", "", r.number()),
                    r -> new Question("combo-value-quantity", "", r.number()),
                    r -> new Question("code-value-quantity", "", r.pick(CODES) + "$" + r.number()),
                    r -> new Question("component-code-value-quantity", "", r.pick(CODES) + "$" + r.number()),
                    r -> new Question("combo-code-value-quantity", "", r.pick(CODES) + "$" + r.number()),
                    r -> new Question("component-code-value-quantity", "missing", "" + r.random.nextBoolean()),
                    r -> new Question("code-value-quantity", "missing", "" + r.random.nextBoolean()),
                    r -> new Question("encounter.subject:Patient.family", "", r.pick(FAMILIES))),
            "Location",
            List.of(
                    r -> r.text("name"),
                    r -> new Question("near", "missing", "" + r.random.nextBoolean()),
                    r -> new Question(
                            "near",
                            "",
                            (50 + r.random.nextInt(5)) + ".5|" + r.random.nextInt(9) + "|"
                                    + r.pick(List.of("100|km", "90000|m", "200|[mi_i]", "120")))));

    private String number() {
        String number = pick(List.of("", "eq", "ne", "gt", "lt", "ge", "le"))
                + random.nextInt(random.nextInt(3) == 0 ? 4000 : 6)
                + (random.nextBoolean() ? "." + random.nextInt(10) : "");
        return random.nextBoolean() ? number : number + "|" + UCUM + "|" + pick(List.of("kg", "g", "mg"));
    }

    private Question text(String name) {
        String word = pick(name.equals("given") ? GIVEN : FAMILIES);
        String part = random.nextBoolean() ? word : word.substring(0, 1 + random.nextInt(word.length()));
        return new Question(name, pick(List.of("", "", "exact", "contains", "text", "missing")), part).orMissing();
    }

    private Question date(String name) {
        String first = pick(PREFIXES) + pick(DATES);
        return new Question(name, random.nextInt(8) == 0 ? "missing" : "", first).orMissing();
    }

    private Question token(String name) {
        String code =
                name.equals("clinical-status") ? pick(List.of("active", "resolved", "http://cs|active")) : pick(CODES);
        String value = switch (random.nextInt(6)) {
            case 0 -> pick(SYSTEMS) + "|" + code.replaceAll(".*\\|", "");
            case 1 -> "|" + code.replaceAll(".*\\|", "");
            case 2 -> pick(SYSTEMS) + "|";
            case 3 -> code + "," + pick(CODES);
            default -> code;
        };
        String modifier = pick(List.of("", "", "", "not", "text", "missing"));
        return new Question(name, modifier, modifier.equals("text") ? pick(List.of("chron", "Ada", "celi")) : value)
                .orMissing();
    }
}
