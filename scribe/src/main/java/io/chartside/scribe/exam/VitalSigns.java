package io.chartside.scribe.exam;

import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.wording.NoteWords;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Vital signs with the value that was said for them; without a value, what was said of it ("elevated"). */
public final class VitalSigns {
    private static final String GAP = "(?: [a-z,'-]+){0,8}? ";
    /** A body is colder than this in degrees Celsius alone. */
    private static final double FAHRENHEIT = 45;

    private static final Pattern ANY = Pattern.compile(
            "\\b(?:blood pressure|pulse ox|oxygen saturation|saturation|o2 sat|heart rate|respiratory rate|respirations?|temperature|temp|vital signs|vitals|bmi|room air|afebrile)\\b");
    private static final Map<String, Pattern> VALUES = new LinkedHashMap<>();

    static {
        VALUES.put(
                "Blood Pressure",
                Pattern.compile("\\b(?:blood pressure|bp|pressure)\\b" + GAP + "(\\d{2,3}/\\d{2,3})\\b"));
        VALUES.put(
                "Heart Rate",
                Pattern.compile(
                        "\\b(?:heart rate|pulse rate|pulse|heartrate)\\b(?! ox)" + GAP + "(\\d{2,3})\\b(?!%|/)"));
        VALUES.put(
                "Respiratory Rate",
                Pattern.compile("\\b(?:respiratory rate|respirations?|respiration rate|breathing rate)\\b" + GAP
                        + "(\\d{1,2})\\b(?!%|/)"));
        VALUES.put(
                "Temperature", Pattern.compile("\\b(?:temperature|temp)\\b" + GAP + "(\\d{2,3}(?:\\.\\d)?)\\b(?!%|/)"));
        VALUES.put(
                "Oxygen Saturation",
                Pattern.compile("\\b(?:oxygen|o2|pulse ox|saturation|sats?|spo2|satting|oxygenation)\\b" + GAP
                        + "(\\d{2,3})(?: ?%)?"));
        VALUES.put(
                "Weight",
                Pattern.compile(
                        "\\b(?:your weight|weight today|weight is|weight's|weight|you weigh|(?:he|she) weighs)\\b(?! (?:is |was )?(?:up|down)\\b)"
                                + GAP + "(\\d{1,3} (?:pounds|lbs|kilograms|kilos)(?: \\d{1,2} ounces)?)\\b"));
        VALUES.put(
                "Fundal Height",
                Pattern.compile("\\bfundal height\\b" + GAP + "(\\d{1,2}(?:\\.\\d)? (?:cm|centimeters))"));
        VALUES.put(
                "Fetal Heart Rate",
                Pattern.compile("\\b(?:heartbeat|heart tones|fetal heart (?:rate|tones)|baby's heart (?:rate|beat))\\b"
                        + GAP + "(1\\d\\d)\\b"));
        VALUES.put("BMI", Pattern.compile("\\bbmi\\b" + GAP + "(\\d{2}(?:\\.\\d)?)\\b"));
    }

    /** What a sleep study measured is no vital sign of today. */
    private static final Pattern ASLEEP = Pattern.compile("\\b(?:dropped|drops|sleep|overnight|at night)\\b");

    /** "standing it is 98/54", "second time 150/90". */
    private static final Pattern AGAIN = Pattern.compile(
            "\\b(standing|sitting|lying(?: down)?|second time|again|repeat(?:ed)?|right arm|left arm|recheck)\\b" + GAP
                    + "(\\d{2,3}/\\d{2,3})\\b");

    private static final Pattern UNBORN = Pattern.compile("\\b(?:baby|baby's|fetal)\\b");

    private static final Pattern JUDGED = Pattern.compile(
            "\\b(?:your|the|his|her) (blood pressure|heart rate|temperature|vital signs|vitals|pulse ox|oxygen saturation|respiratory rate|oxygen)(?: [a-z]+){0,6}? "
                    + "(elevated|high|low|normal|good|great|fine|stable|controlled|perfect|excellent|well|up|okay)\\b");

