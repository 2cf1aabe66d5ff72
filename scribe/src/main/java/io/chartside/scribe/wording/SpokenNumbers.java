package io.chartside.scribe.wording;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Writes spoken numbers as figures: {@code twenty milligrams} becomes {@code 20 mg}, {@code one thirty over eighty}
 * becomes {@code 130/80}. A number below ten stays a word unless a unit, a fraction or a range follows.
 */
public final class SpokenNumbers {
    private static final Set<String> MEASURED = Set.of(
            "a1c",
            "hemoglobin",
            "creatinine",
            "potassium",
            "inr",
            "tsh",
            "psa",
            "magnesium",
            "calcium",
            "albumin",
            "phosphorus");

    /** "one point one six months ago" is 1.1, and six months. */
    private static final Set<String> TIME =
            Set.of("day", "days", "week", "weeks", "month", "months", "year", "years", "hours", "hour");

    private static final Set<String> VALUED_BY = Set.of("is", "was", "at", "of");
    private static final Set<String> VALUE_ENDS = Set.of(".", ",", "and", "which", "so", "but", "today");

    private SpokenNumbers() {}

    /** The value of a single word from zero to ninety, or -1. */
    public static int value(String word) {
        return NumberWords.SMALL.getOrDefault(word, -1);
    }

    /** A number read at a place: its figures and how many words it took. */
    private record Reading(String figures, int length) {}

    public static List<Word> written(List<Word> spoken) {
        List<Word> words = parted(spoken);
        List<Word> out = new ArrayList<>(words.size());
        for (int i = 0; i < words.size(); ) {
            int taken = SpineLevels.at(words, i, out);
            if (taken > 0) {
                i += taken;
                continue;
            }
            int spelled = Spelled.at(words, i, out);
            if (spelled > 0) {
                i += spelled;
                continue;
            }
            if (RunOnNumbers.range(words, i)) {
                out.add(words.get(i).as(Integer.toString(value(words.get(i).text()))));
                out.add(words.get(i).as("to"));
                i++;
                out.add(words.get(i).as(Integer.toString(value(words.get(i).text()))));
                i++;
                continue;
            }
            Reading reading = read(words, i);
            if (reading == null) {
                unit(out, words.get(i++));
                continue;
            }
            int next = i + reading.length();
            Reading second = next + 1 < words.size() && words.get(next).is("over") ? lower(words, next + 1) : null;
            int skip = 1;
            if (second == null
                    && next + 2 < words.size()
                    && words.get(next).is("out")
                    && words.get(next + 1).is("of")) {
                second = read(words, next + 2);
                skip = 2;
            }
            if (second != null) {
                int last = next + skip + second.length() - 1;
                out.add(words.get(i).through(words.get(last), reading.figures() + "/" + second.figures()));
                i = last + 1;
            } else {
                out.add(single(words, i, reading, next));
                i = next;
            }
        }
        return out;
    }

    /** "twenty-five" as the two words that it is spoken in. */
    private static List<Word> parted(List<Word> spoken) {
        List<Word> words = new ArrayList<>(spoken.size());
        for (Word word : spoken) {
            int hyphen = word.text().indexOf('-');
            String tens = hyphen < 0 ? "" : word.text().substring(0, hyphen);
            String ones = word.text().substring(hyphen + 1);
            int one = value(ones);
            if (value(tens) >= 20 && one > 0 && one < 10) {
                words.add(word.as(tens));
                words.add(word.as(ones));
            } else {
                words.add(word);
            }
        }
        return words;
    }

    /** "ninety one forty eight over eighty eight": the one begins the next pressure. */
    private static Reading lower(List<Word> words, int i) {
        Reading reading = read(words, i);
        int next = reading == null ? 0 : i + reading.length();
        boolean nextPressure = reading != null
                && reading.length() == 2
                && digit(words.get(next - 1))
                && next + 1 < words.size()
                && NumberWords.SMALL.getOrDefault(words.get(next).text(), 0) >= 10
                && (words.get(next + 1).is("over")
                        || next + 2 < words.size() && words.get(next + 2).is("over"));
        return nextPressure
                ? new Reading(
                        Integer.toString(NumberWords.SMALL.get(words.get(i).text())), 1)
                : reading;
    }

