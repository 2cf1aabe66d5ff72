package io.chartside.app.visit;

import java.util.List;

/**
 * A clinician's day: whom to see, and what is drafted and not signed yet, of whatever day.
 *
 * @param toSign unsigned drafts, oldest first, since they wait longest
 * @param visits of today, in the order of the day
 */
public record DayList(List<Line> toSign, List<Line> visits) {

    /**
     * @param when time of day, or the day when it is not today
     * @param about sex and birth date, so that namesakes are told apart
     * @param state {@code none}, {@code draft} or {@code signed}
     * @param here whether it is the visit that this window is about
     */
    public record Line(String patient, String about, String when, String reason, String state, boolean here) {

        @Override
        public String toString() {
            return "Line " + state;
        }
    }

    public DayList {
        toSign = List.copyOf(toSign);
        visits = List.copyOf(visits);
    }
}