    private final NoteWords words;

    public VitalSigns(NoteWords words) {
        this.words = words;
    }

    static boolean mentions(String text) {
        return ANY.matcher(text).find();
    }

    public List<Statement> of(Conversation conversation) {
        Map<String, Statement> found = new LinkedHashMap<>();
        Map<String, Statement> judged = new LinkedHashMap<>();
        List<Statement> repeated = new ArrayList<>();
        for (Clause clause : conversation.clauses()) {
            String text = clause.text();
            if (!clause.clinician()
                    || !mentions(text)
                            && !text.contains("pressure")
                            && !AGAIN.matcher(text).find()
                            && !text.contains("saturat")
                            && !text.contains("pulse")
                            && !text.contains("satting")
                            && !text.contains("oxygen")
                            && !text.contains("weigh")
                            && !text.contains("fundal")
                            && !text.contains("heart")) {
                continue;
            }
            for (Map.Entry<String, Pattern> vital : VALUES.entrySet()) {
                if (vital.getKey().equals("Oxygen Saturation")
                                && ASLEEP.matcher(text).find()
                        || vital.getKey().equals("Heart Rate")
                                && UNBORN.matcher(text).find()) {
                    continue;
                }
                Matcher m = vital.getValue().matcher(text);
                if (m.find() && plausible(vital.getKey(), m.group(1))) {
                    found.putIfAbsent(vital.getKey(), statement(vital.getKey(), m.group(1), text, clause));
                }
            }
            Statement first = found.get("Blood Pressure");
            Matcher again = AGAIN.matcher(text);
            while (first != null && again.find() && plausible("Blood Pressure", again.group(2))) {
                if (!first.text().contains(again.group(2))) {
                    repeated.add(new Statement(
                            words.of("vital.blood-pressure-again", again.group(2) + " mmHg, " + again.group(1)),
                            List.of(clause.said())));
                }
            }
            Matcher m = JUDGED.matcher(text);
            if (m.find() && clause.phase() == io.chartside.scribe.discourse.Phase.EXAM) {
                judged.putIfAbsent(m.group(1), judgement(m.group(1), m.group(2), clause));
            }
        }
        List<Statement> statements = new ArrayList<>(found.values());
        statements.addAll(repeated);
        judged.forEach((name, statement) -> {
            if (found.keySet().stream().noneMatch(k -> k.toLowerCase().contains(name))
                    && (found.isEmpty() || !name.startsWith("vital"))) {
                statements.add(statement);
            }
        });
        return statements;
    }

    private static boolean plausible(String vital, String value) {
        double number = Double.parseDouble(value.split("[/ ]")[0]);
        return switch (vital) {
            case "Blood Pressure" -> number >= 60 && number <= 260;
            case "Temperature" -> number >= 34 && number <= 108;
            case "Heart Rate" -> number >= 30 && number <= 220;
            case "Oxygen Saturation" -> number >= 60 && number <= 100;
            default -> number > 0;
        };
    }

    private Statement statement(String vital, String value, String text, Clause clause) {
        String variant = vital.equals("Temperature") && Double.parseDouble(value) < FAHRENHEIT
                ? "-celsius"
                : vital.equals("Oxygen Saturation") && text.contains("room air") ? "-room-air" : "";
        return new Statement(words.of("vital." + key(vital) + variant, value), List.of(clause.said()));
    }

    private Statement judgement(String name, String word, Clause clause) {
        String judged = switch (word) {
            case "high", "up" -> "elevated";
            case "great", "fine", "perfect", "excellent", "okay", "well" -> "good";
            default -> word;
        };
        return new Statement(
                words.of("vital.name." + key(name), words.of("vital.judged." + judged)), List.of(clause.said()));
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT).replace(' ', '-');
    }
}