    private static Word single(List<Word> words, int i, Reading reading, int next) {
        String following = next < words.size() ? words.get(next).text() : "";
        boolean plus = following.equals("plus");
        boolean counted = valued(words, i, following)
                || NumberWords.COUNTED.contains(following)
                || NumberWords.UNITS.containsKey(following)
                || plus
                || following.equals("by") && next + 1 < words.size() && read(words, next + 1) != null
                || ((following.equals("to") || following.equals("or"))
                        && next + 1 < words.size()
                        && NumberWords.SMALL.containsKey(words.get(next + 1).text())
                        && next + 2 < words.size()
                        && NumberWords.COUNTED.contains(words.get(next + 2).text()));
        boolean small = reading.length() == 1
                && NumberWords.SMALL.getOrDefault(words.get(i).text(), 99) < 10;
        return small && !counted ? words.get(i) : words.get(i).through(words.get(next - 1), reading.figures());
    }

    /** "your ferritin is eight": a value, and no count of what follows. */
    private static boolean valued(List<Word> words, int i, String following) {
        return i > 1
                && VALUED_BY.contains(words.get(i - 1).text())
                && (MEASURED.contains(words.get(i - 2).text())
                        || JoinedNumbers.WEIGHED.contains(words.get(i - 2).text()))
                && (following.isEmpty() || VALUE_ENDS.contains(following));
    }

    private static void unit(List<Word> out, Word word) {
        Word last = out.isEmpty() ? null : out.get(out.size() - 1);
        boolean afterFigure = last != null && Character.isDigit(last.text().charAt(0));
        String unit = NumberWords.UNITS.get(word.text());
        if (word.is("%") || word.is("percent")) {
            if (afterFigure) {
                out.set(out.size() - 1, last.through(word, last.text() + "%"));
                return;
            }
        } else if (word.is("plus") && afterFigure) {
            out.set(out.size() - 1, last.through(word, last.text() + "+"));
            return;
        } else if (word.text().startsWith("year-old") && afterFigure) {
            out.set(out.size() - 1, last.through(word, last.text() + "-" + word.text()));
            return;
        }
        out.add(unit != null && afterFigure ? word.as(unit) : word);
    }

    /** The "oh" of "one oh one": a zero between two digits. */
    static boolean zeroBetween(List<Word> words, int i) {
        return i > 0 && i + 1 < words.size() && digit(words.get(i - 1)) && digit(words.get(i + 1));
    }

    static boolean digit(Word word) {
        int value = NumberWords.SMALL.getOrDefault(word.text(), 0);
        return value > 0 && value < 10;
    }

    private static Reading read(List<Word> words, int i) {
        if (i >= words.size()) {
            return null;
        }
        String first = words.get(i).text();
        if (first.startsWith(".") && first.length() > 1 && Character.isDigit(first.charAt(1))) {
            return new Reading("0" + first, 1);
        }
        if (first.equals("point")
                && i + 2 < words.size()
                && digit(words.get(i + 1))
                && NumberWords.UNITS.containsKey(words.get(i + 2).text())) {
            return new Reading("0." + NumberWords.SMALL.get(words.get(i + 1).text()), 2);
        }
        if (first.equals("point")
                && i > 0
                && VALUED_BY.contains(words.get(i - 1).text())) {
            Reading below = decimals(words, i - 1, new Reading("0", 1));
            if (!below.figures().equals("0")) {
                return new Reading(below.figures(), below.length() - 1);
            }
        }
        if (first.equals("nine")
                && i + 2 < words.size()
                && words.get(i + 1).is("one")
                && words.get(i + 2).is("one")) {
            return new Reading("911", 3);
        }
        if (i + 2 < words.size() && words.get(i + 1).is("oh") && zeroBetween(words, i + 1)) {
            int hundreds = 100 * NumberWords.SMALL.get(first)
                    + NumberWords.SMALL.get(words.get(i + 2).text());
            return decimals(words, i, new Reading(Integer.toString(hundreds), 3));
        }
        if (first.chars().allMatch(c -> Character.isDigit(c) || c == ',' || c == '.')
                && Character.isDigit(first.charAt(0))) {
            return decimals(words, i, new Reading(first.replace(",", ""), 1));
        }
        if (first.equals("a")
                && i + 1 < words.size()
                && (words.get(i + 1).is("hundred") || words.get(i + 1).is("thousand"))) {
            int[] scale = {i + 1};
            int scaled = scaled(words, scale, 1);
            return decimals(words, i, new Reading(Integer.toString(scaled), scale[0] - i));
        }
        if (!NumberWords.SMALL.containsKey(first)) {
            return null;
        }
        int[] at = {i};
        int value = below100(words, at);
        int following = at[0] < words.size()
                ? NumberWords.SMALL.getOrDefault(words.get(at[0]).text(), -1)
                : -1;
        if (at[0] < words.size()
                && (words.get(at[0]).is("hundred") || words.get(at[0]).is("thousand"))) {
            value = scaled(words, at, value);
        } else if (following >= 10 && value > 0 && (value < 10 || value == 19 || value == 20)) {
            int second = below100(words, at);
            String joined = JoinedNumbers.of(words, i, at[0], value, second);
            if (joined.isEmpty()) {
                at[0] = i;
                value = below100(words, at);
            } else {
                return new Reading(joined, at[0] - i);
            }
        }
        return decimals(words, i, new Reading(Integer.toString(value), at[0] - i));
    }

