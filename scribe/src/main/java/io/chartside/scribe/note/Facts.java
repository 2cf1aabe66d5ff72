package io.chartside.scribe.note;

import io.chartside.scribe.discourse.PatientProfile;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.history.History;
import io.chartside.scribe.plan.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that the stages found in a visit, before it is laid out as a note of some type.
 *
 * @param dictated sections that the clinician dictated by their name, as of an operation
 */
record Facts(
        PatientProfile patient,
        Statement complaint,
        History history,
        List<String> systems,
        List<Statement> vitals,
        Map<String, List<Statement>> exam,
        List<List<Statement>> results,
        List<Problem> problems,
        Optional<Statement> agreement,
        Map<SectionKind, List<Statement>> dictated) {}