    private static int scaled(List<Word> words, int[] at, int value) {
        int total = 0;
        int part = value;
        while (at[0] < words.size()) {
            Word word = words.get(at[0]);
            if (word.is("hundred")) {
                part = Math.max(1, part) * 100;
                at[0]++;
            } else if (word.is("thousand")) {
                total += Math.max(1, part) * 1000;
                part = 0;
                at[0]++;
            } else if (RunOnNumbers.another(words, at[0])) {
                break;
            } else if (word.is("and")
                    && at[0] + 1 < words.size()
                    && !RunOnNumbers.another(words, at[0] + 1)
                    && NumberWords.SMALL.getOrDefault(words.get(at[0] + 1).text(), 0) > 0
                    && total + part >= 100) {
                at[0]++;
                part += below100(words, at);
                break;
            } else if (NumberWords.SMALL.containsKey(word.text())) {
                part += below100(words, at);
            } else {
                break;
            }
        }
        return total + part;
    }

    private static int below100(List<Word> words, int[] at) {
        int value = NumberWords.SMALL.getOrDefault(words.get(at[0]).text(), 0);
        at[0]++;
        if (value >= 20 && at[0] < words.size()) {
            int unit = NumberWords.SMALL.getOrDefault(words.get(at[0]).text(), 0);
            if (unit > 0 && unit < 10) {
                at[0]++;
                value += unit;
            }
        }
        return value;
    }

    /** "twelve . five milligrams": the full stop is a decimal point. */
    private static boolean doseAfter(List<Word> words, int mark) {
        return mark + 2 < words.size()
                && NumberWords.UNITS.containsKey(words.get(mark + 2).text())
                && (NumberWords.SMALL.containsKey(words.get(mark + 1).text())
                        || words.get(mark + 1).text().matches("\\d"));
    }

    /** "a1c was seven . three": the full stop after a small figure of a laboratory value is a decimal point. */
    private static boolean measured(List<Word> words, int start, int mark) {
        if (mark + 1 >= words.size() || !digit(words.get(mark + 1))) {
            return false;
        }
        for (int k = Math.max(0, start - 8); k < start; k++) {
            if (MEASURED.contains(words.get(k).text())) {
                return true;
            }
        }
        return false;
    }

    /** "ninety eight point seven"; a tokeniser may have left the point as a full stop, taken only near body heat or zero. */
    private static Reading decimals(List<Word> words, int start, Reading whole) {
        int at = start + whole.length();
        if (at >= words.size() || whole.figures().contains(".")) {
            return whole;
        }
        Word mark = words.get(at);
        if (RunOnNumbers.degrees(words, start, whole.figures(), at)) {
            return new Reading(whole.figures() + "." + NumberWords.SMALL.get(mark.text()), whole.length() + 1);
        }
        if (at + 1 >= words.size()) {
            return whole;
        }
        int value = whole.figures().length() > 6 ? 0 : Integer.parseInt(whole.figures());
        if (!mark.is("point")
                && !(mark.is(".")
                        && (value == 0
                                || (value >= 94 && value <= 106)
                                || doseAfter(words, at)
                                || measured(words, start, at)))) {
            return whole;
        }
        StringBuilder digits = new StringBuilder();
        int i = at + 1;
        while (i < words.size() && digits.length() < 3) {
            String t = words.get(i).text();
            if (digits.length() > 0
                    && i + 1 < words.size()
                    && TIME.contains(words.get(i + 1).text())) {
                break;
            }
            Integer small = NumberWords.SMALL.get(t);
            if (small == null && t.equals("oh")) {
                small = 0;
            }
            if (small != null && small < 10) {
                digits.append(small);
            } else if (digits.length() == 0 && t.length() <= 3 && t.chars().allMatch(Character::isDigit)) {
                digits.append(t);
            } else {
                break;
            }
            i++;
        }
        return digits.length() == 0 ? whole : new Reading(whole.figures() + "." + digits, i - start);
    }
}
